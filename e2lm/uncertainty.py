"""How far chance in the choice of questions moves a curve or a score: the bootstrap over questions.

A resample draws as many questions with replacement as the task has and counts those of the subset as often as drawn;
its curve is the mean over them. All subsets and metrics of the same questions meet the same draws, so that differences
between them are paired, also where they share only some questions. Clustered by sub-task, whole sub-tasks are drawn
instead, and a mean is a ratio of sums.

A mean is as likely too high as too low in a resample, so a curve's band is what the middle resamples lie between. A
score is not: a resampled curve carries the chance of the draw twice, once from the questions that there are and once
more from drawing among them, and noise lowers SQ. So a score's samples are moved to have the score as their median.
Source: Efron and Tibshirani 1993, percentile interval; Miller 2024, arXiv 2411.00640, for clusters of questions.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from e2lm.subsets import Array, Floats, Integers, Mask, Measured

SEED = 20250731
RESAMPLES = 1000
AT_ONCE = 500  # resamples in one matrix product: 28 MB of weights for 14,042 docs
FEWEST = 2  # of one doc or one cluster every resample is alike, which would look like certainty


def resampled(
    measured: Measured,
    chosen: Mask,
    resamples: int = RESAMPLES,
    seed: int = SEED,
    clusters: Integers | None = None,
) -> Array:
    """Curves of resampled subsets: resamples x checkpoints, in the metric's own unit and direction.

    `clusters` numbers each doc's cluster from 0 (all docs of the measure, chosen or not); None draws docs one by one.
    NaN where a resample has no value at a checkpoint, and everywhere with fewer than 2 chosen docs or clusters. In
    single precision around the mean, except that means of 0 and 1 are exact.
    """
    units = chosen.sum() if clusters is None else len(np.unique(clusters[chosen]))
    if units < FEWEST:
        return np.full((resamples, measured.values.shape[1]), np.nan)
    if clusters is None:
        return drawn_curves(measured, chosen, _draws(len(chosen), resamples, seed, measured.fingerprint))
    count = int(clusters.max()) + 1
    return _by_cluster(measured, chosen, clusters, _draws(count, resamples, seed, measured.fingerprint))


def score_interval(samples: Array, value: float, level: float = 0.95, most: float = 1.0) -> tuple[float, float]:
    """Where a score `value`, of 0 to `most`, would lie with as many other questions, from its samples (resamples).

    On simulated curves it holds the median score of fresh questions in 90 to 100 of 100 cases, and always the score
    itself, while the middle of the samples as they are may miss both.
    """
    low, high = interval(recentred(samples, value), level)
    return min(max(low, 0.0), value), max(min(high, most), value)


def recentred(samples: Array, value: float) -> Array:
    """A score's samples moved so that their median is the score: comparable between scores of unequal noise."""
    known = samples[~np.isnan(samples)]
    return samples - np.median(known) + value if len(known) else samples


def interval(samples: Array, level: float = 0.95) -> tuple[float, float]:
    """What the middle `level` of the samples of one number (resamples) lie between; NaN where none is defined."""
    low, high = bands(samples[:, None], level)
    return float(low[0]), float(high[0])


def bands(samples: Array, level: float = 0.95) -> tuple[Array, Array]:
    """What the middle `level` of each column of `samples` (resamples x checkpoints) lies between, NaN samples aside."""
    at = [(1 - level) / 2, (1 + level) / 2]
    known = ~np.isnan(samples)
    low, high = np.full((2, samples.shape[1]), np.nan)
    whole = known.all(axis=0) & known.any(axis=0)
    with np.errstate(invalid="ignore"):  # between two infinite samples lies no number
        if whole.any():
            low[whole], high[whole] = np.quantile(samples[:, whole], at, axis=0)
        for column in np.flatnonzero(known.any(axis=0) & ~whole):
            low[column], high[column] = np.quantile(samples[known[:, column], column], at)
    return low, high


