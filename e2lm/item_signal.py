"""SQ of every question at once: the signal quality of each doc's own values through a model's training.

The formula is that of curves (e2lm.scoring.signal), in float64 with stable ties; a checkpoint without a value is no
point, as in a curve.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from e2lm.scoring.points import USED_COLUMNS, points_of
from e2lm.scoring.settings import ScoreSettings
from e2lm.scoring.signal import signal_quality_rows

Array = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


def doc_signals(
    values: Array, checkpoints: pd.DataFrame, settings: ScoreSettings, higher_is_better: bool = True
) -> Array:
    """SQ of each doc under each model, [docs, models] with the models in the order of their first checkpoints.

    `values`: docs x checkpoints, NaN where there is none; `checkpoints`: CHECKPOINT_COLUMNS. Only points in each
    model's window of the settings count. NaN where SQ is undefined: fewer than 8 points, all equal, or an infinite one.
    """
    columns = columns_in_window(checkpoints, settings)
    signed = values if higher_is_better else -values
    models = checkpoints["model"].unique()
    found = np.full((len(values), len(models)), np.nan)
    for place, model in enumerate(models):
        found[:, place] = signal_quality_rows(np.take(signed, columns[model], axis=1))
    return found


def columns_in_window(checkpoints: pd.DataFrame, settings: ScoreSettings) -> dict[str, Integers]:
    """Which checkpoints count for each model, as places in the table and in the order of training.

    Limited runs count like others: what they say of a doc is as good.
    """
    table = checkpoints.assign(
        task="", metric="", filter="", n_shot=0, value=0.0, n=0, partial=False, higher_is_better=True, date=0.0
    )
    curves = points_of(table[list(USED_COLUMNS)], settings)
    inside = {model: points.in_the_window().rows for models in curves.values() for model, points in models.items()}
    return {model: inside[model] for model in checkpoints["model"].unique()}
