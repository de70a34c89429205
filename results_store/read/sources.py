"""What was imported, and what was wrong with it."""

from __future__ import annotations

import pandas as pd

from results_store.database import Store
from results_store.places import to_path

SOURCE_COLUMNS = (
    "source_id", "path", "label", "rule", "mapping", "origin", "added", "files", "runs", "models", "checkpoints",
    "samples", "problems", "unreachable", "vanished", "forgettable",
)  # fmt: skip
PROBLEM_COLUMNS = ("source_id", "file", "line", "field", "problem", "remedy")

_SOURCES = """
WITH held AS (
    SELECT DISTINCT source_id, run_id FROM unit_runs
), weighed AS (
    SELECT source_id, count(*) AS runs, count(DISTINCT model) AS models,
           count(DISTINCT (model, moment_of(step, checkpoint))) AS checkpoints,
           sum(sample_count)::BIGINT AS samples
    FROM held JOIN runs USING (run_id) GROUP BY source_id
), read_files AS (
    SELECT source_id, count(*) AS files FROM units GROUP BY source_id
), complaints AS (
    SELECT source_id, count(*) AS problems, bool_or(unit = '') AS unreachable FROM problems GROUP BY source_id
)
SELECT source_id, path, label, rule, mapping, origin, added, coalesce(files, 0) AS files, coalesce(runs, 0) AS runs,
       coalesce(models, 0) AS models, coalesce(checkpoints, 0) AS checkpoints, coalesce(samples, 0) AS samples,
       coalesce(problems, 0) AS problems, coalesce(unreachable, false) AS unreachable,
       source_id <> 'runs' AS forgettable
FROM sources LEFT JOIN weighed USING (source_id) LEFT JOIN read_files USING (source_id)
LEFT JOIN complaints USING (source_id)
ORDER BY place
"""

_PROBLEMS = """
SELECT source_id, file, line, field, problem, remedy
FROM problems LEFT JOIN sources USING (source_id) ORDER BY place NULLS FIRST, file, line, field, problem
"""


def source_table(store: Store) -> pd.DataFrame:
    """Everything imported, in order: SOURCE_COLUMNS. `path` is absolute, `origin` the zip, upload or address it came
    from, `added` seconds since the epoch. `unreachable` says that its object store does not answer, `vanished` that the
    path is gone that results were read from (either way its data stays), `forgettable` that `ingest.forget_source`
    takes it away (the watched runs/ folder cannot be forgotten)."""
    table = store.frame(_SOURCES)
    paths = [to_path(store.home, text) for text in table["path"]]
    table["path"] = pd.Series([str(path) for path in paths], dtype=str)
    gone = [not path.exists() for path in paths]
    table["vanished"] = pd.Series(gone, dtype=bool) & (table["files"] > 0).astype(bool)
    return table[list(SOURCE_COLUMNS)]


def problem_table(store: Store) -> pd.DataFrame:
    """Everything that could not be used: PROBLEM_COLUMNS; line is 1-based, 0 where it does not apply."""
    return store.frame(_PROBLEMS)[list(PROBLEM_COLUMNS)]
