"""How the score of one benchmark grows with tokens, and what SQ, RC, CS and the total make of it."""

from __future__ import annotations

import streamlit as st

from e2lm.curves import chance
from e2lm.figures.curves import Look
from e2lm.figures.overview import overview_figure
from e2lm.figures.panels import panels_of
from e2lm.figures.theme import theme_of
from e2lm.views.names import metric_label, task_label
from e2lm.views.words import escaped
from pages.shared import cards, curve_controls, curve_pictures, frame, notes, queries, selectors
from pages.shared.export_parts import save_button

frame.page("curves")
if queries.curves().empty:
    frame.empty()
    st.stop()


@st.fragment
def shown(rarely: curve_controls.Rarely) -> None:
    """The row of controls and all that follows from it; a choice in it redraws no more than this."""
    view = curve_controls.controls(rarely)
    settings = selectors.score_settings()
    drawn = curve_pictures.placed(view)
    place = drawn.place
    level = queries.chance_levels().get(view.benchmark.task) or chance(view.benchmark.task, view.benchmark.metric)
    look = Look(
        unit=place.unit, log=view.axis == "log tokens" and place.unit == "tokens", cut=selectors.window_end(place.unit),
        bands=view.bands,
    )  # fmt: skip

    chart, beside = st.columns([2.7, 1], gap="medium")
    with chart:
        row = st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", wrap=False)
        row.markdown(f":small[**{escaped(metric_label(view.benchmark.metric))}** &ensp; :gray[{escaped(drawn.words)}]]")
        notes.placement(place)
        figure = curve_pictures.figure(view, look, level)
        picked = st.plotly_chart(
            figure, theme=None, key="curve", on_select="rerun",
            selection_mode="points", config={"displayModeBar": False},
            alt=f"{task_label(view.benchmark.task)} against {place.unit}",
        )  # fmt: skip
        notes.picked_run(picked["selection"]["points"])
        notes.missing_list(drawn.missing)
        if view.compared:
            panels = panels_of(
                queries.family_curves(view.family), queries.family_gaps(view.family),
                queries.family_scores(view.family, settings), place.unit, tasks=view.compared,
                levels=queries.chance_levels(),
            )  # fmt: skip
            st.plotly_chart(
                overview_figure(panels, view.palette, theme_of(frame.dark()), place.unit),
                theme=None,
                config={"displayModeBar": False},
            )
    with beside:
        # The browser draws the curves while the scores are computed.
        scored = curve_pictures.scored(view, place.unit, settings)
        if scored is None:
            st.caption("only partial runs of this benchmark are loaded: scores rest on full runs")
        else:
            cards.cards(scored.cards, scored.pictures, cards.changes(view.benchmark, scored.cards))
    with row.container(width="content"):
        name = f"{task_label(view.benchmark.task)} {view.benchmark.metric}"
        save_button({name: figure}, {f"{name} points": lambda: queries.benchmark_curves(view.benchmark, view.models)})


shown(curve_controls.rarely())
