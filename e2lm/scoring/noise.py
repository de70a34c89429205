"""The noise line: the SQ that a share of shuffled curves of the same length stays below."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from e2lm.scoring.signal import FEWEST_POINTS, Array, signal_quality_rows

SEED = 20250731
SHUFFLES = 10_000
WORK = 4_000_000  # about as many numbers (shuffles x points x lags) at most, so that long curves take no longer
LONGEST = 200  # the line falls with the length, so for longer curves that of this length is a safe bound


@lru_cache(maxsize=1024)
def sq_of_shuffled(points: int, quantile: float = 0.99, curves: int = 1) -> float | None:
    """The SQ that `quantile` of randomly ordered curves of `points` different, evenly spaced scores stay below.

    With `curves` > 1 it is the mean SQ of as many independent curves, which noise lifts less far than one. None where
    SQ is undefined at that length. The seed is fixed: the same question has the same answer.
    """
    if points < FEWEST_POINTS or curves < 1:
        return None
    qualities = _shuffled_qualities(min(points, LONGEST))
    rng = np.random.default_rng(SEED)
    means = np.mean([rng.permutation(qualities) for _ in range(curves)], axis=0)
    return float(np.quantile(means, quantile))


@lru_cache(maxsize=256)
def _shuffled_qualities(points: int) -> Array:
    lags = points // 4 - 1
    shuffles = max(500, min(SHUFFLES, WORK // (points * lags)))
    orders = np.tile(np.arange(points, dtype=float), (shuffles, 1))
    return signal_quality_rows(np.random.default_rng(SEED).permuted(orders, axis=1))
