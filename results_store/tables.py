"""Adding rows to the tables and taking runs out of them; the callers own the transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import duckdb
import pyarrow as pa

# Whole statements: the names come from this module, the rows from the registered Arrow table.
_INSERTS = {
    "runs": "INSERT INTO runs BY NAME SELECT * FROM incoming",
    "metrics": "INSERT INTO metrics BY NAME SELECT * FROM incoming",
    "samples": "INSERT INTO samples BY NAME SELECT * FROM incoming",
    "problems": "INSERT INTO problems BY NAME SELECT * FROM incoming",
    "units": "INSERT INTO units BY NAME SELECT * FROM incoming",
    "unit_runs": "INSERT INTO unit_runs BY NAME SELECT * FROM incoming",
    "docs": "INSERT INTO docs BY NAME SELECT * FROM incoming ANTI JOIN docs USING (doc_key)",
    "prompts": "INSERT INTO prompts BY NAME SELECT * FROM incoming ANTI JOIN prompts USING (prompt_key)",
}
_DELETES = (
    "DELETE FROM runs WHERE list_contains(?, run_id)",
    "DELETE FROM metrics WHERE list_contains(?, run_id)",
    "DELETE FROM run_tasks WHERE list_contains(?, run_id)",
    "DELETE FROM samples WHERE list_contains(?, run_id)",
    "DELETE FROM problems WHERE list_contains(?, run_id)",
)

# A run that several files gave is no longer that of a file which was taken out.
_HAND_ON = """
UPDATE runs SET file = held.file
FROM (SELECT run_id, min(file) AS file, list(file) AS files FROM unit_runs GROUP BY run_id) AS held
WHERE held.run_id = runs.run_id AND NOT list_contains(held.files, runs.file)
"""
_RUN_TASKS = """
INSERT INTO run_tasks BY NAME
WITH answered AS (
    SELECT task, filter, count(*) AS docs, bool_or(len(loglikelihoods) > 1) AS has_choices,
           bit_xor(hash(doc_key, loglikelihoods))::VARCHAR AS digest
    FROM samples WHERE run_id = $run_id GROUP BY task, filter
), scored AS (
    SELECT task, max(n_shot) AS n_shot, bool_or(partial) AS partial FROM metrics WHERE run_id = $run_id GROUP BY task
)
SELECT $run_id AS run_id, task, filter, n_shot, coalesce(partial, $limited) AS partial, docs, has_choices, digest,
       coalesce(map($tasks, $files)[task], '') AS file
FROM answered LEFT JOIN scored USING (task)
"""

# A pattern some of whose questions are no longer stored; what it says of them can be copied to no sample.
_LOST = """
DELETE FROM patterns WHERE rowid IN (
    SELECT place FROM (SELECT rowid AS place, unnest(prompt_keys) AS prompt_key FROM patterns)
    ANTI JOIN prompts USING (prompt_key)
)
"""


def add_rows(cursor: duckdb.DuckDBPyConnection, name: str, table: pa.Table) -> None:
    """Inserts an Arrow table's rows into the table of that name; docs and prompts that are
    there stay as they are."""
    if table.num_rows:
        cursor.register("incoming", table)
        cursor.execute(_INSERTS[name])
        cursor.unregister("incoming")


def add_run_tasks(cursor: duckdb.DuckDBPyConnection, run_id: str, files: Mapping[str, str], *, limited: bool) -> None:
    """Sums up a run's samples by task and filter, once they are in; `files` are the kept paths of the samples by task,
    `limited` decides where no score says whether a task is partial."""
    if files:
        cursor.execute(
            _RUN_TASKS, {"run_id": run_id, "tasks": list(files), "files": list(files.values()), "limited": limited}
        )


def erase_runs(cursor: duckdb.DuckDBPyConnection, run_ids: Sequence[str]) -> None:
    """Takes runs out of every table but unit_runs."""
    if run_ids:
        for statement in _DELETES:
            cursor.execute(statement, [list(run_ids)])


def drop_units(cursor: duckdb.DuckDBPyConnection, source_id: str, files: Sequence[str]) -> None:
    """Takes out files that a source no longer has, and the runs that only they gave."""
    if files:
        here = [source_id, list(files)]
        cursor.execute("DELETE FROM units WHERE source_id = ? AND list_contains(?, file)", here)
        cursor.execute("DELETE FROM unit_runs WHERE source_id = ? AND list_contains(?, file)", here)
        cursor.execute("DELETE FROM problems WHERE source_id = ? AND list_contains(?, unit)", here)
        erase_orphans(cursor)


def erase_orphans(cursor: duckdb.DuckDBPyConnection) -> bool:
    """Takes out runs that no file gives any more, and the docs and prompts that only they had; says whether there were
    any. Runs that other files still give are theirs from now on."""
    cursor.execute(_HAND_ON)
    gone = "SELECT run_id FROM runs ANTI JOIN unit_runs USING (run_id)"
    orphans = [run_id for (run_id,) in cursor.execute(gone).fetchall()]
    if orphans:
        erase_runs(cursor, orphans)
        cursor.execute("DELETE FROM prompts WHERE prompt_key NOT IN (SELECT prompt_key FROM samples)")
        cursor.execute("DELETE FROM docs WHERE doc_key NOT IN (SELECT doc_key FROM samples)")
        cursor.execute(_LOST)
    return bool(orphans)
