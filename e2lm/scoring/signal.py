"""SQ, signal quality: does a score grow steadily with training? The competition's published formula.

    monotonicity    = max(0, 1 - 6 sum((rank_time - rank_score)^2) / (n (n^2 - 1)))     ordinal ranks, stable ties
    autocorrelation = mean over lags 1 .. n//4 - 1 of |Pearson(x[lag:], x[:n-lag])|
    SQ              = (monotonicity + autocorrelation) / 2

Tied scores may be ranked in any order, so each order gives another monotonicity. Within a group of ties the sum of
squared differences is smallest with ranks in the order of time and largest in the reverse order (rearrangement
inequality), so the two extremes over all orders are exact; the published stable order is the smallest sum.
Source: arXiv 2506.07731 and the competition's scoring notebook.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

FEWEST_POINTS = 8  # n // 4 - 1 is the number of lags: fewer points leave none


@dataclass(frozen=True)
class Window:
    """Which points of a curve count: steps divisible by `step_multiple` (step 0 is before training, so it does not
    count), and at most `max_tokens` tokens. None sets no bound."""

    step_multiple: int | None = None
    max_tokens: int | None = None

    def __str__(self) -> str:
        bounds = []
        if self.step_multiple is not None:
            bounds.append(f"steps divisible by {self.step_multiple:,}")
        if self.max_tokens is not None:
            bounds.append(f"up to {self.max_tokens / 1e9:g}B tokens")
        return ", ".join(bounds) or "all points"


OFFICIAL = Window(step_multiple=4000, max_tokens=206_000_000_000)
ALL_POINTS = Window()


@dataclass(frozen=True)
class Signal:
    """SQ of one curve and what it is made of; None where undefined, and then `reason` says why.

    `monotonicity_min` and `monotonicity_max` bound the monotonicity over all orders of tied scores.
    """

    sq: float | None
    monotonicity: float | None
    monotonicity_min: float | None
    monotonicity_max: float | None
    autocorrelation: float | None
    points: int
    reason: str = ""

    @property
    def sq_min(self) -> float | None:
        """SQ in the least favourable order of tied scores."""
        if self.monotonicity_min is None or self.autocorrelation is None:
            return None
        return (self.monotonicity_min + self.autocorrelation) / 2

    @property
    def sq_max(self) -> float | None:
        """SQ in the most favourable order of tied scores, which is the published, stable one."""
        return self.sq


def signal_quality(scores: Sequence[float] | Array) -> Signal:
    """SQ of scores in the order of training, larger being better; a NaN is a point that was not measured."""
    values = np.asarray(scores, dtype=float)
    values = values[~np.isnan(values)]
    return signals(values[None, :])[0]


def signal_of_curves(curves: Sequence[Array]) -> list[Signal]:
    """SQ of curves of any lengths (no NaN), computed together for each length."""
    found: list[Signal] = [_EMPTY] * len(curves)
    lengths = [len(curve) for curve in curves]
    for length in set(lengths):
        places = [place for place, other in enumerate(lengths) if other == length]
        rows = np.reshape(np.concatenate([curves[place] for place in places]), (len(places), length))
        for place, signal in zip(places, signals(rows), strict=True):
            found[place] = signal
    return found


def signals(curves: Array) -> list[Signal]:
    """SQ of each row of `curves` (curves x points, no NaN)."""
    points = curves.shape[1]
    lowest, highest = monotonicity(curves)
    correlation = autocorrelation(curves)
    return [
        _signal(points, row, low, high, auto)
        for row, low, high, auto in zip(curves, lowest.tolist(), highest.tolist(), correlation.tolist(), strict=True)
    ]


def signal_quality_rows(curves: Array) -> Array:
    """SQ of each row of `curves` (curves x points), NaN where undefined; a NaN point was not measured."""
    known = ~np.isnan(curves)
    if known.all():
        return np.asarray((monotonicity(curves)[1] + autocorrelation(curves)) / 2)
    quality = np.full(len(curves), np.nan)
    points = known.sum(axis=1)
    for count in np.unique(points):
        rows = np.flatnonzero(points == count)
        quality[rows] = signal_quality_rows(curves[rows][known[rows]].reshape(len(rows), count))
    return quality


def mean_of_known(values: Array) -> Array:
    """Mean over the last axis of what is not NaN; NaN where everything is."""
    known = ~np.isnan(values)
    count = known.sum(axis=-1)
    return np.asarray(np.where(count > 0, np.where(known, values, 0.0).sum(axis=-1) / np.maximum(count, 1), np.nan))


def monotonicity(curves: Array) -> tuple[Array, Array]:
    """The smallest and largest monotonicity of each row over all orders of its ties; NaN for constant rows."""
    count, points = curves.shape
    if points < 2:
        return np.full(count, np.nan), np.full(count, np.nan)
    constant = curves.min(axis=1) == curves.max(axis=1)
    largest = _rank_agreement(_ranks(curves))
    smallest = _rank_agreement(_ranks(curves[:, ::-1])[:, ::-1])
    return np.where(constant, np.nan, smallest), np.where(constant, np.nan, largest)


def autocorrelation(curves: Array) -> Array:
    """Mean absolute lagged correlation of each row; NaN with fewer than 8 points or where a lagged part is constant."""
    count, points = curves.shape
    lags = range(1, points // 4)
    if not lags:
        return np.full(count, np.nan)
    scaled = _scaled(np.where(np.isfinite(curves).all(axis=1, keepdims=True), curves, 0.0))
    return np.asarray(np.mean([_absolute_pearson(scaled[:, lag:], scaled[:, : points - lag]) for lag in lags], axis=0))


_EMPTY = Signal(None, None, None, None, None, 0, "undefined, because there is no point")


def _ranks(curves: Array) -> npt.NDArray[np.int64]:
    order = np.argsort(curves, axis=1, kind="stable")
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, np.arange(curves.shape[1])[None, :], axis=1)
    return ranks


def _rank_agreement(ranks: npt.NDArray[np.int64]) -> Array:
    points = ranks.shape[1]
    squares = ((ranks - np.arange(points)) ** 2).sum(axis=1)
    return np.asarray(np.maximum(0.0, 1 - 6 * squares / (points * (points**2 - 1))))


def _scaled(curves: Array) -> Array:
    """Each row moved and scaled to 0 .. 1: correlations stay, and tiny differences do not vanish in squares."""
    lowest = curves.min(axis=1, keepdims=True)
    spread = curves.max(axis=1, keepdims=True) - lowest
    return np.asarray((curves - lowest) / np.where(spread > 0, spread, 1.0))


def _absolute_pearson(later: Array, earlier: Array) -> Array:
    constant = (later.min(axis=1) == later.max(axis=1)) | (earlier.min(axis=1) == earlier.max(axis=1))
    left = later - later.mean(axis=1, keepdims=True)
    right = earlier - earlier.mean(axis=1, keepdims=True)
    product = np.sqrt((left**2).sum(axis=1) * (right**2).sum(axis=1))
    undefined = constant | (product == 0)
    value = np.abs((left * right).sum(axis=1)) / np.where(undefined, 1.0, product)
    return np.where(undefined, np.nan, np.minimum(value, 1.0))


def _signal(points: int, row: Array, low: float, high: float, auto: float) -> Signal:
    reason = _reason(points, row, auto)
    known = not np.isnan(high)
    return Signal(
        sq=None if reason else (high + auto) / 2,
        monotonicity=high if known else None,
        monotonicity_min=low if known else None,
        monotonicity_max=high if known else None,
        autocorrelation=None if np.isnan(auto) else auto,
        points=points,
        reason=reason,
    )


def _reason(points: int, row: Array, auto: float) -> str:
    if points == 0:
        return "undefined, because there is no point"
    if not np.isfinite(row).all():
        return "undefined, because a score is infinite"
    if points >= 2 and row.min() == row.max():
        return f"undefined, because all {points} scores are equal"
    if points < FEWEST_POINTS:
        return f"undefined, because {points} points are fewer than the {FEWEST_POINTS} that one lag needs"
    if np.isnan(auto):
        return (
            "undefined, because all scores but the first or last few are equal, which leaves a lag without correlation"
        )
    return ""
