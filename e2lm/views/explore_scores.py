"""Everything the explore page says about a subset of questions under one metric, from per-question values."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from e2lm.cube import Cube
from e2lm.metrics import chance_level
from e2lm.scoring.resampled import ScoreSamples, score_samples
from e2lm.scoring.settings import ScoreSettings
from e2lm.scoring.table import model_scores, task_scores
from e2lm.subsets import Mask, Measured, subset_curves
from e2lm.uncertainty import bands, resampled

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Explored:
    """A subset's curves (CURVE_COLUMNS, and `low` and `high`: the 95 % interval of resampled questions), the row of
    task_scores of its full runs (None where there are only limited ones) with its rows of model_scores, its scores in
    every resample, how many questions it has, and what guessing gives in it."""

    curves: pd.DataFrame
    row: dict[str, Any] | None
    parts: pd.DataFrame
    samples: ScoreSamples
    docs: int
    chance: float | None

    def of(self, models: Collection[str]) -> pd.DataFrame:
        """The curves of some models."""
        return self.curves[self.curves["model"].isin(list(models))]


def explored(
    cube: Cube, measured: Measured, chosen: Mask, settings: ScoreSettings, clusters: Integers | None = None
) -> Explored:
    """Curves, scores and their resamples of the `chosen` docs of a cube; `clusters` as in e2lm.uncertainty."""
    curves = subset_curves(measured, chosen)
    samples = resampled(measured, chosen, clusters=clusters)
    low, high = bands(samples)
    scores = task_scores(curves, settings)
    full = scores[scores["partial_n"] == 0]
    parts = model_scores(curves, settings)
    return Explored(
        curves.assign(low=low, high=high),
        dict(zip(map(str, full.columns), full.iloc[0], strict=True)) if len(full) else None,
        parts[parts["partial_n"] == 0],
        score_samples(curves, samples, settings),
        int(chosen.sum()),
        chance_level(measured.metric, cube.docs["n_choices"][chosen], cube.docs["golds"][chosen].map(len)),
    )


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
