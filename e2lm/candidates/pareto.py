"""The Pareto front of candidates: those that no other one equals or beats in every score and beats in one."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from e2lm.subsets import Mask

Array = npt.NDArray[np.float64]

COMPONENTS = ("sq", "rc", "cs")


def compared_components(scores: pd.DataFrame) -> tuple[str, ...]:
    """Of COMPONENTS those that every candidate has: an undefined score can be held against no other."""
    return tuple(name for name in COMPONENTS if len(scores) and scores[name].notna().all())


def pareto_front(scores: pd.DataFrame) -> Mask:
    """Which rows are on the front of the components that all have; of none, all are."""
    values = scores[list(compared_components(scores))].to_numpy(float)
    return np.array([not _beaten(row, values) for row in values], dtype=bool)


def _beaten(row: Array, values: Array) -> bool:
    return bool(((values >= row).all(axis=1) & (values > row).any(axis=1)).any())
