"""Columns whose answers a test gives: two choices a question, the key second."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from e2lm.comparison import Column, column_of
from e2lm.cube import Cube
from tests.e2lm.toy_cube import toy_cube


def answering(chances: Sequence[Sequence[float]], models: Sequence[str] = ("demo-100k-deep",)) -> Cube:
    """A toy cube in which the key has these probabilities (docs x checkpoints), NaN where not evaluated."""
    values = np.asarray(chances, dtype=float)
    cube = toy_cube(len(values), models, values.shape[1] // len(models))
    lengths = lists([5, 5], len(values))
    docs = cube.docs.assign(choice_chars=lengths, choice_bytes=lengths)
    both = np.stack([1 - values, values], axis=-1)
    return replace(cube, docs=docs, loglikelihoods=np.log(both).astype(np.float32))


def lists(one: list[int], count: int) -> pd.Series:
    """A column of `count` such lists."""
    return pd.Series([list(one) for _ in range(count)], dtype=object)


def columns(chances: Sequence[Sequence[float]], metric: str = "acc") -> list[Column]:
    """One column for each checkpoint of `answering`."""
    cube = answering(chances)
    return [column_of(cube, place, metric) for place in range(len(cube.checkpoints))]
