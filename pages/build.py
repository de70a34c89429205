"""Which questions make the better benchmark: conditions, and beside them the curves and scores before and after."""

from __future__ import annotations

import streamlit as st

from e2lm.candidates.choosing import is_told
from e2lm.conditions.condition import fields_in
from e2lm.errors import RequestError
from e2lm.metrics import METRICS
from e2lm.views.before_after import with_luck
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
    notes,
    questions,
    subsets,
)
from pages.shared.build_luck import Asked, luck_of
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
        table = build_frame.table(whole, models, settings, fields_in(condition))
        keys = build_frame.keys_of(whole, models, settings, condition, build_state.lists())
    except RequestError as error:
        st.error(f"{escaped(error.problem)}. {escaped(error.remedy)}", icon=":material/error:")
        st.button("start over", on_click=build_state.clear, icon=":material/filter_alt_off:")
        return
    after = build_frame.narrowed(whole, keys)
    build_saving.actions(row, whole, condition, [key for key in dict.fromkeys(table.index) if key in keys], len(table))
    left, right = st.columns([1.1, 1.25], gap="medium")
    with left:
        build_lists.selected()
        build_rows.rows(condition, table)
        build_rows.line(condition)
        build_lists.lists(table.index)
        build_checks.size(len(keys))
        if len(keys) < len(table):
            build_checks.mix(table["subject"], table.index.isin(list(keys)))
    with right:
        if not keys or subsets.curves(after, models)["value"].isna().all():
            st.info(
                "No question fits." if not keys else "These questions have no such curve.", icon=":material/search_off:"
            )
            return
        place, _ = build_pictures.placed(after, models, rarely.axis)
        notes.placement(place)
        st.plotly_chart(
            build_pictures.chart(after, before, models, rarely.axis), theme=None, key="build_curves",
            config={"displayModeBar": False}, alt=f"{metric} of {len(keys)} questions, and before",
        )  # fmt: skip
        table_of_scores, judged = st.empty(), st.empty()
        lines = build_scores.first(after, before, models, settings)
        build_scores.draw(table_of_scores, lines, waiting=True)
        # All above is in the browser while the rest is computed.
        lines = build_scores.resampled(lines, after, before, models, settings, by_subject=rarely.by_subject)
        build_scores.draw(table_of_scores, lines, waiting=True)
        for luck in luck_of(Asked(whole, models, settings, condition, build_state.lists())):
            if luck is None:
                judged.empty()  # an edit that waits is taken up here
                continue
            build_scores.draw(table_of_scores, with_luck(lines, *luck, told=is_told(condition)))
            with judged.container():
                build_checks.honesty(condition, luck)


shown(explore_controls.rarely(tasks))
