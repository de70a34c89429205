"""Writing runs: each whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import duckdb
import pyarrow as pa

from e2lm.records import Checkpoint, Problem, Reading
from results_store.answers import add_samples
from results_store.cut_rows import Portion
from results_store.database import Store
from results_store.known import Known
from results_store.places import to_text
from results_store.rows import attachment_table, metric_table, problem_table, run_table, unit_table
from results_store.tables import add_rows, add_run_tasks, erase_orphans, erase_runs

_KNOWN = "SELECT run_id, file, sample_bytes FROM runs WHERE list_contains(?, run_id)"
_ATTACHED = "SELECT source_id, file, run_id FROM unit_runs WHERE list_contains(?, run_id)"


@dataclass(frozen=True)
class UnitPlace:
    """The unit being read: its source, its kept path, its signature now, and whether it was read before under another.
    `known` are the questions that need no second copy."""

    source_id: str
    file: str
    signature: str
    again: bool
    known: Known


class Taken(NamedTuple):
    """A reading, the checkpoint that its run stands for, corrections applied, its samples that were read ahead, and
    the bytes of its samples files."""

    reading: Reading
    checkpoint: Checkpoint
    ahead: Sequence[Portion]
    sample_bytes: int

    @property
    def run_id(self) -> str:
        return self.reading.run.run_id


class Saved(NamedTuple):
    """How many runs were new, and how many samples were stored."""

    new: int
    samples: int


class Finished(NamedTuple):
    """A unit that was read to its end: a hash of its bytes, the runs that are still to be stored, the ids of all it
    gave, its problems."""

    unit: UnitPlace
    content: str
    waiting: Sequence[Taken]
    run_ids: Sequence[str]
    problems: Sequence[Problem]

    @property
    def is_read(self) -> bool:
        """Whether all samples of the waiting runs were read ahead."""
        return all(
            len(taken.reading.sample_files) == sum(len(portion.fitting) for portion in taken.ahead)
            for taken in self.waiting
        )


class _Plan(NamedTuple):
    """What is to be done: store these runs for their units, erase what stood under their ids, attach runs to units."""

    store: list[tuple[UnitPlace, Taken]]
    erase: list[str]
    attach: list[tuple[UnitPlace, str]]
    new: int


def save_run(store: Store, unit: UnitPlace, taken: Taken) -> Saved:
    """Stores a run with its values, samples and unusable lines in one transaction.

    A run that is already there is left alone, unless its own file changed or this one has more samples; then nothing
    is written.
    """
    return _carried_out(store, _planned(store, [(unit, taken)]), ())


def finish_units(store: Store, finished: Sequence[Finished]) -> Saved:
    """Stores, in one transaction, the runs of some units, that those were read to their end, and what could not be
    used.

    Runs that a unit gave before and no longer gives go, unless it gives nothing at all now: a file that got damaged
    must not take away what was read from it.
    """
    plan = _planned(store, [(one.unit, taken) for one in finished for taken in one.waiting])
    return _carried_out(store, plan, finished)


def _carried_out(store: Store, plan: _Plan, finished: Sequence[Finished]) -> Saved:
    """Makes a plan true and notes the units that are finished, all or nothing."""
    if not (plan.store or plan.attach or finished):
        return Saved(plan.new, 0)
    with store.transaction() as cursor:
        samples = _carry_out(store, cursor, plan)
        erased = _note(store, cursor, finished)
    if erased:
        for one in finished:
            one.unit.known.renew(store)
    return Saved(plan.new, samples)


def _note(store: Store, cursor: duckdb.DuckDBPyConnection, finished: Sequence[Finished]) -> bool:
    """Notes that units were read to their end, and what in them could not be used; says whether runs went, and with
    them questions."""
    for one in finished:
        _leave_behind(cursor, one)
        problems = problem_table(store.home, one.unit.source_id, one.unit.file, "", one.problems)
        add_rows(cursor, "problems", problems)
    rows = [(one.unit.source_id, one.unit.file, one.unit.signature, one.content) for one in finished]
    add_rows(cursor, "units", unit_table(rows))
    return any(one.unit.again for one in finished) and erase_orphans(cursor)


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


def _carry_out(store: Store, cursor: duckdb.DuckDBPyConnection, plan: _Plan) -> int:
    """Makes a plan true and returns the number of samples stored."""
    erase_runs(cursor, plan.erase)
    runs, metrics = [], []
    samples = 0
    for unit, taken in plan.store:
        run, files = taken.reading.run, taken.reading.sample_files
        count, problems = add_samples(cursor, run.run_id, files, taken.ahead, unit.known)
        samples += count
        runs.append(run_table(run, taken.checkpoint, unit.file, count, taken.sample_bytes))
        metrics.append(metric_table(run, taken.reading.values))
        add_rows(cursor, "problems", problem_table(store.home, unit.source_id, unit.file, run.run_id, problems))
    if plan.store:
        add_rows(cursor, "runs", pa.concat_tables(runs))
        add_rows(cursor, "metrics", pa.concat_tables(metrics))
    for reading in (taken.reading for _, taken in plan.store):
        paths = {file.task: to_text(store.home, file.path) for file in reading.sample_files}
        add_run_tasks(cursor, reading.run.run_id, paths, limited=reading.run.config.get("limit") is not None)
    attachments = [(unit.source_id, unit.file, run_id) for unit, run_id in plan.attach]
    add_rows(cursor, "unit_runs", attachment_table(attachments))
    return samples
