"""A job on an engine that queues: which checkpoints it is given, and what stands in the job's folder meanwhile.

The driver is a worker of the job that takes no checkpoint itself. It lives until the engine has ended every task, so a
job that waits in a queue is not taken for lost, and cancelling the job cancels what still waits there.
"""

from __future__ import annotations

import json
import secrets
import signal
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from types import FrameType
from typing import NoReturn, Protocol

import psutil

from e2lm.counting import counted
from e2lm.errors import E2LMError
from e2lm.harness import jobs
from e2lm.harness.alive import host
from e2lm.harness.control import CANCEL, REQUEST, WORKERS, read_priorities
from e2lm.harness.masked import masked_output
from e2lm.harness.remote import shown
from e2lm.harness.request import Executor, Request
from e2lm.harness.state import CellState, Stage, WorkerState, read_worker, save_worker

HEARTBEAT_SECONDS = 5.0
# Workers see the cancel file themselves and keep what is finished; what is still there after so long is ended.
GRACE_SECONDS = 15.0


class At(StrEnum):
    """Where the engine has a task."""

    WAITING = "waiting"
    RUNNING = "running"
    ENDED = "ended"
    BROKEN = "broken"


@dataclass(frozen=True)
class Task:
    """One checkpoint on the engine: its index in the request; `why` is what the engine says of one that is BROKEN."""

    index: int
    at: At
    why: str = ""


class Tasks(Protocol):
    """What an engine was given."""

    def name(self, index: int) -> str:
        """The name of the worker that runs a checkpoint, among the workers of the job."""

    def states(self) -> list[Task]:
        """Where the tasks are now; may wait for a moment until something changes."""

    def cancel(self) -> None:
        """Ends what waits or runs."""


class Stopped(BaseException):
    """The system ends the driver."""


def drive(folder: Path, start: Callable[[Path, Executor, Sequence[int]], Tasks]) -> int:
    """Gives the checkpoints that are missing to an engine, waits for all of them, and returns the exit status.

    `start` hands the checkpoints with these indices to the engine, the foremost first. 0: every task ended, whatever
    became of its cells; 1: some broke, or the engine failed; 2: cancelled.
    """
    request = Request.from_json(json.loads((folder / REQUEST).read_text(encoding="utf-8")), str(folder / REQUEST))
    driver = _Driver(folder, request.executor.name)
    try:
        driver.say("asking the cluster")
        indices = missing(folder, request)
        stage, message = _driven(driver, start(folder, request.executor, indices), request) if indices else _DONE
    except (Stopped, SystemExit):  # Ray turns SIGTERM into the latter
        stage, message = Stage.CANCELLED, "stopped by the system; resume to do what is missing"
    except E2LMError as error:
        stage, message = Stage.FAILED, str(error)
    except Exception as error:  # noqa: BLE001 the last place that can tell the user, whatever the engine raises
        traceback.print_exc()
        stage, message = Stage.FAILED, f"{request.executor.name}: {type(error).__name__}: {error}. See the log."
    driver.end(stage, message)
    return {Stage.DONE: 0, Stage.CANCELLED: 2}.get(stage, 1)


def main(start: Callable[[Path, Executor, Sequence[int]], Tasks]) -> NoReturn:
    """The command line of a driver's process: the job's folder."""
    signal.signal(signal.SIGTERM, _stopped)
    with masked_output():
        sys.exit(drive(Path(sys.argv[1]).resolve(), start))


def missing(folder: Path, request: Request) -> list[int]:
    """The checkpoints of a job that have cells to run, those of preferred cells first."""
    state = jobs.job(folder.parents[1], folder.name)
    queued = {(cell.model, cell.checkpoint) for cell in state.cells if cell.stage == Stage.QUEUED}
    first = [(model, checkpoint) for model, checkpoint, _ in read_priorities(folder).first]
    names = [(target.model, target.checkpoint) for target in request.targets]
    rank = {name: place for place, name in reversed(list(enumerate(first)))}
    return sorted(
        (index for index, name in enumerate(names) if name in queued),
        key=lambda index: (rank.get(names[index], len(first)), index),
    )


