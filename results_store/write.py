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
    unit_table,
)
from results_store.tables import add_rows, add_run_tasks, erase_orphans, erase_runs

CHUNK = 2000

_KNOWN = "SELECT run_id, file, sample_bytes FROM runs WHERE list_contains(?, run_id)"
_ATTACHED = "SELECT source_id, file, run_id FROM unit_runs WHERE list_contains(?, run_id)"


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


class Finished(NamedTuple):
    """A unit that was read to its end: the runs that are still to be stored, the ids of all it gave, its problems."""

    unit: UnitPlace
    waiting: Sequence[Taken]
    run_ids: Sequence[str]
    problems: Sequence[Problem]


class _Plan(NamedTuple):
    """What is to be done: store these runs for their units, erase what stood under their ids, attach runs to units."""

    store: list[tuple[UnitPlace, Taken]]
    erase: list[str]
    attach: list[tuple[UnitPlace, str]]
    new: int


def save_run(store: Store, unit: UnitPlace, taken: Taken) -> int:
    """Stores a run with its values, samples and unusable lines in one transaction; returns 1 if it was new.

    A run that is already there is left alone, unless its own file changed or this one has more samples; then nothing
    is written.
    """
    plan = _planned(store, [(unit, taken)])
    if plan.store or plan.attach:
        with store.transaction() as cursor:
            _carry_out(store, cursor, plan)
    return plan.new


def finish_units(store: Store, finished: Sequence[Finished]) -> int:
    """Stores, in one transaction, the runs of some units, that those were read to their end, and what could not be
    used; returns how many runs were new.

    Runs that a unit gave before and no longer gives go, unless it gives nothing at all now: a file that got damaged
    must not take away what was read from it.
    """
    if not finished:
        return 0
    plan = _planned(store, [(one.unit, taken) for one in finished for taken in one.waiting])
    with store.transaction() as cursor:
        _carry_out(store, cursor, plan)
        for one in finished:
            _leave_behind(cursor, one)
            problems = problem_table(store.home, one.unit.source_id, one.unit.file, "", one.problems)
            add_rows(cursor, "problems", problems)
        add_rows(
            cursor, "units", unit_table([(one.unit.source_id, one.unit.file, one.unit.signature) for one in finished])
        )
        if any(one.unit.again for one in finished):
            erase_orphans(cursor)
    return plan.new


def _leave_behind(cursor: duckdb.DuckDBPyConnection, finished: Finished) -> None:
    """Takes out what was known of a unit that was read before."""
    if finished.unit.again:
        here = [finished.unit.source_id, finished.unit.file]
        cursor.execute("DELETE FROM units WHERE source_id = ? AND file = ?", here)
        cursor.execute("DELETE FROM problems WHERE source_id = ? AND unit = ? AND run_id = ''", here)
        if finished.run_ids:
            stale = "DELETE FROM unit_runs WHERE source_id = ? AND file = ? AND NOT list_contains(?, run_id)"
            cursor.execute(stale, [*here, list(finished.run_ids)])


def _planned(store: Store, pairs: Sequence[tuple[UnitPlace, Taken]]) -> _Plan:
    """What must change; the caller holds the import lock, so nothing else changes meanwhile."""
    stored: dict[str, tuple[str, int]] = {}
    attached: set[tuple[str, str, str]] = set()
    if pairs:
        ids = [sorted({taken.run_id for _, taken in pairs})]
        stored = {run_id: (file, size) for run_id, file, size in store.rows(_KNOWN, ids)}
        attached = {(source_id, file, run_id) for source_id, file, run_id in store.rows(_ATTACHED, ids)}
    plan = _Plan([], [], [], len({taken.run_id for _, taken in pairs} - stored.keys()))
    for unit, taken in pairs:
        file, size = stored.get(taken.run_id, ("", -1))
        if taken.sample_bytes > size or (unit.again and file == unit.file):
            plan.store.append((unit, taken))
            plan.erase.extend([taken.run_id] if size >= 0 else [])
            # Should the same run come again in this plan, it is a copy of the one just listed.
            stored[taken.run_id] = ("", taken.sample_bytes)
        if (unit.source_id, unit.file, taken.run_id) not in attached:
            plan.attach.append((unit, taken.run_id))
            attached.add((unit.source_id, unit.file, taken.run_id))
    return plan


def _carry_out(store: Store, cursor: duckdb.DuckDBPyConnection, plan: _Plan) -> None:
    erase_runs(cursor, plan.erase)
    runs, metrics = [], []
    for unit, taken in plan.store:
        run = taken.reading.run
        count, problems = _add_samples(store, cursor, unit, taken.reading)
        runs.append(run_table(run, taken.checkpoint, unit.file, count, taken.sample_bytes))
        metrics.append(metric_table(run, taken.reading.values))
        add_rows(cursor, "problems", problem_table(store.home, unit.source_id, unit.file, run.run_id, problems))
    if plan.store:
        add_rows(cursor, "runs", pa.concat_tables(runs))
        add_rows(cursor, "metrics", pa.concat_tables(metrics))
    for run in (taken.reading.run for _, taken in plan.store if taken.reading.sample_files):
        add_run_tasks(cursor, run.run_id, limited=run.config.get("limit") is not None)
    attachments = [(unit.source_id, unit.file, run_id) for unit, run_id in plan.attach]
    add_rows(cursor, "unit_runs", attachment_table(attachments))


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
