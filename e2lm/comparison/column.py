"""Columns: what one side answered to each question that it was asked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from e2lm.choices import Array, pick, probabilities
from e2lm.cube import Cube
from e2lm.metrics import METRICS, values_of

Integers = npt.NDArray[np.int64]

# By which accuracy a question is right or wrong, where a metric is none itself.
_RIGHT_BY = {"norm_correct_prob_char": "acc_norm", "norm_correct_prob_byte": "acc_bytes"}


@dataclass(frozen=True)
class Column:
    """One side's answers, one row per doc that it answered.

    `docs` has DOC_COLUMNS of e2lm.cube, `checkpoint` CHECKPOINT_COLUMNS in one row. `values` is the metric, `right` 1,
    0 or NaN by `right_by`, `p_key` the probability of the right choice: float [docs], NaN where undefined. `picks`: the
    picked choice's index by `right_by`, -1 where there is none. `chances`: each choice's probability, float [docs,
    choices], NaN where a doc has fewer.
    """

    docs: pd.DataFrame
    checkpoint: pd.DataFrame
    metric: str
    values: Array
    right: Array
    p_key: Array
    picks: Integers
    chances: Array

    @property
    def right_by(self) -> str:
        """The accuracy that decides about right and wrong."""
        return right_by(self.metric)


def right_by(metric: str) -> str:
    """The accuracy that goes with a metric: itself where it is one, that of the same lengths, else acc."""
    return metric if metric.startswith("acc") else _RIGHT_BY.get(metric, "acc")


def column_of(cube: Cube, place: int, metric: str, keys: Collection[str] | None = None) -> Column:
    """The answers at one checkpoint of a cube (`place` in its checkpoints), to the docs in `keys` (None: all).

    Raises ValueError for a metric that needs another run's answers.
    """
    if METRICS[metric].needs_unprompted:
        raise ValueError(f"{metric} needs a run without the prompt")
    answered = ~np.isnan(cube.loglikelihoods[:, place]).all(axis=-1)
    if keys is not None:
        answered &= np.fromiter(map(keys.__contains__, cube.docs["doc_key"].tolist()), bool, len(cube.docs))
    one = part_of(cube, np.flatnonzero(answered), np.array([place]))
    by = right_by(metric)
    right, p_key = (values_of(one, name)[:, 0] for name in (by, "p_correct"))
    values = {by: right, "p_correct": p_key}.get(metric)
    return Column(
        one.docs, one.checkpoints, metric, values_of(one, metric)[:, 0] if values is None else values, right, p_key,
        pick(_scaled(one, by)), probabilities(one.loglikelihoods[:, 0]),
    )  # fmt: skip


def part_of(cube: Cube, docs: Integers, checkpoints: Integers) -> Cube:
    """Some docs at some checkpoints of a cube, both by their places. What all docs say of themselves is taken from the
    cube, which works it out once; where all docs are wanted their frame is the cube's own."""
    whole = len(docs) == len(cube.docs) and bool((docs == np.arange(len(docs))).all())
    part = replace(
        cube,
        docs=cube.docs if whole else cube.docs.iloc[docs].reset_index(drop=True),
        checkpoints=cube.checkpoints.iloc[checkpoints].reset_index(drop=True),
        loglikelihoods=cube.loglikelihoods[np.ix_(docs, checkpoints)],
    )
    for name in ("golds", "chars", "sizes"):
        vars(part)[name] = getattr(cube, name) if whole else getattr(cube, name)[docs]
    return part


def _scaled(cube: Cube, by: str) -> Array:
    """Loglikelihoods as an accuracy compares them, [docs, choices]; an empty choice is never picked by length."""
    values = cube.loglikelihoods[:, 0].astype(np.float64)
    if by == "acc":
        return values
    lengths = cube.chars if by == "acc_norm" else cube.sizes
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where((lengths == 0) & ~np.isnan(values), -np.inf, values / lengths)
