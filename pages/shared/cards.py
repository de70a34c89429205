"""The four score cards: value, official or reconstruction, a small picture of what it rests on, or why undefined."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from e2lm.figures.small import Small, as_image
from e2lm.figures.theme import score
from e2lm.views.benchmarks import Benchmark
from e2lm.views.scorecards import Card
from e2lm.views.words import escaped
from pages.shared import frame

HEIGHT = 140


def cards(shown: Sequence[Card], pictures: Sequence[Small | None], deltas: Sequence[float | None]) -> None:
    """Draws the cards one below the other; `pictures` may be None, `deltas` changes since the last filter."""
    for card, picture, delta in zip(shown, pictures, deltas, strict=True):
        with st.container(border=True, height=HEIGHT, gap="xsmall"):
            _card(card, picture, delta)


def changes(benchmark: Benchmark, shown: Sequence[Card]) -> list[float | None]:
    """How each value differs from the one last shown for the same benchmark under other settings, None if unknown."""
    before: tuple[Benchmark, list[float | None], list[float | None]] | None = st.session_state.get("cards_before")
    values = [card.value for card in shown]
    if before is None or before[0] != benchmark:
        st.session_state["cards_before"] = (benchmark, values, values)
        return [None] * len(values)
    former, last = before[1], before[2]
    former = last if last != values else former
    st.session_state["cards_before"] = (benchmark, former, values)
    return [None if now is None or then is None else now - then for now, then in zip(values, former, strict=True)]


def _card(card: Card, picture: Small | None, delta: float | None) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", wrap=False):
        st.markdown(f"**{card.name}** :gray[{escaped(card.meaning)}]", width="content")
        st.badge(
            card.kind,
            color="green" if card.kind.startswith("official") else "orange",
            help=escaped(card.details) or None,
        )
    value, small = st.columns([1, 1.1], vertical_alignment="center", wrap=False)
    with value:
        if card.value is None:
            st.markdown("**:gray[undefined]**")
        else:
            change = "" if delta is None or abs(delta) < 0.0005 else f" :small[:gray[{delta:+.3f}]]"
            st.markdown(f"# {score(card.value)}{change}")
    with small:
        if picture is not None:
            st.html(as_image(picture, f"what {card.name} rests on"))
        elif card.name == "CS":
            frame.more_button("choose a pair", icon=":material/add:", width="stretch")
    st.caption(escaped("; ".join(part for part in (card.note, card.interval) if part)))
