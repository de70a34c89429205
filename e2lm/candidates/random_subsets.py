"""Random subsets of a task's questions: what a choice must beat, since any subset has some score.

Subset i of one size holds subset i of every smaller size, and the seed is fixed: a filter that takes in a few more
questions is compared with nearly the same subsets.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from e2lm.subsets import Array, Measured
from e2lm.uncertainty import drawn_curves

SEED = 20250731
SUBSETS = 200


def random_curves(measured: Measured, size: int, subsets: int = SUBSETS) -> Array:
    """Mean curves of random subsets of `size` docs, drawn without replacement: subsets x checkpoints."""
    docs = len(measured.values)
    draws = (_ranks(docs, subsets) < size).astype(np.uint8)
    return drawn_curves(measured, np.ones(docs, dtype=bool), draws)


def percentile(value: float, others: Array) -> float:
    """Share of `others` below `value`, a tie counting half; NaN where nothing can be compared."""
    known = others[~np.isnan(others)]
    if np.isnan(value) or not len(known):
        return float("nan")
    return float(np.mean((known < value) + 0.5 * (known == value)))


@lru_cache(maxsize=4)
def _ranks(docs: int, subsets: int) -> npt.NDArray[np.int32]:
    """Each doc's place in each random order, docs x subsets."""
    generator = np.random.default_rng([SEED, docs])
    ranks = np.empty((docs, subsets), dtype=np.int32)
    for column in range(subsets):
        ranks[generator.permutation(docs), column] = np.arange(docs)
    ranks.flags.writeable = False
    return ranks
