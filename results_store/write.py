"""Writing: one run per transaction, samples in chunks of Arrow tables, so that memory stays bounded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import duckdb
import pyarrow as pa

from e2lm.records import Checkpoint, Problem, Reading, Sample
from results_store.database import Store
from results_store.rows import Keys, metric_table, problem_table, run_table, sample_tables

CHUNK = 2000

_RUN_TASKS = """
INSERT INTO run_tasks
WITH answered AS (
    SELECT task, filter, count(*) AS docs, bool_or(len(loglikelihoods) > 1) AS has_choices,
           bit_xor(hash(doc_key, loglikelihoods))::VARCHAR AS digest
    FROM samples WHERE run_id = $run_id GROUP BY task, filter
), scored AS (
    SELECT task, max(n_shot) AS n_shot, bool_or(partial) AS partial FROM metrics WHERE run_id = $run_id GROUP BY task
)
SELECT $run_id, task, filter, n_shot, coalesce(partial, $limited), docs, has_choices, digest
FROM answered LEFT JOIN scored USING (task)
"""


@dataclass(frozen=True)
class UnitPlace:
    """The unit being read: its source, its kept path, its signature now, and whether it was read before under another.
    `keys` are the docs and prompts that need no second copy."""

    source_id: str
    file: str
    signature: str
    again: bool
    keys: Keys


def save_run(store: Store, unit: UnitPlace, reading: Reading, checkpoint: Checkpoint) -> bool:
    """Stores a run, its values, samples and unusable lines in one transaction; says whether the run was new.

    A run that is already there is left alone, unless its own file changed or this one has more samples.
    """
    run_id = reading.run.run_id
    sample_bytes = _size(reading.sample_files)
    known, stands, attached = _standing(store, unit, run_id, sample_bytes)
    if stands and attached:
        return False
    with store.transaction() as cursor:
        if not stands:
            _erase(cursor, run_id)
            _insert(store, cursor, unit, reading, checkpoint, sample_bytes)
        if not attached:
            cursor.execute("INSERT INTO unit_runs VALUES (?, ?, ?)", [unit.source_id, unit.file, run_id])
    unit.keys.keep()
    return not known


def finish_unit(store: Store, unit: UnitPlace, run_ids: Sequence[str], problems: Sequence[Problem]) -> None:
    """Records that a unit was read to its end, with what could not be used.

    Runs that it gave before and no longer gives go, unless it gives nothing at all now: a file that got damaged must
    not take away what was read from it.
    """
    here = [unit.source_id, unit.file]
    with store.transaction() as cursor:
        if run_ids:
            stale = "DELETE FROM unit_runs WHERE source_id = ? AND file = ? AND NOT list_contains(?, run_id)"
            cursor.execute(stale, [*here, list(run_ids)])
            erase_orphans(cursor)
        cursor.execute("DELETE FROM problems WHERE source_id = ? AND unit = ? AND run_id = ''", here)
        add_rows(cursor, "problems", problem_table(store.home, unit.source_id, unit.file, "", problems))
        cursor.execute("DELETE FROM units WHERE source_id = ? AND file = ?", here)
        cursor.execute("INSERT INTO units VALUES (?, ?, ?)", [*here, unit.signature])


def erase_orphans(cursor: duckdb.DuckDBPyConnection) -> None:
    """Removes runs that no file gives any more, and the docs and prompts that only they had."""
    gone = "SELECT run_id FROM runs WHERE run_id NOT IN (SELECT run_id FROM unit_runs)"
    orphans = [run_id for (run_id,) in cursor.execute(gone).fetchall()]
    for run_id in orphans:
        _erase(cursor, run_id)
    if orphans:
        cursor.execute("DELETE FROM prompts WHERE prompt_key NOT IN (SELECT prompt_key FROM samples)")
        cursor.execute("DELETE FROM docs WHERE doc_key NOT IN (SELECT doc_key FROM samples)")


def _standing(store: Store, unit: UnitPlace, run_id: str, sample_bytes: int) -> tuple[bool, bool, bool]:
    """Whether the run is stored, whether it can stay as it is, and whether this unit is known to give it."""
    found = store.rows("SELECT file, sample_bytes FROM runs WHERE run_id = ?", [run_id])
    here = "SELECT count(*) FROM unit_runs WHERE source_id = ? AND file = ? AND run_id = ?"
    attached = store.rows(here, [unit.source_id, unit.file, run_id])[0][0] > 0
    if not found:
        return False, False, attached
    file, stored_bytes = found[0]
    own_file_changed = file == unit.file and unit.again
    return True, sample_bytes <= stored_bytes and not own_file_changed, attached


def _insert(
    store: Store,
    cursor: duckdb.DuckDBPyConnection,
    unit: UnitPlace,
    reading: Reading,
    checkpoint: Checkpoint,
    sample_bytes: int,
) -> None:
    run = reading.run
    unit.keys.begin()
    problems: list[Problem] = []
    count = 0
    for chunk in _chunks(reading.samples, problems):
        tables = sample_tables(store.home, run.run_id, chunk, unit.keys)
        count += len(chunk)
        for name, table in tables.items():
            add_rows(cursor, name, table)
    add_rows(cursor, "metrics", metric_table(run, reading.values))
    add_rows(cursor, "problems", problem_table(store.home, unit.source_id, unit.file, run.run_id, problems))
    add_rows(cursor, "runs", run_table(run, checkpoint, unit.file, count, sample_bytes))
    cursor.execute(_RUN_TASKS, {"run_id": run.run_id, "limited": run.config.get("limit") is not None})


def _size(files: Sequence[str]) -> int:
    return sum(Path(file).stat().st_size for file in files)


def _chunks(samples: Iterator[Sample | Problem], problems: list[Problem]) -> Iterator[list[Sample]]:
    while chunk := list(islice(samples, CHUNK)):
        problems.extend(item for item in chunk if isinstance(item, Problem))
        good = [item for item in chunk if isinstance(item, Sample)]
        if good:
            yield good


# Whole statements: the names come from this module's tables, the rows from the registered Arrow table.
_INSERTS = {
    "runs": "INSERT INTO runs BY NAME SELECT * FROM incoming",
    "metrics": "INSERT INTO metrics BY NAME SELECT * FROM incoming",
    "samples": "INSERT INTO samples BY NAME SELECT * FROM incoming",
    "problems": "INSERT INTO problems BY NAME SELECT * FROM incoming",
    "docs": "INSERT INTO docs BY NAME SELECT * FROM incoming ANTI JOIN docs USING (doc_key)",
    "prompts": "INSERT INTO prompts BY NAME SELECT * FROM incoming ANTI JOIN prompts USING (prompt_key)",
}
_DELETES = (
    "DELETE FROM runs WHERE run_id = ?",
    "DELETE FROM metrics WHERE run_id = ?",
    "DELETE FROM run_tasks WHERE run_id = ?",
    "DELETE FROM samples WHERE run_id = ?",
    "DELETE FROM problems WHERE run_id = ?",
)


def add_rows(cursor: duckdb.DuckDBPyConnection, name: str, table: pa.Table) -> None:
    """Inserts an Arrow table's rows into the table of that name."""
    if table.num_rows:
        cursor.register("incoming", table)
        cursor.execute(_INSERTS[name])
        cursor.unregister("incoming")


def _erase(cursor: duckdb.DuckDBPyConnection, run_id: str) -> None:
    for statement in _DELETES:
        cursor.execute(statement, [run_id])
