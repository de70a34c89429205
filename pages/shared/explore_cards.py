"""The explore page's cards: a score, its interval on its scale, its change against all questions, and B beside it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from e2lm.figures.small import Small, as_image
from e2lm.figures.theme import score
from e2lm.views.explore_cards import ALL, SAME, Comparison, Judged, beaten_in_words, percent
from e2lm.views.words import escaped, escaped_lines
from pages.shared import frame
from pages.shared.cards import HEIGHT


def cards(shown: Sequence[tuple[Judged, Small | None]]) -> None:
    """Draws the cards with their pictures one below the other, or says why there are none."""
    if not shown:
        st.caption("every checkpoint lacks some of these answers, or was run on a part: scores rest on full runs")
    for one, picture in shown:
        with st.container(border=True, height=HEIGHT, gap="xsmall"):
            _card(one, picture)


def _card(one: Judged, picture: Small | None) -> None:
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
            st.markdown(f"# {score(card.value)}{_change(one.others)}")
    with small:
        if picture is not None:
            st.html(as_image(picture, _interval(one)))
        elif card.name == "CS":
            frame.more_button("choose a pair", icon=":material/add:", width="stretch")
    st.caption(_words(one), help=_explained(one.others))


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
