"""Short lines beside the pictures: what is missing, partial, or placed otherwise than asked, and where to mend it."""

from __future__ import annotations

import streamlit as st

from e2lm.checkpoints import describe
from e2lm.points import Placement
from e2lm.words import escaped
from pages.shared import frame


def missing(words: str) -> None:
    """Says which checkpoints are missing."""
    if words:
        st.badge(escaped(words), icon=":material/warning:", color="orange")


def partial(runs: int) -> None:
    """Says how many runs are of a part of their task only."""
    if runs:
        st.badge(
            f"{runs} partial run{'s' if runs > 1 else ''}, hollow",
            icon=":material/radio_button_unchecked:",
            color="orange",
        )


def placement(place: Placement) -> None:
    """Says which models have unknown tokens, what that changed, and where tokens are given."""
    if not place.tokens_unknown:
        return
    names = ", ".join(describe(model).label for model in place.tokens_unknown[:3])
    names += f" and {len(place.tokens_unknown) - 3} more" if len(place.tokens_unknown) > 3 else ""
    shown = "so the axis counts steps" if place.unit == "step" else "so they are not drawn"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f":orange[:material/info:] :gray[tokens of {escaped(names)} are unknown, {shown}]", width="content")
        st.page_link(frame.path("data"), label="give the tokens", icon=":material/edit:")
