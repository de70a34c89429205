"""A driver's way through a job on an engine that is played by a list of what it says, look by look."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from e2lm.errors import RequestError
from e2lm.harness import executors, jobs
from e2lm.harness.control import CANCEL, WORKERS, Priorities, job_folder, save_priorities
from e2lm.harness.executors import driver
from e2lm.harness.executors.driver import At, Stopped, Task, drive
from e2lm.harness.request import Executor, Request, Settings, Target
from e2lm.harness.state import CellState, Stage, WorkerState, read_worker, save_worker

STEPS = (100, 200, 300)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A job of three checkpoints that nothing runs yet."""
    targets = tuple(Target(f"/toy/step{step}", "toy", f"step{step}", step=step) for step in STEPS)
    request = Request(targets, Settings(("task",), order="by step"), executor=Executor("ray"))
    folder = job_folder(tmp_path, jobs.create(tmp_path, request))
    save_priorities(folder, Priorities(asked=1.0))
    return folder


@dataclass
class Toy:
    """Says one list of states after the other, the last one for ever; `before` is done at the first look."""

    looks: list[list[Task]]
    before: object = None
    cancelled: bool = False
    indices: list[int] = field(default_factory=list)

    def start(self, _folder: Path, _executor: Executor, indices: Sequence[int]) -> Toy:
        self.indices = list(indices)
        return self

    def states(self) -> list[Task]:
        if callable(self.before):
            self.before()
        return self.looks.pop(0) if self.looks[1:] else self.looks[0]

    def name(self, index: int) -> str:
        return f"toy-{index}"

    def cancel(self) -> None:
        self.cancelled = True


def _all(at: At, why: str = "") -> list[Task]:
    return [Task(index, at, why) for index in range(3)]


def _driver(folder: Path) -> WorkerState:
    return read_worker(next((folder / WORKERS).glob("ray-*.json")))


def test_every_missing_checkpoint_is_handed_out_and_the_driver_ends_with_them(folder: Path) -> None:
    toy = Toy([_all(At.WAITING), _all(At.RUNNING), _all(At.ENDED)])
    assert drive(folder, toy.start) == 0
    assert toy.indices == [0, 1, 2]
    assert _driver(folder).stage == Stage.DONE
    assert _driver(folder).ended
    assert not toy.cancelled


def test_preferred_cells_are_handed_out_first_and_left_out_ones_not_at_all(folder: Path) -> None:
    save_priorities(
        folder, Priorities(first=(("toy", "step300", "task"),), skip=(("toy", "step100", "task"),), asked=1.0)
    )
    toy = Toy([_all(At.ENDED)])
    drive(folder, toy.start)
    assert toy.indices == [2, 1]


def test_a_job_that_waits_in_the_queue_is_alive_and_says_what_it_waits_for(folder: Path) -> None:
    seen = []
    toy = Toy([[Task(0, At.RUNNING), Task(1, At.WAITING), Task(2, At.WAITING)], _all(At.RUNNING), _all(At.ENDED)])
    toy.before = lambda: seen.append(jobs.job(folder.parents[1], folder.name))
    drive(folder, toy.start)
    assert all(state.is_active for state in seen)
    assert [state.message for state in seen] == ["asking the cluster", "2 of 3 checkpoints wait for ray", ""]


def test_what_waits_is_cancelled_with_the_job(folder: Path) -> None:
    toy = Toy([_all(At.WAITING)], before=(folder / CANCEL).touch)
    assert drive(folder, toy.start) == 2
    assert toy.cancelled
    assert _driver(folder).stage == Stage.CANCELLED


def test_what_runs_may_end_by_itself_before_it_is_cancelled(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    toy = Toy([_all(At.RUNNING), _all(At.RUNNING), _all(At.ENDED)], before=(folder / CANCEL).touch)
    assert drive(folder, toy.start) == 2
    assert not toy.cancelled
    monkeypatch.setattr(driver, "GRACE_SECONDS", -1.0)
    toy = Toy([_all(At.RUNNING)])
    assert drive(folder, toy.start) == 2
    assert toy.cancelled


def test_a_task_that_the_engine_lost_fails_its_cells_with_the_reason(folder: Path) -> None:
    """One task was lost before its worker began, one while it scored; a third had finished what it did."""
    now = time.time()
    cells = [CellState("toy", f"step{step}", "task", Stage.RUNNING) for step in (100, 200)]
    for number, (cell, ended) in enumerate(zip(cells, (now, 0.0), strict=True)):
        done = replace(cell, stage=Stage.DONE, ended=now) if ended else cell
        worker = WorkerState(
            f"toy-{number}", "far", 1, 1.0, Stage.RUNNING, now, updated=now, ended=ended, cells=(done,)
        )
        (folder / WORKERS).mkdir(exist_ok=True)
        save_worker(folder / WORKERS / f"toy-{number}.json", worker)
    toy = Toy([[Task(0, At.ENDED), Task(1, At.BROKEN, "out of memory"), Task(2, At.BROKEN, "node lost")]])
    assert drive(folder, toy.start) == 1
    state = jobs.job(folder.parents[1], folder.name)
    assert state.stage == Stage.FAILED
    assert "toy step200 and 1 more: the task broke off (out of memory)" in state.message
    assert [(cell.stage, cell.message) for cell in state.cells] == [
        (Stage.DONE, ""),
        (Stage.FAILED, "the task broke off: out of memory"),
        (Stage.FAILED, "the task broke off: node lost"),
    ]


def test_an_engine_that_refuses_or_fails_ends_the_job_with_the_reason(folder: Path) -> None:
    def refuses(_folder: Path, _executor: Executor, _indices: Sequence[int]) -> Toy:
        raise RequestError("no such partition", remedy="Name another.")

    assert drive(folder, refuses) == 1
    assert _driver(folder).message == "no such partition. Name another."
    assert jobs.job(folder.parents[1], folder.name).stage == Stage.FAILED

    def fails() -> None:
        raise OSError("connection lost")

    toy = Toy([_all(At.RUNNING)], before=fails)
    assert drive(folder, toy.start) == 1
    assert toy.cancelled
    assert "OSError: connection lost" in _driver(folder).message


def test_a_driver_that_the_system_ends_takes_its_tasks_along(folder: Path) -> None:
    def stopped() -> None:
        raise Stopped

    toy = Toy([_all(At.RUNNING)], before=stopped)
    assert drive(folder, toy.start) == 2
    assert toy.cancelled
    assert "resume" in _driver(folder).message


@pytest.mark.parametrize(("engine", "package"), [("ray", "ray"), ("slurm", "submitit")])
def test_an_engine_that_is_not_installed_names_the_line_that_installs_it(engine: str, package: str) -> None:
    """In a process where the package cannot be imported."""
    code = f"""
import json, sys
from pathlib import Path
from e2lm.errors import RequestError
from e2lm.harness import executors
from e2lm.harness.request import Executor, Request, Settings, Target
request = Request((Target("/a", "a", "b"),), Settings(("t",)), executor=Executor({engine!r}))
sys.path[:] = []
try:
    executors.launch(Path("/nowhere"), request)
except RequestError as error:
    print(json.dumps([error.problem, error.remedy]))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    problem, remedy = json.loads(done.stdout)
    assert problem == f"the executor {engine} needs the package {package}"
    assert f"pip install {package}" in remedy
    assert executors.REQUIREMENTS in remedy
