"""The state of a job, of its cells and of its workers, and what follows from it: progress and time left."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from e2lm.errors import RequestError
from e2lm.harness.control import write_whole

T = TypeVar("T")


class Stage(StrEnum):
    """Where a job, or one cell of it, stands.

    LOST is never written: it is a job whose workers are gone. A job is PLANNING while its worker builds the tasks and
    PLANNED where it should stop there. Only cells are MISSING (nothing runs that would fill them) and STALE (done, but
    asked otherwise than now).
    """

    PLANNING = "planning"
    PLANNED = "planned"
    QUEUED = "queued"
    RUNNING = "running"
    PAUSED = "paused"
    MISSING = "missing"
    STALE = "stale"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    LOST = "lost"


ACTIVE = (Stage.PLANNING, Stage.QUEUED, Stage.RUNNING)


@dataclass(frozen=True)
class CellState:
    """One checkpoint on one task of the request: `done` of `total` requests in `phase`, `seconds` spent.

    `message` says why it failed, is stale or is skipped; `note` what to know about its results, such as a fallback to
    lm-eval's own scoring. `ended` is when it was done or failed, in seconds since the epoch.
    """

    model: str
    checkpoint: str
    task: str
    stage: Stage = Stage.QUEUED
    phase: str = ""
    done: int = 0
    total: int = 0
    seconds: float = 0.0
    message: str = ""
    note: str = ""
    ended: float = 0.0

    @property
    def name(self) -> tuple[str, str, str]:
        """Which cell it is: model, checkpoint, task."""
        return self.model, self.checkpoint, self.task

    @property
    def fraction(self) -> float:
        """The part of this cell that is done, 0 to 1."""
        if self.stage in (Stage.DONE, Stage.FAILED):
            return 1.0
        scoring = self.stage == Stage.RUNNING and self.phase == "scoring" and self.total > 0
        return self.done / self.total if scoring else 0.0


@dataclass(frozen=True)
class WorkerState:
    """One worker of a job, as it writes itself: who it is, what it does, and the cells that it took.

    `updated` is its heartbeat, in seconds since the epoch; `host`, `pid` and `pid_started` identify its process.
    """

    name: str
    host: str
    pid: int
    pid_started: float
    stage: Stage
    started: float
    updated: float = 0.0
    ended: float = 0.0
    message: str = ""
    note: str = ""
    cells: tuple[CellState, ...] = ()

    def with_cell(self, name: tuple[str, str, str], **changes: Any) -> WorkerState:  # noqa: ANN401 fields of CellState
        """The state with some fields of one cell changed; one that it did not hold is added."""
        changed = list(self.cells)
        for place, cell in enumerate(changed):
            if cell.name == name:
                changed[place] = replace(cell, **changes)
                break
        else:
            changed.append(CellState(*name, **changes))
        return replace(self, cells=tuple(changed))


@dataclass(frozen=True)
class JobState:
    """A job; times are seconds since the epoch, 0 where not reached. `pid` is that of a worker that lives here.

    `message` says what goes on or why it ended, `note` what the user should know about the results.
    """

    id: str
    label: str
    plan: str
    stage: Stage
    created: float
    started: float = 0.0
    updated: float = 0.0
    ended: float = 0.0
    pid: int = 0
    pid_started: float = 0.0
    message: str = ""
    note: str = ""
    cells: tuple[CellState, ...] = ()

    @property
    def is_active(self) -> bool:
        return self.stage in ACTIVE

    @property
    def finished(self) -> int:
        """Cells whose results are there."""
        return sum(cell.stage == Stage.DONE for cell in self.cells)

    @property
    def failed(self) -> int:
        return sum(cell.stage == Stage.FAILED for cell in self.cells)

    @property
    def fraction(self) -> float:
        """The part of the job that is done, 0 to 1, every cell weighing the same."""
        return sum(cell.fraction for cell in self.cells) / max(1, len(self.cells))

    @property
    def seconds_left(self) -> float | None:
        """Seconds until the end: for each cell that is left the mean time of those done so far, of its task first.

        While none is done, the running one's own pace stands for all. Where several run at once, they share what is
        left. None where nothing tells yet, or nothing runs.
        """
        if self.stage != Stage.RUNNING:
            return None
        running = [cell for cell in self.cells if cell.stage == Stage.RUNNING]
        timed = [(cell.task, cell.seconds) for cell in self.cells if cell.stage == Stage.DONE and cell.seconds]
        paces = timed or [(cell.task, cell.seconds / cell.fraction) for cell in running if cell.fraction > 0]
        if not paces:
            return None
        usual = sum(seconds for _, seconds in paces) / len(paces)
        each = {task: sum(own) / len(own) for task, own in _by_task(paces).items()}
        waiting = sum(each.get(cell.task, usual) for cell in self.cells if cell.stage == Stage.QUEUED)
        left = waiting + sum(max(0.0, each.get(cell.task, usual) - cell.seconds) for cell in running)
        return left / max(1, len(running))

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def read_worker(file: Path) -> WorkerState:
    """The state that a worker wrote. Raises RequestError where it is missing, damaged or of another shape."""
    try:
        facts = file.stat()
        return _read_worker(file, facts.st_mtime_ns, facts.st_size)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RequestError(
            f"the worker's state cannot be read ({type(error).__name__}: {error})",
            remedy="Remove the file, then resume the job: its results are kept.",
            file=str(file),
        ) from error


@lru_cache(maxsize=512)
def _read_worker(file: Path, _changed: int, _size: int) -> WorkerState:
    """Pages look every two seconds, at files of hundreds of cells that mostly did not change."""
    data = json.loads(file.read_text(encoding="utf-8"))
    cells = tuple(from_fields(CellState, cell) for cell in data["cells"])
    return from_fields(WorkerState, {**data, "cells": cells})


def save_worker(file: Path, state: WorkerState) -> None:
    """Writes the state so that a reader sees the old or the new one, whole."""
    write_whole(file, json.dumps({**vars(state), "cells": [vars(cell) for cell in state.cells]}))


def _by_task(paces: Sequence[tuple[str, float]]) -> dict[str, list[float]]:
    times: dict[str, list[float]] = {}
    for task, seconds in paces:
        times.setdefault(task, []).append(seconds)
    return times


def from_fields(cls: type[T], data: Mapping[str, Any]) -> T:
    """A value of a dataclass from its JSON; fields that it does not have are left out. Raises TypeError, ValueError."""
    known = {field.name for field in fields(cls)}  # type: ignore[arg-type]
    return cls(**{name: Stage(value) if name == "stage" else value for name, value in data.items() if name in known})
