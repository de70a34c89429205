"""The curves of frozen evidence: drawn from what an event holds, whatever is loaded by now."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from e2lm.figures.curves import Look, curves_figure
from e2lm.figures.lines import POINT_COLUMNS
from e2lm.figures.theme import Theme
from e2lm.reviews.evidence import Curve, Evidence

COLUMNS = (*POINT_COLUMNS, "low", "high")
SMALL = 230  # pixels of height below which labels and ticks are those of a narrow place


def evidence_figure(one: Evidence, theme: Theme, height: int) -> go.Figure:
    """All curves with their intervals, against tokens or steps; gaps where a checkpoint was missing."""
    look = Look(unit=one.unit, height=height, compact=height < SMALL, cut=one.cut)
    return curves_figure(points_of(one), [curve.model for curve in one.curves], theme, look, one.chance)


def points_of(one: Evidence) -> pd.DataFrame:
    """The points of all curves as e2lm.figures.lines draws them: COLUMNS, without the ends where no interval is."""
    rows = [row for curve in one.curves for row in _rows(one, curve)]
    numbers = ("x", "shown", "value", "stderr", "low", "high")
    table = pd.DataFrame(rows, columns=list(COLUMNS)).astype({**dict.fromkeys(numbers, float), "n": "Int64"})
    return table if table["low"].notna().any() else table.drop(columns=["low", "high"])


def _rows(one: Evidence, curve: Curve) -> list[tuple[object, ...]]:
    """One row for each value; a stretch ends where there is none."""
    rows: list[tuple[object, ...]] = []
    segment = 0
    asked = one.questions or pd.NA
    for place, value, low, high in zip(curve.tokens, curve.values, curve.low, curve.high, strict=True):
        if value is None:
            segment += 1
            continue
        ends = (np.nan if end is None else end for end in (low, high))
        rows.append((curve.model, f"{place:,}", place, value, value, np.nan, asked, 0, segment, one.task, "", *ends))
    return rows
