"""The noise line: the SQ that a share of shuffled curves of the same length stays below."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from e2lm.scoring.signal import FEWEST_POINTS, signal_quality_rows

SEED = 20250731
SHUFFLES = 20_000
NUMBERS = 2_000_000  # shuffles x points, so that long curves take no longer than short ones


@lru_cache(maxsize=1024)
def sq_of_shuffled(points: int, quantile: float = 0.99, curves: int = 1) -> float | None:
    """The SQ that `quantile` of randomly ordered curves of `points` different, evenly spaced scores stay below.

    With `curves` > 1 it is the mean SQ of as many curves, which noise lifts less far than one. None where SQ is
    undefined at that length. The seed is fixed: the same question has the same answer.
    """
    if points < FEWEST_POINTS or curves < 1:
        return None
    shuffles = max(1000, min(SHUFFLES, NUMBERS // (points * curves)))
    orders = np.tile(np.arange(points, dtype=float), (shuffles * curves, 1))
    shuffled = np.random.default_rng(SEED).permuted(orders, axis=1)
    means = signal_quality_rows(shuffled).reshape(shuffles, curves).mean(axis=1)
    return float(np.quantile(means, quantile))
