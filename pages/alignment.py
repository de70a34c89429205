"""Are these questions about science, and does anything leak? Judges with their rates, and what checks of texts find."""

from __future__ import annotations

import streamlit as st

from e2lm.counting import counted
from e2lm.views.leakage import CHECKS, OTHERS, count
from pages.shared import (
    alignment_asking,
    alignment_checks,
    alignment_judges,
    alignment_person,
    alignment_reads,
    frame,
    notes,
    queries,
    questions,
)
from pages.shared.alignment_reads import Subject
from pages.shared.candidate_versions import saved_of
from pages.shared.explore_controls import task_names
from pages.shared.linked import asked_choice, linked_choice, linked_segments

JUDGES, HAND = "judges", "hand"

frame.page("alignment")
tasks = questions.with_choices()
if tasks.empty:
    if queries.curves().empty:
        frame.empty()
    else:
        notes.no_answers()
    st.stop()
row = st.container(horizontal=True, vertical_alignment="center", wrap=False)
names = task_names(questions.browsable(tasks))
with row:
    task = linked_choice("task", names, next(iter(names)), label="task", width=190, drops="candidate")
    saved = saved_of(task)
    size = counted(len(alignment_reads.items(Subject(task))), "question")
    parts = {"": f"all {size}", **{one.version: f"{one.name} · {one.questions:,}" for one in saved}}
    version = linked_choice("candidate", parts, "", label="questions", width=190)
    subject = Subject(task, version)
    checked = asked_choice("view", {name: name for name in CHECKS if name != OTHERS}, "")
    asked = len(alignment_reads.items(subject))
    looking = alignment_reads.looking(subject) if checked else None
    found = alignment_reads.after_a_moment(looking, asked) if looking else alignment_reads.found_before(subject)
    labels = {JUDGES: "judges", HAND: "by hand"}
    for name, check in CHECKS.items():
        number = count(found, name) if found and name != OTHERS else 0
        labels[name] = check.label + (f" :orange[**{number:,}**]" if number else "")
    view = linked_segments("view", labels, JUDGES)
if view == HAND:
    alignment_person.by_hand(subject)
elif view in CHECKS:
    alignment_checks.check(subject, view)
else:
    left, right = st.columns([2.7, 1], gap="medium")
    with left:
        alignment_judges.judges(subject)
    with right:
        alignment_asking.beside(subject, parts[version].rpartition(" · ")[0] if version else "")
