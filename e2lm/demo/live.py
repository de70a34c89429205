"""The live demo: trains the models and runs lm-eval on each checkpoint as soon as it is saved, two models at a time.

It is a job like any other (home/jobs/demo), so the runs page shows it, and its results appear checkpoint by checkpoint
in home/runs/demo.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import psutil
from filelock import FileLock, Timeout

from e2lm.demo.lanes import Told, lanes
from e2lm.demo.models import MODELS, ModelPlan
from e2lm.demo.task_files import FOLDER, GROUP
from e2lm.demo.train import checkpoint_name
from e2lm.errors import RequestError
from e2lm.harness.alive import host
from e2lm.harness.control import CANCEL, DEMO, REQUEST, WORK, WORKERS, job_folder, write_whole
from e2lm.harness.jobs import job
from e2lm.harness.record import Cancelled, Record
from e2lm.harness.request import Request, Settings, Target
from e2lm.harness.state import CellState, Stage, WorkerState


@dataclass(frozen=True)
class DemoPlan:
    """What is trained and asked: `every` is the number of steps between checkpoints, `limit` the docs per task."""

    models: tuple[ModelPlan, ...] = MODELS
    steps: int = 600
    every: int = 50
    tasks: tuple[str, ...] = (GROUP,)
    limit: int | None = None

    @property
    def checkpoints(self) -> tuple[int, ...]:
        """The steps at which a checkpoint is saved, 0 among them."""
        return (*range(0, self.steps, self.every), self.steps)

    @property
    def settings(self) -> Settings:
        """How every checkpoint is evaluated."""
        return Settings(
            self.tasks, task_folder=str(FOLDER), limit=self.limit, batch_size=256, device="cpu", dtype="float32"
        )


@dataclass(frozen=True)
class DemoProgress:
    """Where the demo stands: `done` of `total` checkpoints are trained and evaluated."""

    model: str
    checkpoint: str
    phase: str
    done: int
    total: int
    seconds_left: float | None


def run_demo(home: Path, seed: int, progress: Callable[[DemoProgress], None], plan: DemoPlan | None = None) -> None:
    """Trains and evaluates everything, replacing the checkpoints and results of an earlier live demo in `home`.

    Writes home/checkpoints/<model>/step-XXXX and home/runs/demo/<model>/step-XXXX. Raises RequestError where a demo
    runs in this home already, and Cancelled where home/jobs/demo/cancel appeared.
    """
    plan, home = plan or DemoPlan(), home.absolute()
    folder = job_folder(home, DEMO)
    file = folder / WORKERS / f"{DEMO}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(file.with_suffix(".lock"))
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise RequestError(
            "a demo runs in this home already", remedy="Wait for it, or cancel it on the runs page.", file=str(folder)
        ) from error
    with lock:
        write_whole(folder / REQUEST, json.dumps(_request(plan, seed).to_json(), indent=1))
        record = Record(folder, file, _first_state(plan))
        try:
            _run(home, seed, plan, record, progress)
        except Cancelled:
            record.end(Stage.CANCELLED, "cancelled")
            raise
        except BaseException as error:
            record.end(Stage.FAILED, str(error) or type(error).__name__)
            raise
        finally:
            (folder / CANCEL).unlink(missing_ok=True)
        record.end(Stage.DONE)


def _run(home: Path, seed: int, plan: DemoPlan, record: Record, progress: Callable[[DemoProgress], None]) -> None:
    """Follows the lanes to their end. Raises Cancelled once the cancel file is there."""
    folder = job_folder(home, DEMO)
    for stale in (home / "runs" / DEMO, *(home / "checkpoints" / model.name for model in plan.models)):
        shutil.rmtree(stale, ignore_errors=True)
    try:
        with lanes(home, seed, plan) as told:
            for news in told:
                if (folder / CANCEL).exists():
                    raise Cancelled("cancelled")
                if news is not None and news.failure:
                    raise RuntimeError(news.failure)
                if news is not None and news.index >= 0:
                    _note(record, news, progress)
    finally:
        shutil.rmtree(folder / WORK, ignore_errors=True)


def _note(record: Record, news: Told, progress: Callable[[DemoProgress], None]) -> None:
    """What a lane told, into the job's state and to whoever asked for progress."""
    at = record.state.cells[news.index]
    ended = time.time() if news.stage == Stage.DONE else 0.0
    record.save(
        lambda state: replace(state, message="").with_cell(
            at.name,
            stage=news.stage,
            phase=news.phase,
            done=news.done,
            total=news.total,
            seconds=news.seconds,
            ended=ended,
        ),
        now=news.stage == Stage.DONE,
    )
    state = job(record.folder.parents[1], DEMO)
    count = len(state.cells)
    progress(DemoProgress(at.model, at.checkpoint, news.phase, state.finished, count, state.seconds_left))


def _request(plan: DemoPlan, seed: int) -> Request:
    """What the demo will evaluate: checkpoints that are not there yet."""
    targets = tuple(
        Target(
            f"checkpoints/{model.name}/{checkpoint_name(step)}", model.name, checkpoint_name(step), step=step, demo=True
        )
        for model in plan.models
        for step in plan.checkpoints
    )
    return Request(targets, plan.settings, f"demo, seed {seed}")


def _first_state(plan: DemoPlan) -> WorkerState:
    me = psutil.Process()
    waiting = tuple(
        CellState(model.name, checkpoint_name(step), task)
        for model in plan.models
        for step in plan.checkpoints
        for task in plan.tasks
    )
    return WorkerState(
        DEMO,
        host(),
        me.pid,
        me.create_time(),
        Stage.RUNNING,
        time.time(),
        message="loading torch, transformers and lm-eval",
        cells=waiting,
    )
