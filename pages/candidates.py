"""Which of the candidates is best, what changed between two of them, and what stages do to one."""

from __future__ import annotations

import streamlit as st

from pages.shared import (
    answered,
    candidate_board,
    candidate_curriculum,
    candidate_difference,
    candidate_reads,
    frame,
    minutes_parts,
)
from pages.shared.linked import linked_segments

VIEWS = {"board": "board", "difference": "difference", "curriculum": "curriculum"}

tasks, settings, models = answered.opened("candidates")
versions = list(candidate_reads.saved().values())
if versions:
    with frame.corner():
        named = {f"candidate:{one.version}": f"{one.name} ({one.version})" for one in reversed(versions)}
        minutes_parts.subjects_button(named, "candidates")
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
