"""The launch matrix of one sweep on the page: cells by state, and what can be done about those picked in it."""

from __future__ import annotations

from functools import lru_cache, partial
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from e2lm.figures.launch_matrix import cells_in, matrix_figure
from e2lm.figures.theme import FinishedFigure, theme_of
from e2lm.harness import jobs
from e2lm.harness.control import Cell
from e2lm.harness.request import Target
from e2lm.harness.state import CellState, JobState
from e2lm.harness.words import markdown
from e2lm.views.launch_matrix import Matrix, launch_matrix
from e2lm.views.launch_words import AGAIN, FIRST, SKIP, picked_actions, picked_words
from pages.shared import frame
from pages.shared.launch_failures import act

_PICKED = "cells_picked"
HINTS = {
    "cell": "a click on a cell says what became of it, and offers to retry it, to run it first, or to skip it",
    "box": "a box drawn over cells picks them: to retry them, to run them first, or to skip them",
}
ACTIONS = {AGAIN: jobs.retry, FIRST: jobs.prioritise, SKIP: jobs.skip}


def matrix(home: Path, state: JobState) -> None:
    """The picture, and a line below it about the picked cells with what can be done about them."""
    request = jobs.asked(home, state.id)
    picked, by = _picked(state.id), st.session_state.get("pick_by") or "cell"
    placed, figure = _drawn(state.cells, request.targets if request else (), picked, frame.dark(), by == "box")
    st.plotly_chart(
        figure, theme=None, key=f"matrix {state.id}", on_select=lambda: _pick(state.id, placed),
        selection_mode=("points", "box"), config={"displayModeBar": False},
        alt="cells of the sweep, one row per model and task, one column per checkpoint",
    )  # fmt: skip
    row = st.container(
        horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", wrap=False, gap="small"
    )
    if picked:
        head, rest = map(markdown, picked_words(state.cells, picked))
        row.markdown(f":small[**{head}** :gray[{rest}]]")
        if request:
            _buttons(row.container(horizontal=True, width="content", wrap=False, gap="small"), home, state, picked)
    else:
        row.markdown(f":small[:gray[{HINTS[by]}]]")


def pick_by(place: DeltaGenerator) -> None:
    """Whether a click picks one cell, or a box several."""
    place.segmented_control("pick by", list(HINTS), default="cell", key="pick_by", label_visibility="collapsed")


@lru_cache(maxsize=8)
def _drawn(
    cells: tuple[CellState, ...], targets: tuple[Target, ...], picked: tuple[Cell, ...], dark: bool, boxes: bool
) -> tuple[Matrix, FinishedFigure]:
    """The picture, made anew only where something changed: pages that watch a sweep ask for it every two seconds."""
    placed = launch_matrix(cells, targets)
    return placed, matrix_figure(placed, picked, theme_of(dark), boxes=boxes)


def _buttons(place: DeltaGenerator, home: Path, state: JobState, picked: tuple[Cell, ...]) -> None:
    """What can be done about the picked cells."""
    for name in picked_actions(state.cells, picked):
        doing = partial(ACTIONS[name], home, state.id, picked)
        place.button(name, key=f"{name} picked", on_click=act, args=(doing,))
    place.button(
        "", icon=":material/close:", key="unpick", type="tertiary", help="pick none", on_click=_set, args=(state.id, ())
    )  # fmt: skip


def _picked(job_id: str) -> tuple[Cell, ...]:
    """The cells picked last in this sweep's matrix."""
    owner, keys = st.session_state.get(_PICKED, ("", ()))
    return keys if owner == job_id else ()


def _pick(job_id: str, placed: Matrix) -> None:
    """A click or a box in the picture; a click on the one picked cell takes it back.

    The browser says that nothing is selected, too, when it draws the picture anew: that changes nothing.
    """
    selection = st.session_state[f"matrix {job_id}"]["selection"]
    if selection["box"]:
        keys = cells_in(placed, selection["box"][0]["x"], selection["box"][0]["y"])
    else:
        keys = tuple(tuple(point["customdata"]) for point in selection["points"])
    if keys:
        _set(job_id, () if keys == _picked(job_id) else keys)


def _set(job_id: str, cells: tuple[Cell, ...]) -> None:
    st.session_state[_PICKED] = (job_id, cells)
