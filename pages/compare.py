"""Two or more models, checkpoints, runs, candidates or ways to ask, question by question."""

from __future__ import annotations

import streamlit as st

from e2lm.errors import RequestError
from e2lm.figures.saving import Figure
from e2lm.views.compare_side import LETTERS
from pages.shared import (
    compare_common,
    compare_controls,
    compare_list,
    compare_parts,
    compare_reads,
    compare_sides,
    compare_views,
    frame,
    notes,
    queries,
    questions,
)
from pages.shared.compare_common import Sides
from pages.shared.export_parts import save_button
from pages.shared.linked import linked_choice, linked_segments

VIEWS = {
    "questions": "where they differ", "subjects": "by subject", "training": "through training", "rest": "not compared",
}  # fmt: skip
WHOLE = (
    "Resamples draw whole sub-tasks instead of single questions: wider intervals, for conclusions on other subjects."
)


def compared(sides: Sides) -> None:
    """The verdict over all common questions, and under it the chosen view."""
    found = compare_common.common(sides)
    with frame.more():
        whole = st.toggle("draw whole sub-tasks in resamples", key="by_subject", bind="query-params", help=WHOLE)
    pairs = compare_common.pairs(sides, whole_subjects=whole)
    others = {LETTERS[place]: f"A and {LETTERS[place]}" for place in range(1, len(sides))}
    row = st.container(horizontal=True, vertical_alignment="center", gap="small")
    with row:
        view = linked_segments("view", VIEWS, "questions")
        letter = "B"
        if len(others) > 1:
            letter = linked_choice("with", others, "B", label="the two sides shown", width=110)
    place = LETTERS.index(letter)
    with row:
        compare_parts.rests_on(sides, found, pairs)
    with summary:
        figures: dict[str, Figure] = compare_parts.summary(sides, found, pairs, place)
    drawn: Figure | None = None
    if view == "rest":
        compare_views.not_compared(found)
    elif not len(found.matched.rows):
        st.info("These sides share no question: choose others.", icon=":material/info:")
    elif view == "subjects":
        drawn = compare_views.by_subject(sides, place)
    elif view == "training":
        drawn = compare_views.through(sides, place)
    else:
        compare_list.draw(sides, found, place)
    tables = {
        f"questions of A and {letter}": lambda: compare_list.rows_of(found, place),
        f"subjects of A and {letter}": lambda: compare_common.subjects(sides, place),
    }
    with frame.corner():
        save_button(figures | ({VIEWS[view]: drawn} if drawn is not None else {}), tables)


frame.page("compare")
if questions.with_choices().empty:
    frame.empty() if queries.curves().empty else notes.no_answers()
    st.stop()
sides = tuple(compare_sides.sides())
compare_controls.draw(sides)
summary = st.container(gap="xsmall")
ready = True
for place, side in enumerate(sides):
    try:
        compare_reads.column(side)
    except RequestError as error:
        compare_parts.not_loaded(side, LETTERS[place], error.problem, error.remedy)
        ready = False
if ready and len(sides) > 1:
    compared(sides)
elif ready:
    st.info("One side alone: add another one to compare it with.", icon=":material/add:")
