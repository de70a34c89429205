"""What curves and scores become for a subset of a task's questions, or under another metric, without a new run."""

from __future__ import annotations

import time
from typing import Literal

import streamlit as st

from pages.shared import (
    answered,
    explore_cards,
    explore_controls,
    explore_parts,
    explore_pictures,
    explore_table,
    frame,
    notes,
    subsets,
)
from pages.shared.export_parts import save_button

CURVES_FIRST, WHOLE = "explore_curves_first", "explore_whole_page"

tasks, settings, models = answered.opened("explore")


@st.fragment
def shown(rarely: explore_controls.Rarely) -> None:
    """The row of controls and all that follows from it; a choice in it redraws no more than this."""
    scope: Literal["app", "fragment"] = "app" if st.session_state.pop(WHOLE, False) else "fragment"
    row, view = explore_controls.controls(tasks, models, rarely)
    if scope == "fragment" and view.a.task != rarely.task:
        st.rerun()  # of another task other answers can be chosen behind "more"
    docs, total = int(subsets.chosen(view.a, models).sum()), len(subsets.facts(view.a, models))
    explore_controls.actions(row, view, docs, total)
    if not docs or subsets.curves(view.a, models)["value"].isna().all():
        explore_parts.nothing_to_draw(view.a, docs, total)
        return

    chart, beside = st.columns([2.7, 1], gap="medium")
    # The browser draws the curves while questions are resampled; the page then runs again, with all that rests on that.
    again = st.session_state.pop(CURVES_FIRST, False)
    drawn = again or subsets.is_drawn(view.a, models, by_subject=view.by_subject)
    with chart:
        check = explore_parts.heading(view, models)
        place, missing = explore_pictures.placed(view, models)
        notes.placement(place)
        figure = explore_pictures.chart(view, models, bands=drawn)
        picked = st.plotly_chart(
            figure, theme=None, key="curve", on_select="rerun",
            selection_mode="points", config={"displayModeBar": False},
            alt=f"{view.a.metric} of {docs} questions against {place.unit}",
        )  # fmt: skip
        if not drawn:
            time.sleep(frame.DRAWING)
            subsets.drawn(view.a, models, by_subject=view.by_subject)
            explore_pictures.cards(view, models, settings)
            st.session_state[CURVES_FIRST] = True
            st.rerun(scope=scope)
        notes.picked_run(picked["selection"]["points"])
        notes.missing_list(missing)
        explore_parts.reliability(subsets.traits(view.a, models, settings, subsets.chance(view.a, models)))
    with beside:
        explore_cards.cards(explore_pictures.cards(view, models, settings))
    explore_table.table(view.a, models, settings)
    explore_parts.self_check(check, view.a, models)
    with check:
        name = f"{view.a.task} {view.a.metric} of {docs} questions"
        save_button({name: figure}, {f"{name}, curves": lambda: subsets.curves(view.a, models)})


st.session_state[WHOLE] = True
shown(explore_controls.rarely(tasks))
