"""The live demo: trains the models one after the other and runs lm-eval on each checkpoint as soon as it is saved.

It is a job like any other (home/jobs/demo), so the runs page shows it, and its results appear checkpoint by checkpoint
in home/runs/demo.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import psutil
from filelock import FileLock, Timeout

from e2lm.demo.models import MODELS, ModelPlan
from e2lm.demo.task_files import FOLDER, GROUP
from e2lm.demo.train import checkpoint_name, train
from e2lm.errors import RequestError
from e2lm.harness.evaluate import evaluate_checkpoint
from e2lm.harness.jobs import CANCEL, DEMO, LOCK, STATE, job_folder
from e2lm.harness.request import Settings, Target
from e2lm.harness.state import CheckpointState, JobState, Stage
from e2lm.harness.task_loading import LoadedTasks, load_tasks
from e2lm.harness.worker import Cancelled, Record

# A second thread gains a fifth on an idle machine with models this small, and where another process needs the second
# core, the server for one, the two threads wait for each other and take five times as long as one.
THREADS = 1


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
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / LOCK)
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise RequestError(
            "a demo runs in this home already", remedy="Wait for it, or cancel it on the runs page.", file=str(folder)
        ) from error
    with lock:
        record = Record(folder / STATE, _first_state(plan, seed))
        record.save(lambda state: state)
        try:
            _run(home, seed, plan, _Watch(record, folder / CANCEL, progress))
        except Cancelled:
            record.end(Stage.CANCELLED, "cancelled")
            raise
        except BaseException as error:
            record.end(Stage.FAILED, f"{type(error).__name__}: {error}")
            raise
        finally:
            (folder / CANCEL).unlink(missing_ok=True)
        record.end(Stage.DONE)


class _Watch:
    """Counts the checkpoints, and tells the job's record and whoever asked for progress where the current one is."""

    def __init__(self, record: Record, cancel: Path, progress: Callable[[DemoProgress], None]) -> None:
        self.record, self.cancel, self.progress = record, cancel, progress
        self.index, self.begun = 0, time.time()

    def report(self, phase: str, done: int, total: int) -> None:
        """The current checkpoint's phase. Raises Cancelled once the cancel file is there."""
        if self.cancel.exists():
            raise Cancelled("cancelled")
        self._note(Stage.RUNNING, phase, done, total)

    def finish(self) -> None:
        """The current checkpoint's results are there; the next one is current."""
        self._note(Stage.DONE, "", 0, 0)
        self.index, self.begun = self.index + 1, time.time()

    def _note(self, stage: Stage, phase: str, done: int, total: int) -> None:
        seconds = time.time() - self.begun
        self.record.save(
            lambda state: replace(state, message="").with_checkpoint(
                self.index, stage=stage, phase=phase, done=done, total=total, seconds=seconds
            ),
            now=stage == Stage.DONE,
        )
        state = self.record.state
        at = state.checkpoints[self.index]
        count = len(state.checkpoints)
        self.progress(DemoProgress(at.model, at.checkpoint, phase, state.finished, count, state.seconds_left))


def _run(home: Path, seed: int, plan: DemoPlan, watch: _Watch) -> None:
    import torch

    _no_bars()
    torch.set_num_threads(THREADS)
    tasks = load_tasks(plan.settings)
    shutil.rmtree(home / "runs" / DEMO, ignore_errors=True)
    # lm-eval records the path that it is given: from inside home it names no machine.
    with contextlib.chdir(home):
        for model in plan.models:
            shutil.rmtree(home / "checkpoints" / model.name, ignore_errors=True)
            _train_and_evaluate(home, seed, plan, model, tasks, watch)


def _train_and_evaluate(
    home: Path, seed: int, plan: DemoPlan, model: ModelPlan, tasks: LoadedTasks, watch: _Watch
) -> None:
    def on_step(step: int) -> None:
        watch.report("training", step % plan.every, plan.every)

    for checkpoint in train(model, seed, plan.steps, plan.every, Path("checkpoints") / model.name, on_step):
        evaluate_checkpoint(
            _target(checkpoint),
            plan.settings,
            home / "runs" / DEMO / model.name / checkpoint.name,
            tasks=tasks,
            report=watch.report,
            work=job_folder(home, DEMO) / "work",
        )
        watch.finish()


def _no_bars() -> None:
    """The libraries' own bars would fill the log: the demo reports its progress itself."""
    import datasets
    from transformers.utils import logging

    datasets.disable_progress_bars()
    logging.disable_progress_bar()


def _target(checkpoint: Path) -> Target:
    sidecar = json.loads((checkpoint / "e2lm.json").read_text(encoding="utf-8"))
    return Target(pretrained=checkpoint.as_posix(), **sidecar)


def _first_state(plan: DemoPlan, seed: int) -> JobState:
    me, now = psutil.Process(), time.time()
    waiting = tuple(
        CheckpointState(model.name, checkpoint_name(step)) for model in plan.models for step in plan.checkpoints
    )
    return JobState(
        DEMO,
        f"demo, seed {seed}",
        f"{len(plan.models)} models x {len(plan.checkpoints)} checkpoints, trained and evaluated here",
        Stage.RUNNING,
        created=now,
        started=now,
        updated=now,
        pid=me.pid,
        pid_started=me.create_time(),
        message="loading torch, transformers and lm-eval",
        checkpoints=waiting,
    )
