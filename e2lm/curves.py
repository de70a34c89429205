"""Curves: the values of one model, task, metric and filter ordered by tokens, and the gaps between them."""

from __future__ import annotations

# The curve table, one row per point: the newest run of every model, checkpoint, task, metric, filter, shots and
# partiality. step and tokens are Int64 with NA where unknown; value and stderr float64 with NaN where undefined;
# n is the number of docs behind the value (NA if unknown); n_shot is Int64; partial says that n < the task's size;
# higher_is_better is a bool; kind, note, provisional, tokens_from and run_id come from the run.
CURVE_COLUMNS = (
    "model", "checkpoint", "step", "tokens", "tokens_from", "task", "parent", "is_group", "metric", "filter", "n_shot",
    "value", "stderr", "n", "n_original", "partial", "higher_is_better", "kind", "note", "provisional", "run_id", "date",
)

# A curve's key: points of different keys never stand on one line. partial_n is 0 for full runs, else n, so that a
# smoke run of 50 docs never mixes with a full one or with one of 100.
CURVE_KEY = ("model", "task", "metric", "filter", "n_shot", "partial_n")
