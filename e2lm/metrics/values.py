"""Metric values of a whole cube, a block of docs at a time, so that the steps between stay in the processor's cache."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt

from e2lm.choices import Array
from e2lm.cube import Cube
from e2lm.metrics.answers import Answers, complete
from e2lm.metrics.formulas import FORMULAS

_THREADS = 2  # numpy works outside of Python's lock
_CELLS = 1 << 14  # docs x checkpoints of a block: half a megabyte at four choices


def values_of(cube: Cube, metric: str, unprompted: Array | None = None) -> Array:
    """A metric of METRICS for every doc and checkpoint, float64 [docs, checkpoints].

    NaN where a doc was not evaluated, a choice's loglikelihood is NaN, its right choice is unknown or the formula is
    undefined. `unprompted`: [docs, checkpoints, choices] from `unprompted_of`, for metrics that need it; ValueError
    where one needs it and it is None.
    """
    values = np.empty(cube.loglikelihoods.shape[:2])
    blocks = _blocks(cube)

    def fill(among: Sequence[slice]) -> None:
        for rows in among:
            values[rows] = FORMULAS[metric](_answers(cube, rows, unprompted))

    with ThreadPoolExecutor(_THREADS) as threads:
        list(threads.map(fill, (blocks[first::_THREADS] for first in range(_THREADS))))
    return values


def blocks_of(
    cube: Cube, metrics: Sequence[str], unprompted: Array | None = None
) -> Iterator[tuple[slice, dict[str, Array]]]:
    """Consecutive rows of docs and the values of several metrics there, which share what they have in common."""
    for rows in _blocks(cube):
        answers = _answers(cube, rows, unprompted)
        yield rows, {metric: FORMULAS[metric](answers) for metric in metrics}


def _blocks(cube: Cube) -> list[slice]:
    docs, checkpoints, _ = cube.loglikelihoods.shape
    step = max(1, _CELLS // max(1, checkpoints))
    return [slice(start, min(start + step, docs)) for start in range(0, docs, step)]


def _answers(cube: Cube, rows: slice, unprompted: Array | None) -> Answers:
    real = ~np.isnan(cube.chars[rows])
    return Answers(
        loglikelihoods=complete(_by_choice(cube.loglikelihoods[rows]), real),
        golds=cube.golds[rows],
        real=real,
        chars=cube.chars[rows],
        sizes=cube.sizes[rows],
        unprompted=None if unprompted is None else _by_choice(unprompted[rows]),
    )


def _by_choice(values: npt.NDArray[np.floating]) -> Array:
    """The values in float64, those of one choice lying together, which is how formulas walk over them."""
    return np.moveaxis(np.moveaxis(values, -1, 0).astype(np.float64, order="C"), 0, -1)
