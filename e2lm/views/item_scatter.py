"""Two statistics of every question against each other: where each stands, and which ones a drawn shape holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from e2lm.choices import Array
from e2lm.views.item_list import Integers

Mask = npt.NDArray[np.bool_]
FEW_VALUES = (
    60  # so few different values stand for counts or shares of few checkpoints: their dots would hide each other
)
SPREAD = 0.35  # of the way to the next value
SEED = 20250731


@dataclass(frozen=True)
class Points:
    """`places` are rows of the item list; `x` and `y` their statistics, `shown_x` and `shown_y` where their dots stand:
    dots of equal values are spread a little where there are few different ones. `undefined` rows have no dot."""

    places: Integers
    x: Array
    y: Array
    shown_x: Array
    shown_y: Array
    undefined: int


def points_of(x: Array, y: Array, places: Integers) -> Points:
    """The dots of some rows; `x` and `y` hold a statistic of every row of the list, NaN where undefined."""
    there = np.isfinite(x[places]) & np.isfinite(y[places])
    kept = places[there]
    rng = np.random.default_rng(SEED)
    shown = [_spread(values, rng.uniform(-SPREAD, SPREAD, len(values))) for values in (x, y)]
    return Points(kept, x[kept], y[kept], shown[0][kept], shown[1][kept], len(places) - len(kept))


def rank_correlation(points: Points) -> float:
    """Spearman's rank correlation with mean ranks for ties; NaN where a statistic is constant."""
    if len(points.x) < 2 or np.ptp(points.x) == 0 or np.ptp(points.y) == 0:
        return float("nan")
    x, y = (pd.Series(values).rank() for values in (points.x, points.y))
    return float(x.corr(y))


def selected(points: Points, selection: Mapping[str, Sequence[Mapping[str, Any]]]) -> Integers:
    """The rows whose dots lie in a box or a lasso of a plotly selection, or were clicked; in the order of the rows."""
    inside = np.zeros(len(points.places), dtype=bool)
    for box in selection.get("box", ()):
        inside |= _between(points.shown_x, box["x"]) & _between(points.shown_y, box["y"])
    for lasso in selection.get("lasso", ()):
        inside |= _within(points, np.asarray(lasso["x"], dtype=float), np.asarray(lasso["y"], dtype=float))
    if not selection.get("box") and not selection.get("lasso"):
        clicked = [int(point["point_index"]) for point in selection.get("points", ())]
        inside[[place for place in clicked if place < len(inside)]] = True
    return points.places[inside]


def _spread(values: Array, jitter: Array) -> Array:
    different = np.unique(values[np.isfinite(values)])
    if not 1 < len(different) <= FEW_VALUES:
        return values
    return np.asarray(values + jitter * np.diff(different).min())


def _between(values: Array, ends: Sequence[float]) -> Mask:
    return (values >= min(ends)) & (values <= max(ends))


def _within(points: Points, corners_x: Array, corners_y: Array) -> Mask:
    """Which dots a closed line goes around: those from which a ray to the right crosses it an odd number of times."""
    inside = np.zeros(len(points.places), dtype=bool)
    for at, before in zip(range(len(corners_x)), range(-1, len(corners_x) - 1), strict=True):
        (x0, y0), (x1, y1) = (corners_x[before], corners_y[before]), (corners_x[at], corners_y[at])
        if y0 == y1:
            continue
        crosses = (y0 > points.shown_y) != (y1 > points.shown_y)
        inside ^= crosses & (points.shown_x < x0 + (points.shown_y - y0) * (x1 - x0) / (y1 - y0))
    return inside