def run_name(engine: str) -> str:
    """A name for what this driver hands out, unlike that of any other driver."""
    return f"{engine}-{secrets.token_hex(3)}"


_DONE = (Stage.DONE, "")


def _driven(driver: _Driver, tasks: Tasks, request: Request) -> tuple[Stage, str]:
    """Waits until every task has ended, and cancels them when somebody wants the job to stop."""
    asked = 0.0
    try:
        while True:
            states = tasks.states()
            driver.say(_in_words(states, request.executor.name))
            if all(task.at in (At.ENDED, At.BROKEN) for task in states):
                break
            if driver.is_cancelled:
                asked = asked or time.monotonic()
                running = any(task.at == At.RUNNING for task in states)
                if not running or time.monotonic() - asked > GRACE_SECONDS:
                    tasks.cancel()
                    return Stage.CANCELLED, "cancelled"
    except BaseException:
        tasks.cancel()
        raise
    if driver.is_cancelled:
        return Stage.CANCELLED, "cancelled"
    broken = [task for task in states if task.at == At.BROKEN]
    if not broken:
        return _DONE
    driver.close(broken, request, tasks)
    names = [f"{request.targets[task.index].model} {request.targets[task.index].checkpoint}" for task in broken]
    more = f" and {len(broken) - 1} more" if broken[1:] else ""
    return Stage.FAILED, f"{names[0]}{more}: the task broke off ({broken[0].why}). Resume to do what is missing."


def _in_words(tasks: Sequence[Task], engine: str) -> str:
    """ "12 of 27 checkpoints wait for slurm"; "" where none does."""
    waiting = sum(task.at == At.WAITING for task in tasks)
    wait = "waits" if waiting == 1 else "wait"
    return f"{waiting} of {counted(len(tasks), 'checkpoint')} {wait} for {engine}" if waiting else ""


def _stopped(_signal: int, _frame: FrameType | None) -> None:
    raise Stopped


class _Driver:
    """The driver's entry among the workers of its job."""

    def __init__(self, folder: Path, engine: str) -> None:
        me = psutil.Process()
        name = f"{engine}-{host()}-{me.pid}"
        self.folder = folder
        self.file = folder / WORKERS / f"{name}.json"
        self.file.parent.mkdir(exist_ok=True)
        self.state = WorkerState(name, host(), me.pid, me.create_time(), Stage.QUEUED, started=time.time())
        self._save()

    @property
    def is_cancelled(self) -> bool:
        return (self.folder / CANCEL).exists()

    def say(self, message: str) -> None:
        """Notes what goes on, and that the driver lives."""
        if message != self.state.message or time.time() - self.state.updated > HEARTBEAT_SECONDS:
            self.state = replace(self.state, message=message)
            self._save()

    def close(self, broken: Sequence[Task], request: Request, tasks: Tasks) -> None:
        """Says of the cells that broken tasks left open why they failed, and ends those workers' entries for them."""
        now = time.time()
        why = {(request.targets[task.index].model, request.targets[task.index].checkpoint): task.why for task in broken}
        cells = jobs.job(self.folder.parents[1], self.folder.name).cells
        failed = [
            CellState(*cell.name, Stage.FAILED, message=shown(f"the task broke off: {why[cell.name[:2]]}"), ended=now)
            for cell in cells
            if cell.name[:2] in why and cell.stage not in (Stage.DONE, Stage.FAILED)
        ]
        self.state = replace(self.state, cells=tuple(failed))
        for file in [self.file.with_name(f"{tasks.name(task.index)}.json") for task in broken]:
            if file.exists() and not (worker := read_worker(file)).ended:
                save_worker(file, replace(worker, stage=Stage.FAILED, ended=now))

    def end(self, stage: Stage, message: str) -> None:
        self.state = replace(self.state, stage=stage, message=shown(message), ended=time.time())
        self._save()
        print(f"{time.strftime('%H:%M:%S')} {self.state.name}: {stage} {message}", flush=True)

    def _save(self) -> None:
        self.state = replace(self.state, updated=time.time())
        save_worker(self.file, self.state)
