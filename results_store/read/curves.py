"""Curves and the runs behind them."""

from __future__ import annotations

import pandas as pd

from e2lm.curves import CURVE_COLUMNS
from results_store.database import Store

RUN_COLUMNS = (
    "run_id", "model", "checkpoint", "step", "tokens", "tokens_from", "provisional", "kind", "date", "lm_eval_version",
    "tasks", "samples", "partial", "note", "labels", "file", "model_args", "config", "read_model", "read_checkpoint",
)  # fmt: skip
DUPLICATE_COLUMNS = (
    "model", "checkpoint", "step", "task", "filter", "n_shot", "partial", "run_id", "date", "file", "counts_run_id",
    "counts_date", "counts_file",
)  # fmt: skip

_CURVES = """
SELECT model, checkpoint, step, tokens, tokens_from, task, parent, is_group, metric, filter, n_shot, value, stderr, n,
       n_original, partial, higher_is_better, kind, note, provisional, run_id, date
FROM points WHERE place = 1
ORDER BY task, metric, filter, n_shot NULLS FIRST, partial, model, step NULLS LAST, tokens NULLS LAST, checkpoint, n
"""

_RUNS = """
WITH labelled AS (
    SELECT run_id, string_agg(DISTINCT label, ', ' ORDER BY label) AS labels
    FROM unit_runs JOIN sources USING (source_id) WHERE label <> '' GROUP BY run_id
), measured AS (
    SELECT run_id, count(DISTINCT task) AS tasks, bool_or(partial) AS partial FROM metrics GROUP BY run_id
)
SELECT run_id, model, checkpoint, step, tokens, tokens_from, provisional, kind, date, lm_eval_version,
       coalesce(tasks, 0) AS tasks, sample_count AS samples, coalesce(partial, false) AS partial, note,
       coalesce(labels, '') AS labels, file, model_args, config, read_model, read_checkpoint
FROM runs LEFT JOIN labelled USING (run_id) LEFT JOIN measured USING (run_id)
ORDER BY model, step NULLS LAST, checkpoint, date, run_id
"""

_DUPLICATES = """
WITH pieces AS (
    SELECT DISTINCT model, checkpoint, moment, step, task, filter, n_shot,
           partial, CASE WHEN partial THEN n END AS partial_n, run_id, date, place
    FROM points
), winners AS (
    SELECT model, moment, task, filter, n_shot, partial, partial_n, min(run_id) AS run_id
    FROM pieces WHERE place = 1 GROUP BY ALL
)
SELECT DISTINCT pieces.model, pieces.checkpoint, pieces.step, pieces.task, pieces.filter, pieces.n_shot, pieces.partial,
       pieces.run_id, pieces.date, runs.file, winners.run_id AS counts_run_id, newest.date AS counts_date,
       newest.file AS counts_file
FROM pieces
JOIN winners ON winners.model = pieces.model AND winners.moment = pieces.moment AND winners.task = pieces.task
     AND winners.filter = pieces.filter AND winners.n_shot IS NOT DISTINCT FROM pieces.n_shot
     AND winners.partial = pieces.partial AND winners.partial_n IS NOT DISTINCT FROM pieces.partial_n
JOIN runs ON runs.run_id = pieces.run_id
JOIN runs AS newest ON newest.run_id = winners.run_id
WHERE pieces.place > 1 AND pieces.run_id <> winners.run_id
ORDER BY pieces.model, pieces.step NULLS LAST, pieces.checkpoint, pieces.task, pieces.filter, pieces.date, pieces.run_id
"""

_UNKNOWN_TOKENS = """
SELECT model, count(*) AS runs, count(DISTINCT moment_of(step, checkpoint)) AS checkpoints,
       min(step) AS first_step, max(step) AS last_step, bool_and(step IS NULL) AS steps_unknown
FROM runs WHERE tokens IS NULL GROUP BY model ORDER BY model
"""

_PROVISIONAL = """
SELECT model, provisional, count(*) AS runs, count(DISTINCT moment_of(step, checkpoint)) AS checkpoints,
       min(file) AS file
FROM runs WHERE provisional <> '' GROUP BY model, provisional ORDER BY model, provisional
"""


def curve_table(store: Store) -> pd.DataFrame:
    """Every curve's points: CURVE_COLUMNS, the newest run of each model, checkpoint, task, metric, filter and shots.

    The order is fixed (task, metric, filter, shots, model, step), so equal stores give equal tables.
    """
    return store.frame(_CURVES)[list(CURVE_COLUMNS)]


def run_table(store: Store) -> pd.DataFrame:
    """Every run, newest or not: RUN_COLUMNS. `tasks` and `samples` are counts, `labels` those of its sources joined
    by ", ", `model_args` and `config` JSON text, `date` seconds since the epoch."""
    return store.frame(_RUNS)[list(RUN_COLUMNS)]


def duplicate_runs(store: Store) -> pd.DataFrame:
    """Runs that do not count because a newer run of the same checkpoint, task, filter and shots does:
    DUPLICATE_COLUMNS, one row per run, task and filter; counts_* is the run that counts."""
    return store.frame(_DUPLICATES)[list(DUPLICATE_COLUMNS)]


def unknown_tokens(store: Store) -> pd.DataFrame:
    """Models with checkpoints whose tokens nothing says, to be asked for: model, runs, checkpoints, first_step,
    last_step, steps_unknown (no step either)."""
    return store.frame(_UNKNOWN_TOKENS)


def provisional(store: Store) -> pd.DataFrame:
    """Models whose name or checkpoint stands to be confirmed: model, provisional (why), runs, checkpoints, file."""
    return store.frame(_PROVISIONAL)
