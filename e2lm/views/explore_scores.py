"""Everything the explore page says about a subset of questions under one metric, from per-question values."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from e2lm.choices import Array
from e2lm.cube import Cube
from e2lm.scoring.resampled import ScoreSamples, score_samples
from e2lm.scoring.settings import ScoreSettings
from e2lm.scoring.table import model_scores, task_scores
from e2lm.subsets import Mask, Measured
from e2lm.uncertainty import bands, resampled

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Sampled:
    """A subset's curves (CURVE_COLUMNS, and `low` and `high`: the 95 % interval over resampled questions), and these as
    resampled (resamples x rows of `curves`)."""

    curves: pd.DataFrame
    samples: Array


@dataclass(frozen=True)
class Scored:
    """The row of task_scores of a subset, its rows of model_scores, and its scores in every resample; of full runs."""

    row: dict[str, Any]
    parts: pd.DataFrame
    samples: ScoreSamples


def sampled(curves: pd.DataFrame, measured: Measured, chosen: Mask, clusters: Integers | None = None) -> Sampled:
    """The `curves` of the `chosen` docs with their resamples; `clusters` as in e2lm.uncertainty."""
    samples = resampled(measured, chosen, clusters=clusters)
    low, high = bands(samples)
    return Sampled(curves.assign(low=low, high=high), samples)


def scored(one: Sampled, settings: ScoreSettings) -> Scored | None:
    """SQ, RC, CS and total of a subset; None where all its runs are limited, on which scores do not rest."""
    scores, parts = task_scores(one.curves, settings), model_scores(one.curves, settings)
    full = scores[scores["partial_n"] == 0]
    if full.empty:
        return None
    row = dict(zip(map(str, full.columns), full.iloc[0], strict=True))
    return Scored(row, parts[parts["partial_n"] == 0], score_samples(one.curves, one.samples, settings))


def clusters_of(measured: Measured) -> Integers:
    """Each doc's sub-task as a number."""
    return np.asarray(pd.factorize(measured.docs["task"])[0], dtype=np.int64)


def of_models(cube: Cube, models: Collection[str]) -> Cube:
    """The checkpoints of some models, and the docs that any of these answered; the cube itself where that is all."""
    columns = cube.checkpoints["model"].isin(list(models)).to_numpy()
    if columns.all():
        return cube
    loglikelihoods = cube.loglikelihoods[:, columns]
    answered = ~np.isnan(loglikelihoods).all(axis=(1, 2))
    return replace(
        cube,
        docs=cube.docs[answered].reset_index(drop=True),
        checkpoints=cube.checkpoints[columns].reset_index(drop=True),
        loglikelihoods=loglikelihoods[answered],
    )
