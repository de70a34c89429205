"""Which of the candidates is best, what changed between two of them, and what stages do to one."""

from __future__ import annotations

import streamlit as st

from pages.shared import (
    candidate_board,
    candidate_curriculum,
    candidate_difference,
    candidate_reads,
    frame,
    notes,
    queries,
    questions,
    selectors,
    subsets,
)
from pages.shared.linked import linked_segments

VIEWS = {"board": "board", "difference": "difference", "curriculum": "curriculum"}

frame.page("candidates")
family = selectors.family()
tasks = questions.with_choices(family)
if queries.curves().empty and tasks.empty:
    frame.empty()
    st.stop()
if tasks.empty:
    notes.no_answers()
    st.stop()
settings = selectors.score_settings()
models = subsets.models_of(family, settings)
versions = list(candidate_reads.saved().values())
view = linked_segments("view", VIEWS, "board")
if view == "curriculum":
    candidate_curriculum.draw(tasks, versions, models, settings)
elif not versions:
    st.info("No candidate is saved yet. Choose questions and save them.", icon=":material/bookmark_add:")
    frame.link("build", "choose questions")
elif view == "difference":
    candidate_difference.draw(versions, models, settings)
else:
    candidate_board.draw(versions, models, settings)
