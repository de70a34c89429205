"""The explore page's cards: a score, its interval on its scale, its change against all questions, and B beside it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from e2lm.figures.intervals import Reading, interval_figure
from e2lm.figures.theme import Theme, score
from e2lm.scoring.settings import ScoreSettings
from e2lm.views.explore_cards import SAME, Comparison, Judged, beaten_in_words, percent
from e2lm.views.words import escaped
from pages.shared import frame
from pages.shared.cards import HEIGHT, STATIC

CHANGE = "coloured where the value on all questions lies outside this value's 95 % interval"


def cards(shown: Sequence[Judged], settings: ScoreSettings, theme: Theme) -> None:
    """Draws the cards one below the other."""
    for one in shown:
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
    value, small = st.columns([1, 1.1], vertical_alignment="center", wrap=False)
    with value:
        if card.value is None:
            st.markdown("**:gray[undefined]**")
        else:
            st.markdown(f"# {score(card.value)}{_change(one.others)}", help=CHANGE if one.others else None)
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
    """The change against all questions, coloured beyond the interval."""
    for one in others:
        if one.name == "all" and abs(one.change) >= SAME:
            tone = ("green" if one.change > 0 else "red") if one.beyond else "gray"
            return f" :small[:{tone}[{one.change:+.3f}]]"
    return ""


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
