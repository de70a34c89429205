"""The explore page's table of scores by metric and subject, in which a click shows the curves behind a number."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from e2lm.figures.theme import score
from e2lm.metrics import METRICS
from e2lm.scoring.settings import ScoreSettings
from e2lm.subject_table import ALL
from e2lm.views.explore_candidate import Candidate
from e2lm.views.explore_table import FIRST_COLUMNS, matrix, noise_of, ranked, short
from pages.shared import explore_controls, subsets
from pages.shared.export_parts import save_button

ROW, HEADER, MOST = 26, 35, 16
LETTER, PADDING, LEAST = 5.8, 16, 66


def table(one: Candidate, models: subsets.Models, settings: ScoreSettings) -> None:
    """Draws the heading with its save button, and the table: metrics across where there are subjects, else down."""
    line = st.container(horizontal=True, vertical_alignment="center", wrap=False)
    line.markdown("**SQ by metric and subject** :gray[a click shows the curves behind a number]", wrap=False)
    only = not one.whole and line.toggle(
        "of the chosen questions", key="table_of_chosen", bind="query-params", help="else of all questions"
    )
    found = subsets.by_subject(one if only else one.widened(), models, settings)
    with line.container(width="content"):
        name = f"{one.task} {one.metric}"
        save_button(
            tables={
                f"{name}, doc keys and their SQ": lambda: subsets.doc_signals(one, models, settings),
                f"{name}, SQ by subject": lambda: found,
            }
        )
    if found.empty:
        return
    noise = noise_of(found)
    if found["group"].nunique() > 2:
        _matrix(found)
    else:
        _ranked(found)
    reached = f"; up to {score(noise)}, which shuffled curves reach, it is noise" if noise > 0 else ""
    st.caption(
        f"SQ over the points and models that scores rest on{reached}. "
        "Metrics are ranked by all questions, subjects by their mean."
    )


def _matrix(found: pd.DataFrame) -> None:
    wide = matrix(found, explore_controls.task_names(found["group"].unique().tolist()))
    metrics = [name for name in wide.columns if name not in FIRST_COLUMNS]
    st.session_state["explore_groups"] = ["" if group == ALL else str(group) for group in wide.index]
    st.dataframe(
        wide, hide_index=True, row_height=ROW, height=min(len(wide), MOST) * ROW + HEADER + 2, placeholder="–",
        column_config={
            "subject": st.column_config.TextColumn("subject", width=144, pinned=True),
            "docs": st.column_config.NumberColumn("questions", width=64, format="localized"),
            **{name: _column(name) for name in metrics},
        },
        key="by_subject_table", on_select=_show_cell, selection_mode="single-cell",
    )  # fmt: skip


def _column(metric: str) -> Any:  # noqa: ANN401 - streamlit does not name the type
    known = METRICS[metric]
    return st.column_config.ProgressColumn(
        short(metric), format="%.3f", min_value=0, max_value=1, color="violet",
        width=max(LEAST, int(len(short(metric)) * LETTER + PADDING)), help=f"{known.label}: {known.definition}",
    )  # fmt: skip


def _show_cell() -> None:
    cells = st.session_state["by_subject_table"]["selection"]["cells"]
    for row, column in cells[:1]:
        group = st.session_state["explore_groups"][row]
        if column in METRICS:
            explore_controls.show(column, group)
        elif column == "subject":
            explore_controls.show("", group)


def _ranked(found: pd.DataFrame) -> None:
    rows = ranked(found)
    st.session_state["explore_metrics"] = rows["metric"].tolist()
    st.dataframe(
        rows, hide_index=True, row_height=ROW, height=len(rows) * ROW + HEADER + 2, placeholder="–",
        column_order=["label", "sq", "curve", "noise", "points", "reason"],
        column_config={
            "label": st.column_config.TextColumn("metric", width=200),
            "sq": st.column_config.ProgressColumn(
                "SQ", format="%.3f", min_value=0, max_value=1, width=200, color="violet"
            ),
            "curve": st.column_config.LineChartColumn("curve", width=140, color="gray"),
            "noise": st.column_config.NumberColumn("noise up to", format="%.3f", width=90),
            "points": st.column_config.NumberColumn("points", width=70),
            "reason": st.column_config.TextColumn("undefined, or what is missing"),
        },
        key="ranked_metrics", on_select=_show_row, selection_mode="single-row",
    )  # fmt: skip


def _show_row() -> None:
    for row in st.session_state["ranked_metrics"]["selection"]["rows"][:1]:
        explore_controls.show(st.session_state["explore_metrics"][row], None)
