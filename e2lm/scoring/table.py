"""The tables of scores: SQ of every curve, and SQ, RC, CS and the total of every task, metric, filter and shots."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from e2lm.scoring.points import Points, RowKey, points_of
from e2lm.scoring.rows import task_row
from e2lm.scoring.settings import ScoreSettings
from e2lm.scoring.signal import Signal, signal_of_curves

# Undefined scores are None (columns are of dtype object), and the reason beside them begins with "undefined, because".
MODEL_SCORE_COLUMNS = (
    "task", "metric", "filter", "n_shot", "partial", "partial_n", "model",
    "sq", "sq_min", "monotonicity", "monotonicity_min", "monotonicity_max", "autocorrelation", "points",
    "window", "lower_is_better", "reason", "left_out",
)  # fmt: skip

# One row per task, metric, filter, n_shot and partial_n. SQ, its parts and their tie range are means over `sq_models`;
# `points` is the sum of their points. `sq_reason` names the models left out, or says why there is no SQ. `noise` is the
# SQ that 99 % of shuffled curves of as many models and points stay below. `rc_kind` is "reconstruction" or "proxy";
# `rc_note` says what was compared with what: `rc_kept` of `rc_later` comparisons over `rc_pairs` kept the order.
# `left_out` says which points could not be used. `values` are the metric's own values of `values_model`, the largest
# of the SQ models, for a sparkline.
TASK_SCORE_COLUMNS = (
    "task", "metric", "filter", "n_shot", "partial", "partial_n", "family", "lower_is_better",
    "sq", "sq_min", "sq_max", "monotonicity", "monotonicity_min", "monotonicity_max", "autocorrelation",
    "points", "window", "sq_models", "sq_reason", "noise",
    "rc", "rc_kind", "rc_pairs", "rc_kept", "rc_later", "rc_note", "rc_reason", "tau", "tau_reason",
    "cs", "cs_pairs", "cs_points", "cs_reason",
    "total", "total_low", "total_high", "total_reason", "left_out", "values", "values_model",
)  # fmt: skip


def model_scores(curves: pd.DataFrame, settings: ScoreSettings) -> pd.DataFrame:
    """SQ of every curve of a curve table (MODEL_SCORE_COLUMNS), in the table's order."""
    rows = points_of(curves, settings)
    signals = _signals(rows)
    records = [
        _model_record(key, points, signals[key, model])
        for key, models in rows.items()
        for model, points in models.items()
    ]
    return _table(records, MODEL_SCORE_COLUMNS)


def task_scores(curves: pd.DataFrame, settings: ScoreSettings) -> pd.DataFrame:
    """Every score of every task of a curve table (TASK_SCORE_COLUMNS), in the table's order."""
    rows = points_of(curves, settings)
    signals = _signals(rows)
    records = [
        task_row(key, models, {model: signals[key, model] for model in models}, settings)
        for key, models in rows.items()
    ]
    return _table(records, TASK_SCORE_COLUMNS)


def _signals(rows: Mapping[RowKey, Mapping[str, Points]]) -> dict[tuple[RowKey, str], Signal]:
    names = [(key, model) for key, models in rows.items() for model in models]
    found = signal_of_curves([rows[key][model].in_the_window().values for key, model in names])
    return {
        (key, model): signal if signal.points else replace(signal, reason=rows[key][model].why_empty())
        for (key, model), signal in zip(names, found, strict=True)
    }


def _model_record(key: RowKey, points: Points, signal: Signal) -> dict[str, object]:
    return {
        **key._asdict(),
        "partial": key.partial_n != 0,
        "model": points.model,
        "sq": signal.sq,
        "sq_min": signal.sq_min,
        "monotonicity": signal.monotonicity,
        "monotonicity_min": signal.monotonicity_min,
        "monotonicity_max": signal.monotonicity_max,
        "autocorrelation": signal.autocorrelation,
        "points": signal.points,
        "window": str(points.window),
        "lower_is_better": points.lower_is_better,
        "reason": signal.reason,
        "left_out": points.left_out,
    }


def _table(records: list[dict[str, object]], columns: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame(records, columns=list(columns), dtype=object)
