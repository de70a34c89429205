"""A small cube whose metric values a test gives: docs of two sub-tasks at the checkpoints of some models."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from e2lm.cube import CHECKPOINT_COLUMNS, DOC_COLUMNS, Cube
from e2lm.subsets import Measured, measured

Array = npt.NDArray[np.float64]


def toy_cube(docs: int, models: Sequence[str] = ("demo-100k-deep",), points: int = 2) -> Cube:
    """Docs alternate between the sub-tasks "animals" and "plants"; each model has `points` checkpoints."""
    rows = [
        (f"key{i}", ("animals", "plants")[i % 2], i, "q" * (10 + i), [1], 2, [3, 5 + i], [3, 5 + i])
        for i in range(docs)
    ]
    checkpoints = [
        (model, f"step{i * 1000}", i * 1000, i * 10**9, f"{model}-{i}", False)
        for model in models
        for i in range(1, points + 1)
    ]
    table = pd.DataFrame(checkpoints, columns=list(CHECKPOINT_COLUMNS)).astype({"step": "Int64", "tokens": "Int64"})
    values = np.zeros((docs, len(checkpoints), 2), dtype=np.float32)
    return Cube("quiz", "none", pd.DataFrame(rows, columns=list(DOC_COLUMNS)), table, values)


def toy_measured(values: Sequence[Sequence[float]] | Array, models: Sequence[str] = ("demo-100k-deep",)) -> Measured:
    """`values` (docs x checkpoints) as a metric of a toy cube."""
    table = np.asarray(values, dtype=float)
    cube = toy_cube(len(table), models, table.shape[1] // len(models))
    return measured(cube, table, "acc", higher_is_better=True)
