"""Writing runs: each whole or not at all, samples in chunks of Arrow tables, so that memory stays bounded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import duckdb
import pyarrow as pa

from e2lm.errors import E2LMError
from e2lm.records import Checkpoint, Problem, Reading, Sample
from results_store.database import Store
from results_store.rows import (
    Keys,
    attachment_table,
    metric_table,
    problem_table,
    run_table,
    sample_tables,
)
from results_store.tables import add_rows, add_run_tasks, erase_orphans, erase_runs

CHUNK = 2000

_KNOWN = "SELECT run_id, file, sample_bytes FROM runs WHERE list_contains(?, run_id)"
_ATTACHED = "SELECT run_id FROM unit_runs WHERE source_id = ? AND file = ?"


@dataclass(frozen=True)
class UnitPlace:
    """The unit being read: its source, its kept path, its signature now, and whether it was read before under another.
    `keys` are the docs and prompts that need no second copy."""

    source_id: str
    file: str
    signature: str
    again: bool
    keys: Keys


class Taken(NamedTuple):
    """A reading and the checkpoint that its run stands for, corrections applied."""

    reading: Reading
    checkpoint: Checkpoint

    @property
    def run_id(self) -> str:
        return self.reading.run.run_id

    @property
    def sample_bytes(self) -> int:
        files = [Path(file) for file in self.reading.sample_files]
        return sum(file.stat().st_size for file in files if file.exists())


class _Plan(NamedTuple):
    """What is to be done for a unit's readings: store these, erasing what stood under their ids, and attach those."""

    store: list[Taken]
    attach: list[str]
    new: int


def save_runs(store: Store, unit: UnitPlace, batch: Sequence[Taken]) -> int:
    """Stores runs with their values, samples and unusable lines in one transaction; returns how many were new.

    A run that is already there is left alone, unless its own file changed or this one has more samples; where all are
    left alone nothing is written.
    """
    plan = _planned(store, unit, batch)
    if plan.store or plan.attach:
        with store.transaction() as cursor:
            _carry_out(store, cursor, unit, plan)
    return plan.new


def finish_unit(
    store: Store, unit: UnitPlace, batch: Sequence[Taken], run_ids: Sequence[str], problems: Sequence[Problem]
) -> int:
    """Stores a unit's last runs and, in the same transaction, that it was read to its end and what could not be used.

    Runs that it gave before and no longer gives go, unless it gives nothing at all now: a file that got damaged must
    not take away what was read from it. Returns how many runs of the batch were new.
    """
    here = [unit.source_id, unit.file]
    plan = _planned(store, unit, batch)
    with store.transaction() as cursor:
        _carry_out(store, cursor, unit, plan)
        if run_ids and unit.again:
            stale = "DELETE FROM unit_runs WHERE source_id = ? AND file = ? AND NOT list_contains(?, run_id)"
            cursor.execute(stale, [*here, list(run_ids)])
            erase_orphans(cursor)
        cursor.execute("DELETE FROM problems WHERE source_id = ? AND unit = ? AND run_id = ''", here)
        add_rows(cursor, "problems", problem_table(store.home, unit.source_id, unit.file, "", problems))
        cursor.execute("DELETE FROM units WHERE source_id = ? AND file = ?", here)
        cursor.execute("INSERT INTO units VALUES (?, ?, ?)", [*here, unit.signature])
    return plan.new


def _planned(store: Store, unit: UnitPlace, batch: Sequence[Taken]) -> _Plan:
    """What must change; the caller holds the import lock, so nothing else changes meanwhile."""
    if not batch:
        return _Plan([], [], 0)
    wanted = {taken.run_id: taken for taken in batch}
    stored = {run_id: (file, size) for run_id, file, size in store.rows(_KNOWN, [list(wanted)])}
    attached = {run_id for (run_id,) in store.rows(_ATTACHED, [unit.source_id, unit.file])}

    def stands(taken: Taken) -> bool:
        file, size = stored.get(taken.run_id, ("", -1))
        return taken.sample_bytes <= size and not (unit.again and file == unit.file)

    return _Plan(
        [taken for taken in wanted.values() if not stands(taken)],
        [run_id for run_id in wanted if run_id not in attached],
        len(wanted.keys() - stored.keys()),
    )


def _carry_out(store: Store, cursor: duckdb.DuckDBPyConnection, unit: UnitPlace, plan: _Plan) -> None:
    if plan.new < len(plan.store):
        erase_runs(cursor, [taken.run_id for taken in plan.store])
    runs, metrics = [], []
    for taken in plan.store:
        run = taken.reading.run
        count, problems = _add_samples(store, cursor, unit, taken.reading)
        runs.append(run_table(run, taken.checkpoint, unit.file, count, taken.sample_bytes))
        metrics.append(metric_table(run, taken.reading.values))
        add_rows(cursor, "problems", problem_table(store.home, unit.source_id, unit.file, run.run_id, problems))
    if plan.store:
        add_rows(cursor, "runs", pa.concat_tables(runs))
        add_rows(cursor, "metrics", pa.concat_tables(metrics))
    for run in (taken.reading.run for taken in plan.store if taken.reading.sample_files):
        add_run_tasks(cursor, run.run_id, limited=run.config.get("limit") is not None)
    add_rows(cursor, "unit_runs", attachment_table(unit.source_id, unit.file, plan.attach))


def _add_samples(
    store: Store, cursor: duckdb.DuckDBPyConnection, unit: UnitPlace, reading: Reading
) -> tuple[int, list[Problem]]:
    """Stores a run's samples and the docs and prompts they bring; their number, and what could not be used."""
    problems: list[Problem] = []
    count = 0
    unit.keys.begin_run()
    for chunk in _chunks(reading.samples, problems):
        count += len(chunk)
        for name, table in sample_tables(store.home, reading.run.run_id, chunk, unit.keys).items():
            add_rows(cursor, name, table)
    return count, problems


def _chunks(samples: Iterator[Sample | Problem], problems: list[Problem]) -> Iterator[list[Sample]]:
    """Samples in bounded portions; what is not one is put aside, and a file that breaks off ends them."""
    whole = _until_broken(samples, problems)
    while items := list(islice(whole, CHUNK)):
        problems.extend(item for item in items if isinstance(item, Problem))
        yield [item for item in items if isinstance(item, Sample)]


def _until_broken(samples: Iterator[Sample | Problem], problems: list[Problem]) -> Iterator[Sample | Problem]:
    try:
        yield from samples
    except E2LMError as error:
        problems.append(Problem.of(error))
