"""Points to draw: curves placed on tokens or steps, cut where checkpoints are missing, smoothed where asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

from e2lm.curves import curves_of, segments, smooth

Unit = Literal["tokens", "step"]

# One row per point, curve by curve and ascending in `x`: CURVE_COLUMNS, those that curves_of adds, and `x` (tokens or
# step, float64), `shown` (the value that is drawn), `segment` (which unbroken stretch of its curve a point belongs to).
ADDED_COLUMNS = ("x", "shown", "segment")


class Placement(NamedTuple):
    """What the horizontal axis counts, and which models cannot be placed on it and why it was chosen."""

    unit: Unit
    tokens_unknown: tuple[str, ...]
    unplaced: tuple[str, ...]


def placement(curves: pd.DataFrame, wanted: Unit) -> Placement:
    """Tokens if they are wanted and known for every model, else steps, so that no model vanishes silently.

    `tokens_unknown` are models without any tokens; `unplaced` those that have neither on the chosen axis.
    """
    known = curves.groupby("model", sort=True)[["tokens", "step"]].count()
    unknown = tuple(str(model) for model in known.index[known["tokens"] == 0])
    stepless = tuple(str(model) for model in known.index[known["step"] == 0])
    unit: Unit = "tokens" if wanted == "tokens" and (not unknown or len(unknown) == len(stepless)) else "step"
    return Placement(unit, unknown, unknown if unit == "tokens" else stepless)


def drawn_points(curves: pd.DataFrame, missing: pd.DataFrame, unit: Unit, window: int = 1) -> pd.DataFrame:
    """The points of a curve table in the order in which lines run; `missing` is e2lm.curves.gaps of the table.

    Points without a place on the axis are left out. `window` > 1 shows the moving mean over as many neighbours within
    a stretch.
    """
    points: pd.DataFrame = curves_of(curves)
    points["x"] = points[unit].astype("Float64").to_numpy(float, na_value=np.nan)
    points = points[np.isfinite(points["x"])].sort_values(["curve", "x"], kind="stable", ignore_index=True)
    between = missing[missing["between"].astype(bool)]
    absent = {key: part["step"].to_list() for key, part in between.groupby(["model", "task"], sort=False)}
    numbers = np.zeros(len(points), dtype=np.int64)
    for _, curve in points.groupby("curve", sort=False):
        gone = absent.get((curve["model"].iloc[0], curve["task"].iloc[0]), [])
        if gone and curve["partial_n"].iloc[0] == 0:
            numbers[curve.index] = segments(_steps(curve), gone)
    points["segment"] = numbers
    points["shown"] = points["value"].astype(float)
    if window > 1:
        stretches = points.groupby(["curve", "segment"], sort=False)["shown"]
        points["shown"] = stretches.transform(lambda values: smooth(values.to_numpy(float), window))
    return points


def last_points(points: pd.DataFrame) -> pd.DataFrame:
    """The last point with a value of every curve."""
    valued = points[np.isfinite(points["shown"].to_numpy(float))]
    last: pd.DataFrame = valued.groupby("curve", sort=False).tail(1)
    return last


def _steps(curve: pd.DataFrame) -> Sequence[int]:
    steps: list[int] = curve["step"].astype("Int64").fillna(-1).astype("int64").to_list()
    return steps
