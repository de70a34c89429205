"""How the score of one benchmark grows with tokens, and what SQ, RC, CS and the total make of it."""

from __future__ import annotations

import streamlit as st

from e2lm.curves import chance
from e2lm.figures.card_sparks import card_sparks
from e2lm.figures.curves import Look, curves_figure
from e2lm.figures.overview import overview_figure
from e2lm.figures.panels import panels_of
from e2lm.figures.theme import theme_of
from e2lm.views.names import metric_label, task_label
from e2lm.views.points import drawn_points, placement
from e2lm.views.scorecards import score_cards
from e2lm.views.selection import drawn_in_words, of_benchmark
from e2lm.views.words import escaped
from pages.shared import cards, curve_controls, frame, notes, queries, selectors

frame.page("curves")
if queries.curves().empty:
    frame.empty()
    st.stop()
view = curve_controls.controls()
settings = selectors.score_settings()
theme = theme_of(frame.dark())
rows = of_benchmark(queries.curves(), view.benchmark, view.models)
place = placement(rows, "step" if view.axis == "step" else "tokens")
missing = queries.gaps_of(view.models, view.benchmark.task)
points = drawn_points(rows, missing, place.unit, view.smoothing)
row, parts = queries.scores_of(view.family, settings, view.benchmark)
level = queries.chance_levels().get(view.benchmark.task) or chance(view.benchmark.task, view.benchmark.metric)

chart, beside = st.columns([2.7, 1], gap="medium")
with chart:
    drawn = escaped(drawn_in_words(points, view.smoothing))
    st.markdown(f":small[**{escaped(metric_label(view.benchmark.metric))}** &ensp; :gray[{drawn}]]")
    notes.placement(place)
    picked = st.plotly_chart(
        curves_figure(
            points, view.palette, theme,
            Look(
                unit=place.unit, log=view.axis == "log tokens" and place.unit == "tokens",
                cut=selectors.window_end(place.unit), bands=view.bands,
            ),
            level,
        ),
        theme=None, key="curve", on_select="rerun", selection_mode="points", config={"displayModeBar": False},
        alt=f"{task_label(view.benchmark.task)} against {place.unit}",
    )  # fmt: skip
    notes.picked_run(picked["selection"]["points"])
    notes.missing_list(missing)
    if view.compared:
        panels = panels_of(
            queries.family_curves(view.family), queries.family_gaps(view.family),
            queries.family_scores(view.family, settings), place.unit, tasks=view.compared,
            levels=queries.chance_levels(),
        )  # fmt: skip
        st.plotly_chart(
            overview_figure(panels, view.palette, theme, place.unit), theme=None, config={"displayModeBar": False}
        )
with beside:
    if row is None:
        st.caption("only partial runs of this benchmark are loaded: scores rest on full runs")
    else:
        everyone = of_benchmark(queries.curves(), view.benchmark, [*view.palette, *settings.lineups[0].models])
        drawn_full = drawn_points(everyone, missing, place.unit)
        shown = score_cards(row, parts, settings)
        cards.cards(
            shown, card_sparks(row, drawn_full, settings, view.palette, theme), cards.changes(view.benchmark, shown)
        )
