"""The explore page's cards: a score, its interval on its scale, its change against all questions, and B beside it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from e2lm.figures.intervals import Reading, interval_figure
from e2lm.figures.theme import Theme, score
from e2lm.scoring.settings import ScoreSettings
from e2lm.views.explore_cards import ALL, SAME, Comparison, Judged, beaten_in_words, judged, percent
from e2lm.views.words import escaped, escaped_lines
from pages.shared import frame, subsets
from pages.shared.cards import HEIGHT, STATIC
from pages.shared.explore_controls import View


def cards(view: View, models: subsets.Models, settings: ScoreSettings, theme: Theme) -> None:
    """Draws the cards one below the other, or says why there are no scores."""
    a, whole, b = (
        None if one is None else subsets.scores(one, models, settings, by_subject=view.by_subject)
        for one in (view.a, None if view.a.whole else view.a.widened(), view.b)
    )
    if a is None:
        st.caption("only limited runs have these answers: scores rest on full runs")
        return
    for one in judged(a, whole, b, settings):
        with st.container(border=True, height=HEIGHT, gap="xsmall"):
            _card(one, settings, theme)


def _card(one: Judged, settings: ScoreSettings, theme: Theme) -> None:
    card = one.card
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", wrap=False):
        st.markdown(f"**{card.name}** :gray[{escaped(card.meaning)}]", width="content")
        st.badge(
            card.kind, color="green" if card.kind.startswith("official") else "orange",
            help=escaped("; ".join(part for part in (card.details, card.note) if part)) or None,
        )  # fmt: skip
    value, small = st.columns([1, 1.3], gap="xsmall", vertical_alignment="center", wrap=False)
    with value:
        if card.value is None:
            st.markdown("**:gray[undefined]**")
        else:
            st.markdown(f"# {score(card.value)}{_change(one.others)}", help=_explained(one.others))
    with small:
        reading = _reading(one, settings)
        if reading is not None:
            tones = {"SQ": theme.signal, "RC": theme.noise, "CS": theme.primary, "total": theme.ink}
            picture = interval_figure(reading, tones[card.name], theme)
            st.plotly_chart(picture, theme=None, key=f"scale_{card.name}", config=STATIC, alt=_interval(one))
        elif card.name == "CS":
            st.button("choose a pair", icon=":material/add:", width="stretch", on_click=frame.open_more)
    st.caption(_words(one))


def _reading(one: Judged, settings: ScoreSettings) -> Reading | None:
    """What is drawn; None where the score is undefined."""
    if one.card.value is None:
        return None
    weights = settings.weights
    top = weights.sq + weights.rc + weights.cs if one.card.name == "total" else 1.0
    return Reading(one.card.value, one.interval, one.noise, tuple((each.name, each.value) for each in one.others), top)


def _change(others: Sequence[Comparison]) -> str:
    """The change against all questions, coloured where it is more than the choice of questions explains."""
    for one in others:
        if one.name == ALL and abs(one.change) >= SAME:
            tone = ("green" if one.change > 0 else "red") if one.beyond else "gray"
            return f" :small[:{tone}[{one.change:+.3f}]]"
    return ""


def _explained(others: Sequence[Comparison]) -> str | None:
    """Each change with its interval."""
    lines = [
        f"against {'all questions' if one.name == ALL else one.name} ({score(one.value)}): {one.change:+.3f}"
        + ("" if one.between is None else f", 95 % between {one.between[0]:+.3f} and {one.between[1]:+.3f}")
        for one in others
    ]
    words = [
        *lines,
        "Both meet the same draws of the same questions. A change is coloured where its interval leaves zero out.",
    ]
    return escaped_lines("\n".join(words)) if lines else None


def _words(one: Judged) -> str:
    """The line under the number: interval, noise, B; or why it is undefined."""
    if one.card.value is None:
        return escaped(one.card.note)
    words = [_interval(one)]
    words += [f"noise up to {score(one.noise)}"] if one.noise is not None else []
    words += [f"**{beaten}**" for other in one.others if (beaten := beaten_in_words(other))]
    words += [f"undefined in {percent(1 - one.defined)} of resamples"] if one.defined < 1 and one.interval else []
    return " · ".join(words)


def _interval(one: Judged) -> str:
    if one.interval is None:
        return "no interval"
    return f"{score(one.interval[0])} to {score(one.interval[1])}"
