"""The columns of an item table: which are chosen, how they are shown, and the orders that they give."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from e2lm.item_statistics import STATISTICS, Statistic

# Pixels; the question takes what is left of the table's width at 1366 pixels.
WIDTHS = {"marks": 116, "p_correct": 84, "learned": 70, "forgot": 64, "task": 130}
SHARE, NARROWEST, LETTER, PADDING = 96, 52, 6.4, 20
LEAST = 180
SHORT = {"discrimination": "discrim."}
USUAL = ("difficulty", "discrimination", "sq", "flips")
LOW_FIRST, HIGH_FIRST = "lowest first", "highest first"


def choice() -> tuple[str, ...]:
    """Draws the choice of statistics as columns; it is in the address by their labels."""
    labels = st.multiselect(
        "statistics of each question", list(_by_label()), [STATISTICS[name].label for name in USUAL], key="columns",
        bind="query-params", width=460, placeholder="none",
    )  # fmt: skip
    st.caption("Sorting and CSV follow them. IRT and influence take some seconds on a whole benchmark.")
    return tuple(_by_label()[label] for label in labels)


def orders(columns: Sequence[str]) -> list[str]:
    """What rows can be sorted by, in words: each column both ways."""
    labels = [STATISTICS[name].label for name in columns]
    return [f"{label}, {which}" for label in labels for which in (LOW_FIRST, HIGH_FIRST)]


def ordered(order: str, columns: Sequence[str]) -> tuple[str, bool]:
    """The statistic that one of `orders` names, and whether the highest come first; "" for other orders."""
    label, _, which = order.rpartition(", ")
    name = _by_label().get(label, "")
    return (name if name in columns else "", which == HIGH_FIRST)


def order_of(table: pd.DataFrame) -> list[str]:
    """The columns that say something about these rows: one task need not be repeated, empty ones of the model and of
    people are left out, statistics stay, so that undefined ones are seen."""
    silent = {"forgot"} if table["forgot"].isna().all() else set()
    if not table["marks"].any():
        silent.add("marks")
    if table["task"].nunique() < 2:
        silent.add("task")
    return [name for name in table.columns if name != "doc_key" and name not in silent]


def config(unit: str, order: Sequence[str], room: float) -> dict[str, Any]:
    """Settings of the columns in `order`; `unit` is what amounts of training count, `room` the table's width."""
    amounts = "compact" if unit == "tokens" else "localized"
    make = st.column_config
    known = [STATISTICS[name] for name in order if name in STATISTICS]
    used = sum(WIDTHS.get(name, 0) for name in order) + sum(map(_width, known))
    return {
        "question": make.TextColumn("question", width=max(LEAST, int(room) - used), pinned=used > room - LEAST),
        "marks": make.TextColumn("marks", width=WIDTHS["marks"], help="stars, flags, votes and comments of people"),
        "p_correct": make.LineChartColumn(
            "P(correct)", width=WIDTHS["p_correct"], y_min=0, y_max=1, color="violet", help="of the shown model"
        ),
        "learned": _amount("learned", "learned", amounts, f"{unit} from which the shown model knew it to the end"),
        "forgot": _amount("forgot", "forgot", amounts, f"{unit} from which it knew it no longer"),
        **{one.name: _statistic(one, amounts, unit) for one in known},
        "task": make.TextColumn("task", width=WIDTHS["task"]),
    }


def _by_label() -> dict[str, str]:
    return {statistic.label: name for name, statistic in STATISTICS.items()}


def _width(statistic: Statistic) -> int:
    return SHARE if _is_share(statistic) else max(NARROWEST, round(LETTER * len(_head(statistic)) + PADDING))


def _head(statistic: Statistic) -> str:
    return SHORT.get(statistic.name, statistic.label)


def _is_share(statistic: Statistic) -> bool:
    return statistic.name.startswith("difficulty")


def _statistic(one: Statistic, amounts: str, unit: str) -> Any:  # noqa: ANN401 - streamlit does not name the type
    if _is_share(one):
        return st.column_config.ProgressColumn(
            _head(one), width=_width(one), min_value=0, max_value=1, format=one.format, color="gray", help=one.help
        )
    counted = unit if one.unit == "training" else one.unit
    text = f"{one.help} ({counted})" if counted else one.help
    form = amounts if one.unit == "training" else one.format
    return st.column_config.NumberColumn(_head(one), width=_width(one), format=form, help=text)


def _amount(name: str, label: str, form: str, says: str) -> Any:  # noqa: ANN401
    return st.column_config.NumberColumn(label, width=WIDTHS[name], format=form, help=says)
