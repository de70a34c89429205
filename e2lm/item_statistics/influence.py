"""Influence: what each question does to the scores, by leaving it out.

    influence = score of all questions - score of all but this one        SQ, RC, CS of the metric that scores rest on

It is exact, not a derivative: each question's mean curves without it are scored as any curves are. Scores rest on full
runs, so a checkpoint that lacks an answer to the question left out may become a point, and does so here.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from e2lm.choices import Array
from e2lm.item_statistics.evidence import Evidence, Integers
from e2lm.metrics import METRICS
from e2lm.scoring.resampled import score_samples
from e2lm.scoring.settings import ScoreSettings
from e2lm.subsets import Measured, measured, subset_curves

SCORES = ("sq", "rc", "cs")
AT_ONCE = 2048  # docs whose curves are scored together: their intermediate arrays stay in the processor's cache


def influence(evidence: Evidence) -> dict[str, Array]:
    """The statistics of the part "influence", float64 [docs] each; NaN where a score is undefined with or without the
    question, or the question has no value."""
    metric = METRICS[evidence.metric]
    values = measured(evidence.cube, evidence.values, metric.name, metric.higher_is_better)
    found = leave_one_out(values, evidence.settings)
    return {f"{score}_influence": found[score] for score in SCORES}


def leave_one_out(measured: Measured, settings: ScoreSettings) -> dict[str, Array]:
    """The influence of each doc on each of SCORES, [docs]."""
    everything = subset_curves(measured, np.ones(len(measured.docs), dtype=bool))
    whole = _scores(everything, everything["value"].to_numpy(float)[None, :], settings)
    found = {score: np.full(len(measured.docs), np.nan) for score in SCORES}
    for rows, curves, samples in _without_each(measured, everything):
        rest = _scores(curves, samples, settings)
        for score in SCORES:
            found[score][rows] = whole[score][0] - rest[score]
    unanswered = np.isnan(measured.values).all(axis=1)
    return {score: np.where(unanswered, np.nan, values) for score, values in found.items()}


def _scores(curves: pd.DataFrame, samples: Array, settings: ScoreSettings) -> dict[str, Array]:
    """SCORES of versions of curves, of their full runs only."""
    full = ~curves["partial"].to_numpy(bool)
    if not full.any():
        return {score: np.full(len(samples), np.nan) for score in SCORES}
    found = score_samples(curves[full].reset_index(drop=True), samples[:, full], settings)
    return {"sq": found.sq, "rc": found.rc, "cs": found.cs}


def _without_each(measured: Measured, curves: pd.DataFrame) -> Iterator[tuple[Integers, pd.DataFrame, Array]]:
    """Docs with the curves without each of them: places, a curve table whose points are theirs, and the values [docs,
    checkpoints]. Docs that leave the same points full are taken together: mostly all of them."""
    values, counts = _means_without(measured)
    most = measured.answerable.sum() - measured.answerable
    limited = measured.checkpoints["partial"].to_numpy(bool)
    partial = (counts < most[:, None]) | limited
    for alike in _alike(np.concatenate([partial, np.isnan(values)], axis=1)):
        for start in range(0, len(alike), AT_ONCE):
            rows = alike[start : start + AT_ONCE]
            one = curves.assign(value=values[rows[0]], partial=partial[rows[0]])
            yield rows, one, values[rows]


def _means_without(measured: Measured) -> tuple[Array, Integers]:
    """The mean curve and the number of docs behind it without each doc, [docs, checkpoints]."""
    seen = ~np.isnan(measured.values)
    counts = seen.sum(axis=0) - seen
    totals = measured.filled.sum(axis=0) - measured.filled
    for sign, at, where in measured.infinite:
        with np.errstate(invalid="ignore"):  # of both infinities there is no mean
            totals[:, at] += np.where(where.sum(axis=0) - where > 0, sign, 0.0)
    return np.where(counts > 0, totals / np.maximum(counts, 1), np.nan), counts


def _alike(patterns: npt.NDArray[np.bool_]) -> Iterator[Integers]:
    """The places of equal rows."""
    if (patterns == patterns[:1]).all():
        groups = np.zeros(len(patterns), dtype=np.int64)
    else:
        groups = np.unique(np.packbits(patterns, axis=1), axis=0, return_inverse=True)[1].reshape(-1)
    for group in range(int(groups.max(initial=-1)) + 1):
        yield np.flatnonzero(groups == group)
