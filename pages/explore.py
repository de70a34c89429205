"""What curves and scores become for a subset of a task's questions, or under another metric, without a new run."""

from __future__ import annotations

import streamlit as st

from e2lm.checkpoints import describe
from e2lm.figures.curves import Look, curves_figure
from e2lm.figures.theme import theme_of
from e2lm.views.points import drawn_points, placement
from pages.shared import (
    explore_cards,
    explore_controls,
    explore_parts,
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
explore_controls.actions(row, view, a.docs, len(subsets.facts(view.a, models)))
if not a.docs or a.curves["value"].isna().all():
    explore_parts.nothing_to_draw(view.a, a.docs)
    st.stop()
behind = None if view.a.whole else subsets.curves(view.a.widened(), models)
theme = theme_of(frame.dark())
own = tuple(model for model in models if describe(model).family == family)
place = placement(a.of(own), "step" if view.axis == "step" else "tokens")
missing = queries.gaps_of(own, view.a.task)
points = drawn_points(a.of(own), missing, place.unit)
pale = None if behind is None else drawn_points(behind[behind["model"].isin(own)], missing, place.unit)

chart, beside = st.columns([2.7, 1], gap="medium")
with chart:
    check = explore_parts.heading(view, models)
    notes.placement(place)
    picked = st.plotly_chart(
        curves_figure(
            points, own, theme,
            Look(
                unit=place.unit, log=view.axis == "log tokens" and place.unit == "tokens", height=440,
                cut=selectors.window_end(place.unit),
            ),
            a.chance, pale,
        ),
        theme=None, key="curve", on_select="rerun", selection_mode="points", config={"displayModeBar": False},
        alt=f"{view.a.metric} of {a.docs} questions against {place.unit}",
    )  # fmt: skip
    notes.picked_run(picked["selection"]["points"])
    explore_parts.reliability(subsets.traits(view.a, models, settings, a.chance))

with beside:
    explore_cards.cards(view, models, settings, theme)
explore_table.table(view.a, models, settings, theme)
explore_parts.self_check(check, view.a, models)
