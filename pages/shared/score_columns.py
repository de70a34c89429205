"""The tables of the scores page: their columns, and the chosen row in the address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.elements.arrow import DataframeStateInput
from streamlit.elements.lib.column_types import ColumnConfig

from e2lm.views.score_table import SHOWN_COLUMNS
from e2lm.views.words import escaped

ROW, HEADER = 24, 35
LONG_NAME = 18
OPTIONAL = ("tie_range", "rc", "cs", "total")


def columns(curve_of: str, table: pd.DataFrame) -> dict[str, ColumnConfig]:
    """Column settings of the table of benchmarks; `curve_of` names the model in the sparklines."""
    longest = int(table["benchmark"].str.len().max())
    return {
        "benchmark": st.column_config.TextColumn("benchmark", width=min(max(112, 18 + 6 * longest), 236)),
        "curve": st.column_config.LineChartColumn(curve_of or "curve", width=78, color="gray"),
        "sq": st.column_config.ProgressColumn("SQ", format="%.3f", min_value=0, max_value=1, width=116, color="violet"),
        "reads_as": st.column_config.TextColumn(
            "reads as", width=62, help="signal from SQ 0.75 on; noise where 99 % of shuffled curves could reach it"
        ),
        "monotonicity": number_column("monotonic.", "%.3f", 75),
        "tie_range": st.column_config.TextColumn(
            "tie range", width=96, alignment="right", help="of monotonicity over all orders of ties"
        ),
        "autocorrelation": number_column("autocorr.", "%.3f", 68),
        "rc": number_column("RC", "%.3f", 52),
        "cs": number_column("CS", "%.3f", 50),
        "total": number_column("total", "%.3f", 50),
        "points": number_column("points", "%d", 50),
    }


def order(table: pd.DataFrame) -> list[str]:
    """The columns shown: long names take the room of those that no row fills; the line below says why."""
    if table["benchmark"].str.len().max() <= LONG_NAME:
        return list(SHOWN_COLUMNS)
    filled = {name for name in OPTIONAL if any(pd.notna(value) and value != "" for value in table[name])}
    return [name for name in SHOWN_COLUMNS if name not in OPTIONAL or name in filled]


def number_column(label: str, layout: str, width: int) -> ColumnConfig:
    """A column of right-aligned numbers."""
    return st.column_config.NumberColumn(label, format=layout, width=width)


def height(rows: int) -> int:
    """The table's height in pixels: all rows up to a screen's worth."""
    return min(rows, 24) * ROW + HEADER + 2


def default(table: pd.DataFrame) -> DataframeStateInput:
    """The table's selection before anyone clicks: the row that the address names, else the first."""
    found = table.index[table["benchmark"] == st.query_params.get("benchmark", "")]
    return {"selection": {"rows": [int(found[0]) if len(found) else 0]}}


def remembered(table: pd.DataFrame, rows: Sequence[int]) -> int:
    """The selected row, which is put into the address unless it is the first."""
    row = rows[0] if rows and rows[0] < len(table) else 0
    if row:
        st.query_params["benchmark"] = table["benchmark"].iloc[row]
    else:
        st.query_params.pop("benchmark", None)
    return row


def per_model(table: pd.DataFrame, scored: Mapping[str, Any]) -> None:
    """SQ and its parts of every model; those that the benchmark's SQ does not count come last."""
    counted = len(scored["sq_models"])
    st.markdown(f":small[:gray[per model; the first {counted} count in SQ]]" if counted else ":small[:gray[per model]]")
    st.dataframe(
        table.drop(columns=["points", "reason"]), hide_index=True, row_height=ROW, placeholder="–",
        height=height(min(len(table), 7)), column_config={
            "model": st.column_config.TextColumn("model", width=84),
            "sq": st.column_config.ProgressColumn(
                "SQ", format="%.3f", min_value=0, max_value=1, width=112, color="violet"
            ),
            "monotonicity": number_column("monotonic.", "%.3f", 76),
            "autocorrelation": number_column("autocorr.", "%.3f", 70),
        },
    )  # fmt: skip
    reasons = sorted(
        {f"{model}: {reason}" for model, reason in zip(table["model"], table["reason"], strict=True) if reason}
    )
    if reasons:
        st.caption(escaped("; ".join(reasons[:3])))
