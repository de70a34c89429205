"""The choice cube of one task or group, filled from the samples without a loop over rows."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from e2lm.cube import CHECKPOINT_COLUMNS, DOC_COLUMNS, Cube
from results_store.database import Store
from results_store.read.tasks import FAMILY, usual_shots

# The newest full run of each sub-task and checkpoint; a limited one only where asked for and nothing else is there.
CHOSEN = (
    "CREATE TEMP TABLE chosen AS "
    + FAMILY
    + """
SELECT counted_tasks.run_id, counted_tasks.task, counted_tasks.partial, runs.model, runs.checkpoint, runs.step,
       runs.tokens, runs.date, moment_of(runs.step, runs.checkpoint) AS moment
FROM counted_tasks JOIN family USING (task) JOIN runs USING (run_id)
WHERE ancestor = $task AND filter = $filter AND n_shot IS NOT DISTINCT FROM $n_shot AND (NOT partial OR $partial)
  AND ($models IS NULL OR list_contains($models, runs.model)) AND ($run_id IS NULL OR run_id = $run_id)
QUALIFY row_number() OVER (
    PARTITION BY counted_tasks.task, runs.model, moment ORDER BY partial, runs.date DESC NULLS LAST, runs.run_id
) = 1
"""
)

_CHECKPOINTS = """
CREATE TEMP TABLE columns AS
WITH moments AS (
    SELECT model, moment, bool_or(partial) AS partial, max_by(run_id, coalesce(date, 0)) AS run_id,
           max_by(checkpoint, coalesce(date, 0)) AS checkpoint, any_value(step) AS step, max(tokens) AS tokens
    FROM chosen GROUP BY model, moment
)
SELECT *, row_number() OVER (ORDER BY model, tokens NULLS LAST, step NULLS LAST, checkpoint) - 1 AS place FROM moments
"""

_PLACED = """
CREATE TEMP TABLE placed AS
SELECT chosen.run_id, chosen.task, columns.place
FROM chosen JOIN columns USING (model, moment)
"""

# What was asked, once per prompt and not per sample: millions of samples have thousands of prompts.
_ASKED = """
CREATE TEMP TABLE asked AS
SELECT samples.task, samples.prompt_key, min(samples.doc_id) AS doc_id, count(*) AS times
FROM samples SEMI JOIN placed USING (run_id, task) WHERE samples.filter = $filter
GROUP BY samples.task, samples.prompt_key
"""

_DOCS = """
CREATE TEMP TABLE questions AS
WITH usual AS (
    SELECT asked.task, prompts.doc_key, asked.doc_id, prompts.question, prompts.golds, prompts.continuations,
           prompts.choice_chars, prompts.choice_bytes
    FROM asked JOIN prompts USING (prompt_key)
    QUALIFY row_number() OVER (
        PARTITION BY asked.task, prompts.doc_key
        ORDER BY len(prompts.golds) = 0, asked.times DESC, prompts.prompt_key
    ) = 1
)
SELECT *, row_number() OVER (ORDER BY task, doc_id, doc_key) - 1 AS place FROM usual
"""

# A run that offered other choices for a doc (an edited task) must not fill cells under these choices' names. Without
# the materialised part DuckDB joins every prompt of a task with every doc of it first: 7 s for 1,534 docs.
_FITTING = """
CREATE TEMP TABLE fitting AS
WITH offered AS MATERIALIZED (
    SELECT asked.task, asked.prompt_key, prompts.doc_key, prompts.continuations
    FROM asked JOIN prompts USING (prompt_key)
)
SELECT offered.task, offered.prompt_key, questions.place
FROM offered JOIN questions USING (task, doc_key)
WHERE offered.continuations = questions.continuations
"""

_CELLS = """
SELECT fitting.place AS doc, placed.place AS checkpoint, samples.loglikelihoods
FROM samples JOIN placed USING (run_id, task) JOIN fitting USING (task, prompt_key)
WHERE samples.filter = $filter
"""


def cube(
    store: Store,
    task: str,
    filter: str,
    n_shot: int | None = None,
    models: Sequence[str] | None = None,
    partial: bool = False,
    run_id: str | None = None,
) -> Cube:
    """Loglikelihoods of a task, or of all docs of a group's sub-tasks, at every checkpoint of the models (None: all).

    `n_shot` None means the number that most runs used. Limited runs are left out unless `partial`; then a checkpoint
    that has nothing else appears with them and says so. Of one run alone with `run_id`, be it the newest or not. Empty
    where nothing fits.
    """
    shots = usual_shots(store, task, filter) if n_shot is None else n_shot
    chosen = {
        "task": task, "filter": filter, "n_shot": shots, "models": None if models is None else list(models),
        "partial": partial, "run_id": run_id,
    }  # fmt: skip
    with store.reading() as cursor:
        cursor.execute("BEGIN TRANSACTION")
        cursor.execute(CHOSEN, chosen)
        cursor.execute(_CHECKPOINTS)
        cursor.execute(_PLACED)
        cursor.execute(_ASKED, {"filter": filter})
        cursor.execute(_DOCS)
        cursor.execute(_FITTING)
        checkpoints = _table(cursor, "SELECT * FROM columns ORDER BY place")
        docs = _table(cursor, "SELECT * FROM questions ORDER BY place")
        cells = _table(cursor, _CELLS, {"filter": filter})
        cursor.execute("ROLLBACK")
    return Cube(task, filter, _doc_frame(docs), _checkpoint_frame(checkpoints), _filled(cells, docs, checkpoints))


def _table(cursor: duckdb.DuckDBPyConnection, query: str, parameters: dict[str, str] | None = None) -> pa.Table:
    return cursor.sql(query, params=parameters).to_arrow_table()


def _filled(cells: pa.Table, docs: pa.Table, checkpoints: pa.Table) -> np.ndarray:
    """float32 [docs, checkpoints, choices], NaN where there is no cell."""
    lists = cells["loglikelihoods"].combine_chunks()
    lengths = np.asarray(lists.value_lengths()).astype(np.int64)
    choices = int(lengths.max()) if len(lengths) else 0
    cube = np.full((docs.num_rows, checkpoints.num_rows, choices), np.nan, dtype=np.float32)
    starts = np.cumsum(lengths) - lengths
    places = cells["doc"].to_numpy() * checkpoints.num_rows + cells["checkpoint"].to_numpy()
    values = lists.flatten().to_numpy(zero_copy_only=False)
    rows = cube.reshape(docs.num_rows * checkpoints.num_rows, choices)
    for choice in range(choices):
        there = np.flatnonzero(lengths > choice)
        rows[places[there], choice] = values[starts[there] + choice]
    return cube


def _doc_frame(docs: pa.Table) -> pd.DataFrame:
    plain = {
        "doc_key": docs["doc_key"].to_pandas(), "task": docs["task"].to_pandas(), "doc_id": docs["doc_id"].to_pandas(),
        "question": docs["question"].to_pandas(), "golds": _lists(docs["golds"]),
        "n_choices": [len(lengths) for lengths in docs["choice_chars"].to_pylist()],
        "choice_chars": _lists(docs["choice_chars"]), "choice_bytes": _lists(docs["choice_bytes"]),
    }  # fmt: skip
    return pd.DataFrame(plain)[list(DOC_COLUMNS)]


def _lists(column: pa.ChunkedArray) -> pd.Series:
    return pd.Series(column.to_pylist(), dtype=object)


def _checkpoint_frame(checkpoints: pa.Table) -> pd.DataFrame:
    frame = Store.as_frame(checkpoints)
    return frame[list(CHECKPOINT_COLUMNS)]
