"""Which questions make the better benchmark: conditions, and beside them the curves and scores before and after."""

from __future__ import annotations

import streamlit as st

from e2lm.conditions import chosen
from e2lm.conditions.condition import fields_in
from e2lm.errors import RequestError
from e2lm.figures.saving import Figure
from e2lm.metrics import METRICS
from e2lm.views.before_after import Line
from e2lm.views.explore_candidate import Candidate
from e2lm.views.words import escaped
from pages.shared import (
    answered,
    build_checks,
    build_frame,
    build_lists,
    build_pictures,
    build_rows,
    build_saving,
    build_scores,
    build_state,
    explore_controls,
    questions,
    subsets,
)
from pages.shared.alignment_waiting import shown_until_done
from pages.shared.build_later import later
from pages.shared.build_luck import Asked
from pages.shared.export_parts import save_button
from pages.shared.linked import linked_choice

tasks, settings, models = answered.opened("build")


@st.fragment
def shown(rarely: explore_controls.Rarely) -> None:
    """Everything but "more": an edit redraws no more than this."""
    row = st.container(horizontal=True, vertical_alignment="center", wrap=False)
    names = explore_controls.task_names(questions.browsable(tasks))
    with row.container(width=210):
        task = linked_choice("task", names, next(iter(names)), label="task", width=210)
    if task != rarely.task:
        st.rerun()
    with row.container(width=220):
        labels = {name: metric.label for name, metric in METRICS.items()}
        metric = linked_choice("metric", labels, "acc", label="metric", width=220)
    whole = Candidate(task, metric, rarely.filter, rarely.n_shot, rarely.partial, rarely.unprompted)
    before = build_saving.before(whole, row)
    try:
        condition = build_state.condition()
        checking = build_frame.checking(task, fields_in(condition))
        if checking and shown_until_done(checking, len(subsets.cube(whole, models).docs)) is None:
            build_rows.rows(condition, build_frame.table(whole, models, settings, ()))
            build_rows.line(condition)
            return
        table = build_frame.table(whole, models, settings, fields_in(condition))
        mask = chosen(condition, table, build_state.lists())
    except RequestError as error:
        st.error(f"{escaped(error.problem)}. {escaped(error.remedy)}", icon=":material/error:")
        st.button("start over", on_click=build_state.clear, icon=":material/filter_alt_off:")
        return
    keys = tuple(dict.fromkeys(table.index[mask].tolist()))
    after = build_frame.narrowed(whole, keys)
    known = bool(keys) and not subsets.curves(after, models)["value"].isna().all()
    left, right = st.columns([1.1, 1.25], gap="medium")
    figures: dict[str, Figure] = {}
    lines: tuple[Line, ...] = ()
    name = f"{task} {metric} of {len(keys)} questions"
    with right:
        # Curves and scores come first: the browser draws them while all else is computed.
        if known:
            figures[name] = build_pictures.draw(after, before, models, rarely.axis, len(keys))
            scores, below = st.empty(), st.container()
            lines = build_scores.first(after, before, models, settings)
        else:
            words = "These questions have no such curve." if keys else "No question fits."
            st.info(words, icon=":material/search_off:")
    build_saving.actions(row, whole, condition, keys, len(table))
    with left:
        build_lists.selected()
        build_rows.rows(condition, table)
        build_rows.line(condition)
        with st.container(horizontal=True, vertical_alignment="center"):
            build_lists.lists(table.index)
            curves = {f"{name}, curves": lambda: subsets.curves(after, models)}
            save_button(figures, {f"{name}, questions": lambda: table[mask]} | (curves if known else {}))
        build_checks.size(len(keys))
        if len(keys) < len(table):
            build_checks.mix(table["subject"], mask)
    if known:
        asked = Asked(whole, models, settings, condition, build_state.lists())
        with below:
            later(
                after, before, asked, lines, scores, questions=len(table), by_subject=rarely.by_subject
            )  # fmt: skip


shown(explore_controls.rarely(tasks))
