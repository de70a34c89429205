"""SQ of each question alone, as a mean over the models that SQ rests on."""

from __future__ import annotations

import numpy as np

from e2lm.choices import Array
from e2lm.item_signal import doc_signals
from e2lm.item_statistics.evidence import Evidence
from e2lm.metrics import METRICS, values_of
from e2lm.scoring.settings import Lineup, ScoreSettings
from e2lm.scoring.signal import mean_of_known


def signal(evidence: Evidence) -> dict[str, Array]:
    """The statistics of the part "signal", float64 [docs] each."""
    by_metric = _mean_sq(evidence, evidence.values, METRICS[evidence.metric].higher_is_better)
    if evidence.metric == "p_correct":
        return {"sq": by_metric, "sq_metric": by_metric}
    return {"sq": _mean_sq(evidence, values_of(evidence.cube, "p_correct")), "sq_metric": by_metric}


def sq_models(models: tuple[str, ...], settings: ScoreSettings) -> tuple[str, ...]:
    """Of some models those that SQ rests on: of the first lineup that has one; all where none has."""
    fitting = (one for one in settings.lineups if any(model in models for model in one.sq_models))
    chosen = next(fitting, Lineup("", (), models)).sq_models
    return tuple(model for model in models if model in chosen)


def _mean_sq(evidence: Evidence, values: Array, higher_is_better: bool = True) -> Array:
    checkpoints = evidence.cube.checkpoints
    counted = checkpoints["model"].isin(sq_models(tuple(evidence.columns), evidence.settings)).to_numpy()
    table = checkpoints[counted].reset_index(drop=True)
    if table.empty:
        return np.full(len(values), np.nan)
    return mean_of_known(doc_signals(values[:, counted], table, evidence.settings, higher_is_better))
