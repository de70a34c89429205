"""The state of a job out of what is asked and what its workers wrote: one writer for each file, one reader for all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf

from e2lm.harness.control import Cell, Priorities
from e2lm.harness.request import Request
from e2lm.harness.state import CellState, JobState, Stage, WorkerState

START_SECONDS = 60.0


@dataclass(frozen=True)
class Found:
    """What a job's folder holds.

    `alive` are the workers that still work, `here` the name of this machine; `planned` says that a plan is there. Times
    are seconds since the epoch.
    """

    id: str
    request: Request
    created: float
    workers: Sequence[WorkerState]
    alive: Sequence[WorkerState]
    priorities: Priorities
    cancelled: bool
    planned: bool
    here: str


def merged(found: Found, now: float) -> JobState:
    """The job's state. Of what several workers say of a cell the latest counts: what ended, or what was found last."""
    workers = sorted(found.workers, key=lambda worker: worker.started)
    last = [worker for worker in workers if worker.started >= found.priorities.asked] or workers[-1:]
    since = found.priorities.asked or found.created
    came = any(worker.started >= since for worker in workers)
    queued = not found.alive and not came and now - since < START_SECONDS
    active = bool(found.alive) or queued
    cells = _cells(found, workers, active)
    stage, message = _stage(found, cells, last, queued=queued)
    alive = next((worker for worker in found.alive if worker.host == found.here), None)
    return JobState(
        id=found.id,
        label=found.request.title,
        plan=found.request.plan,
        stage=stage,
        created=found.created,
        started=min((worker.started for worker in last), default=0.0),
        updated=max((worker.updated for worker in workers), default=found.created),
        ended=0.0 if active else max((worker.ended or worker.updated for worker in last), default=0.0),
        pid=alive.pid if alive else 0,
        pid_started=alive.pid_started if alive else 0.0,
        message=message,
        note=next((worker.note for worker in reversed(workers) if worker.note), ""),
        cells=cells,
    )


def _cells(found: Found, workers: Sequence[WorkerState], active: bool) -> tuple[CellState, ...]:
    known: dict[Cell, CellState] = {}
    newest: dict[Cell, float] = {}
    for worker in workers:
        for cell in worker.cells:
            runs = cell.stage == Stage.RUNNING
            said = inf if runs and worker in found.alive else cell.ended or worker.started
            if said >= newest.get(cell.name, 0.0):
                newest[cell.name] = said
                known[cell.name] = CellState(*cell.name) if runs and said < inf else cell
    return tuple(_cell(known, name, found.priorities, active) for name in found.request.cells)


def _cell(known: Mapping[Cell, CellState], name: Cell, priorities: Priorities, active: bool) -> CellState:
    cell = known.get(name, CellState(*name))
    if cell.stage in (Stage.DONE, Stage.RUNNING):
        return cell
    failed = cell.ended if cell.stage == Stage.FAILED else 0.0
    if cell.stage == Stage.FAILED and not (active and priorities.wants(name, failed)):
        return cell
    first = name in priorities.first
    if active and priorities.wants(name, failed):
        return CellState(*name, message=cell.message if cell.stage == Stage.STALE else "before the others" * first)
    if name in priorities.skip:
        return CellState(*name, stage=Stage.MISSING, message="skipped")
    message = "before the others, once the sweep goes on" * first
    return cell if cell.stage == Stage.STALE else CellState(*name, stage=Stage.MISSING, message=message)


def _stage(found: Found, cells: Sequence[CellState], last: Sequence[WorkerState], *, queued: bool) -> tuple[Stage, str]:
    if found.alive:
        stages = [worker.stage for worker in found.alive]
        most = (Stage.RUNNING, Stage.PLANNING, Stage.PAUSED, Stage.QUEUED)
        return next(one for one in most if one in stages), next(
            (worker.message for worker in found.alive if worker.message), ""
        )
    if queued:
        return Stage.QUEUED, ""
    left = [cell for cell in cells if cell.stage != Stage.DONE and cell.name not in found.priorities.skip]
    if not left:
        return Stage.DONE, ""
    if found.cancelled:
        return Stage.CANCELLED, "cancelled"
    if not last:
        return (Stage.PLANNED, "") if found.planned else (Stage.LOST, "the worker did not start; see the log")
    if any(not worker.ended for worker in last):
        return Stage.LOST, "a worker is gone; resume to do what is missing"
    for stage in (Stage.FAILED, Stage.CANCELLED, Stage.PLANNED):
        ended = [worker for worker in last if worker.stage == stage]
        if ended:
            return stage, next((worker.message for worker in ended if worker.message), "")
    failed = sum(cell.stage == Stage.FAILED for cell in cells)
    if failed:
        others = len(left) == failed < len(cells)
        return Stage.FAILED, f"{failed} of {len(cells)} failed{'; the others are done' * others}"
    return Stage.LOST, "not everything ran; resume to do what is missing"
