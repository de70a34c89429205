"""What curves and scores become for a subset of a task's questions, or under another metric, without a new run."""

from __future__ import annotations

import streamlit as st

from pages.shared import (
    explore_cards,
    explore_controls,
    explore_parts,
    explore_pictures,
    explore_table,
    frame,
    notes,
    queries,
    questions,
    selectors,
    subsets,
)

frame.page("explore")
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
row, view = explore_controls.controls(tasks, models)
a = subsets.drawn(view.a, models, by_subject=view.by_subject)
total = len(subsets.facts(view.a, models))
explore_controls.actions(row, view, a.docs, total)
if not a.docs or a.curves["value"].isna().all():
    explore_parts.nothing_to_draw(view.a, a.docs, total)
    st.stop()

chart, beside = st.columns([2.7, 1], gap="medium")
with chart:
    check = explore_parts.heading(view, models)
    place, missing = explore_pictures.placed(view, models)
    notes.placement(place)
    picked = st.plotly_chart(
        explore_pictures.chart(view, models), theme=None, key="curve", on_select="rerun", selection_mode="points",
        config={"displayModeBar": False}, alt=f"{view.a.metric} of {a.docs} questions against {place.unit}",
    )  # fmt: skip
    notes.picked_run(picked["selection"]["points"])
    notes.missing_list(missing)
    explore_parts.reliability(subsets.traits(view.a, models, settings, a.chance))
with beside:
    explore_cards.cards(explore_pictures.cards(view, models, settings))
explore_table.table(view.a, models, settings)
explore_parts.self_check(check, view.a, models)
