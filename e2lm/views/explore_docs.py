"""The chosen questions as a table to keep: their keys, so that the subset can be made again, and each one's SQ."""

from __future__ import annotations

import numpy as np
import pandas as pd

from e2lm.item_signal import doc_signals
from e2lm.scoring.settings import ScoreSettings
from e2lm.subsets import Mask, Measured

# Then one column "sq MODEL" per model, NaN where undefined.
DOC_COLUMNS = ("doc_key", "task", "doc_id", "question", "metric")


def doc_table(measured: Measured, chosen: Mask, settings: ScoreSettings) -> pd.DataFrame:
    """DOC_COLUMNS and SQ of every model for the chosen docs; the doc keys can be pasted into the filter again."""
    places = np.flatnonzero(chosen)
    signals = doc_signals(measured.values[places], measured.checkpoints, settings, measured.higher_is_better)
    docs = measured.docs.iloc[places]
    models = measured.checkpoints["model"].unique()
    columns = {name: docs[name].to_list() for name in ("doc_key", "task", "doc_id", "question")}
    return pd.DataFrame(
        {
            **columns,
            "metric": measured.metric,
            **{f"sq {model}": signals[:, place] for place, model in enumerate(models)},
        }
    )
