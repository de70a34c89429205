"""Which benchmarks grow steadily enough to be trusted early: SQ, RC, CS and total of every task, and its curves."""

from __future__ import annotations

import streamlit as st

from e2lm.figures.theme import score
from e2lm.views.benchmarks import Benchmark
from e2lm.views.names import task_label
from e2lm.views.score_table import curve_of, model_table, rests_on
from e2lm.views.words import escaped
from pages.shared import export_parts, frame, notes, queries, score_columns, score_pictures, selectors

frame.page("scores")
family = selectors.family()
if queries.family_curves(family).empty:
    frame.empty()
    st.stop()
with frame.more():
    st.markdown("**rows**")
    subtasks = st.toggle(
        "sub-tasks", score_pictures.few(family), key="subtasks", bind="query-params",
        help="every sub-task of a group has its row",
    )  # fmt: skip
    metrics = st.toggle("all metrics", key="metrics", bind="query-params", help="not only each task's headline metric")

settings = selectors.score_settings()
scores = queries.family_scores(family, settings)
table = score_pictures.table(family, settings, subtasks=subtasks, metrics=metrics)
if table.empty:
    st.info("only partial runs are loaded: scores rest on full runs", icon=":material/radio_button_unchecked:")
    st.stop()
left, right = st.columns([2.38, 1], gap="medium")
with left:
    event = st.dataframe(
        table[score_columns.order(table)], hide_index=True, row_height=24, placeholder="–",
        height=score_columns.height(len(table)),
        column_config=score_columns.columns(curve_of(scores), table), key="rows", on_select="rerun",
        selection_mode="single-row-required", selection_default=score_columns.default(table),
    )  # fmt: skip
    chosen = score_columns.remembered(table, event["selection"]["rows"])
    st.caption(escaped(rests_on(scores)))

row = table.iloc[chosen]
one = Benchmark(row["task"], row["metric"], row["filter"], None if row["n_shot"] is None else int(row["n_shot"]))
place, figure = score_pictures.behind(family, one)
scored, parts = queries.scores_of(family, settings, one)
with right:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", wrap=False):
        st.markdown(f"**{escaped(task_label(one.task))}**", width="content")
        frame.link("curves", "open in curves", task=one.task)
    st.markdown(
        f":gray[SQ] **{score(row['sq'])}** :gray[· monotonicity **{score(row['monotonicity'])}** "
        f"· autocorrelation **{score(row['autocorrelation'])}**]"
    )
    notes.placement(place)
    st.plotly_chart(
        figure, theme=None, key="behind", config={"displayModeBar": False}, alt=f"the curves of {task_label(one.task)}"
    )
    if scored is not None:
        score_columns.per_model(model_table(parts, scored["sq_models"]), scored)
with frame.corner():
    export_parts.save_button(
        {f"curves of {task_label(one.task)}": figure},
        {f"scores of {family}": lambda: scores, "scores as shown": lambda: table},
    )
