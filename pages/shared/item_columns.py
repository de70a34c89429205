"""How the columns of an item table are shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

# Pixels; the question takes what is left of the table's width at 1366 pixels.
WIDTHS = {
    "p_correct": 84, "learned": 70, "forgotten": 64, "difficulty": 100, "discrimination": 70, "sq": 56, "flips": 48,
    "task": 130,
}  # fmt: skip
TABLE = 756
LEAST = 180


def order_of(table: pd.DataFrame) -> list[str]:
    """The columns that say something about these rows: one task need not be repeated, empty columns are left out."""
    silent = {name for name in ("forgotten", "sq") if table[name].isna().all()}
    if table["task"].nunique() < 2:
        silent.add("task")
    return ["question", *(name for name in WIDTHS if name not in silent)]


def config(unit: str, order: Sequence[str]) -> dict[str, Any]:
    """Settings of the columns in `order`; `unit` is what learned and forgotten count."""
    amounts = "compact" if unit == "tokens" else "localized"
    make = st.column_config
    left = max(LEAST, TABLE - sum(WIDTHS.get(name, 0) for name in order))
    return {
        "question": make.TextColumn("question", width=left),
        "p_correct": make.LineChartColumn("P(correct)", width=WIDTHS["p_correct"], y_min=0, y_max=1, color="violet"),
        "learned": _number("learned", "learned", amounts, f"{unit} from which it was known to the end"),
        "forgotten": _number("forgotten", "forgot", amounts, f"{unit} from which it was no longer known"),
        "difficulty": make.ProgressColumn(
            "difficulty", width=WIDTHS["difficulty"], min_value=0, max_value=1, format="%.2f", color="gray",
            help="share of the checkpoints of all shown models at which it is wrong",
        ),
        "discrimination": _number("discrimination", "discrim.", "%.2f", "correlation with the mean of the others"),
        "sq": _number("sq", "SQ", "%.3f", "signal quality of P(correct) over the checkpoints that scores count"),
        "flips": _number("flips", "flips", "%d", "changes between right and wrong"),
        "task": make.TextColumn("task", width=WIDTHS["task"]),
    }  # fmt: skip


def _number(name: str, label: str, form: str, says: str) -> Any:  # noqa: ANN401 - streamlit does not name the type
    return st.column_config.NumberColumn(label, width=WIDTHS[name], format=form, help=says)
