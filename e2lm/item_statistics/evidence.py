"""Evidence: the answers and texts that item statistics are computed from, and what several of them share."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from e2lm.choices import Array
from e2lm.cube import Cube
from e2lm.metrics import METRICS, values_of
from e2lm.scoring.settings import ScoreSettings

Integers = npt.NDArray[np.int64]

# What is written in a question: one row per doc in the order of the cube; `choices` is a tuple of texts.
WORDING_COLUMNS = ("subject", "choices")


@dataclass(frozen=True)
class Evidence:
    """What statistics rest on.

    `cube` has the answers of every model whose curves are scored; of them `models` are those that single questions are
    looked at under (all, if empty). `right_by` (acc, acc_norm or acc_bytes) decides what is right, `metric` is the one
    that scores rest on. `wording`: WORDING_COLUMNS, None where the texts are not at hand. `unprompted`: loglikelihoods
    of the same choices without the question, [docs, checkpoints, choices] of the cube (e2lm.metrics.unprompted_of).
    """

    cube: Cube
    settings: ScoreSettings = field(default_factory=ScoreSettings)
    models: tuple[str, ...] = ()
    right_by: str = "acc"
    metric: str = "acc"
    wording: pd.DataFrame | None = None
    unprompted: Array | None = None

    @cached_property
    def columns(self) -> dict[str, Integers]:
        """The columns of the cube of each of the models, in the order of training."""
        names = self.cube.checkpoints["model"].to_numpy(str)
        chosen = [name for name in dict.fromkeys(names.tolist()) if not self.models or name in self.models]
        return {name: np.flatnonzero(names == name) for name in chosen}

    @cached_property
    def own(self) -> Integers:
        """The columns of all of the models."""
        return np.concatenate([np.zeros(0, dtype=np.int64), *self.columns.values()])

    @cached_property
    def right(self) -> Array:
        """[docs, checkpoints of the cube]: 1 right, 0 wrong, NaN not evaluated."""
        return values_of(self.cube, self.right_by)

    @cached_property
    def values(self) -> Array:
        """The metric that scores rest on, [docs, checkpoints of the cube]; NaN where it cannot be computed."""
        if self.metric == self.right_by:
            return self.right
        if METRICS[self.metric].needs_unprompted and self.unprompted is None:
            return np.full(self.cube.loglikelihoods.shape[:2], np.nan)
        return values_of(self.cube, self.metric, self.unprompted)

    @cached_property
    def amounts(self) -> Array:
        """How far each checkpoint of the cube is in its model's training, in `unit`."""
        if self.unit == "checkpoint":
            places = self.cube.checkpoints.groupby("model", sort=False).cumcount()
            return np.asarray(places, dtype=np.float64)
        return amounts_of(self.cube.checkpoints)[0]

    @cached_property
    def unit(self) -> str:
        """ "tokens" where all checkpoints' are known, else "step" where those are, else "checkpoint"."""
        return amounts_of(self.cube.checkpoints)[1]

    def asked_nothing(self) -> Cube | None:
        """The cube with the loglikelihoods of the run without the question; None where there is none."""
        return None if self.unprompted is None else replace(self.cube, loglikelihoods=self.unprompted)


def amounts_of(checkpoints: pd.DataFrame) -> tuple[Array, str]:
    """How far each checkpoint is, and in what: "tokens" where all are known, else "step", else "checkpoint"."""
    for name, unit in (("tokens", "tokens"), ("step", "step")):
        known = checkpoints[name].astype("Float64")
        if known.notna().all():
            return np.asarray(known, dtype=np.float64), unit
    return np.arange(len(checkpoints), dtype=float), "checkpoint"


def under_models(cube: Cube, models: Collection[str]) -> Cube:
    """The checkpoints of some models, with all docs; the cube itself where that is all."""
    kept = cube.checkpoints["model"].isin(list(models)).to_numpy()
    if kept.all():
        return cube
    return replace(
        cube,
        checkpoints=cube.checkpoints[kept].reset_index(drop=True),
        loglikelihoods=cube.loglikelihoods[:, kept],
    )