def beats(a: Array, b: Array) -> float:
    """Share of resamples in which a is larger than b, where both are defined; a tie counts half; NaN where none is.

    Samples of scores are `recentred` first, else the score with more questions gains from having less noise.
    """
    both = ~(np.isnan(a) | np.isnan(b))
    if not both.any():
        return float("nan")
    return float(np.mean((a[both] > b[both]) + 0.5 * (a[both] == b[both])))


def compared(a: Array, b: Array) -> int:
    """The number of resamples that `beats` rests on."""
    return int((~(np.isnan(a) | np.isnan(b))).sum())


@lru_cache(maxsize=4)
def _draws(units: int, resamples: int, seed: int, fingerprint: int) -> npt.NDArray[np.uint8]:
    """How often each unit is drawn when `units` are drawn with replacement: units x resamples.

    Kept for the next filter, as drawing takes longer than averaging. More than 255 draws of one unit do not happen.
    """
    generator = np.random.default_rng([seed, fingerprint]).bit_generator
    counts = np.empty((resamples, units), dtype=np.uint8)
    for row in counts:
        row[:] = np.bincount(_drawn(generator, units), minlength=units)
    by_unit = np.ascontiguousarray(counts.T)
    by_unit.flags.writeable = False
    return by_unit


def _drawn(generator: np.random.BitGenerator, units: int) -> Integers:
    """As many draws as there are units, numbered from 0: x units / 2^32, rounded down, of random 32-bit x.

    It takes two thirds of the time of Generator.integers, and no unit's chance is off by more than units / 2^32 of it.
    """
    places = generator.random_raw((units + 1) // 2).view(np.uint32)[:units].astype(np.uint64)
    places *= np.uint64(units)
    places >>= np.uint64(32)
    return places.view(np.int64)


def drawn_curves(measured: Measured, chosen: Mask, draws: npt.NDArray[np.uint8]) -> Array:
    """Mean curves of the chosen docs, each counted as often as it was drawn (docs x versions): versions x checkpoints,
    NaN where none was drawn that has a value."""
    rows = np.flatnonzero(chosen)
    deviations = measured.deviations[rows]
    seen = None if measured.seen is None else measured.seen[rows]
    partly = np.zeros(0, np.int64) if seen is None else np.flatnonzero(~seen.all(axis=0))
    samples = np.empty((draws.shape[1], deviations.shape[1]))
    for start in range(0, len(samples), AT_ONCE):
        part = slice(start, start + AT_ONCE)
        weights = draws[rows, part].astype(np.float32).T
        counts = np.repeat(weights.sum(axis=1, dtype=np.float64)[:, None], samples.shape[1], axis=1)
        if seen is not None and len(partly):
            counts[:, partly] = weights @ seen[:, partly]
        samples[part] = _ratio(weights @ deviations, counts) + measured.centre
        for sign, at, where in measured.infinite:
            samples[part, at] = _with_infinity(samples[part, at], sign, weights @ where[rows])
    return samples


def _by_cluster(measured: Measured, chosen: Mask, clusters: Integers, draws: npt.NDArray[np.uint8]) -> Array:
    """Sums of each cluster's chosen docs first: there are few clusters."""
    member = np.zeros((len(draws), len(chosen)))
    member[clusters[chosen], np.flatnonzero(chosen)] = 1.0
    seen = np.ones((len(chosen), 1), np.float32) if measured.seen is None else measured.seen
    weights = draws.T.astype(np.float64)
    samples = _ratio(weights @ (member @ measured.filled), weights @ (member @ seen))
    for sign, at, where in measured.infinite:
        samples[:, at] = _with_infinity(samples[:, at], sign, weights @ (member @ where))
    return samples


def _ratio(sums: Array | Floats, counts: Array) -> Array:
    return np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)


def _with_infinity(samples: Array, sign: float, times: Array | Floats) -> Array:
    """Means that an infinite value was drawn into; of both infinities there is no mean."""
    with np.errstate(invalid="ignore"):
        return samples + np.where(times > 0, sign, 0.0)
