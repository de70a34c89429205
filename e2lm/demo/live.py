"""The live demo: trains the models one after the other and runs lm-eval on each checkpoint as soon as it is saved.

It is a job like any other (home/jobs/demo), so the runs page shows it, and its results appear checkpoint by checkpoint in
home/runs/demo.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import psutil
from filelock import FileLock, Timeout

from e2lm.demo.models import MODELS, ModelPlan
from e2lm.demo.task_files import FOLDER, GROUP
from e2lm.demo.train import checkpoint_name, train
from e2lm.errors import RequestError
from e2lm.harness.evaluate import evaluate_checkpoint
from e2lm.harness.jobs import CANCEL, LOCK, STATE, job_folder
from e2lm.harness.request import Settings, Target
from e2lm.harness.state import CheckpointState, JobState, Stage
from e2lm.harness.task_loading import LoadedTasks, load_tasks
from e2lm.harness.worker import Cancelled, Record

JOB = "demo"
THREADS = 2


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


@dataclass(frozen=True)
class DemoProgress:
    """Where the demo stands: `done` of `total` checkpoints are trained and evaluated."""

    model: str
    checkpoint: str
    phase: str
    done: int
    total: int
    seconds_left: float | None


def run_demo(
    home: Path, seed: int = 0, progress: Callable[[DemoProgress], None] = lambda at: None, plan: DemoPlan | None = None
) -> None:
    """Trains and evaluates everything, replacing the checkpoints and results of an earlier live demo in `home`.

    Writes home/checkpoints/<model>/step-XXXX and home/runs/demo/<model>/step-XXXX. Raises RequestError where a demo runs
    in this home already, and Cancelled where home/jobs/demo/cancel appeared.
    """
    plan, home = plan or DemoPlan(), home.absolute()
    folder = job_folder(home, JOB)
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / LOCK)
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise RequestError(
            "a demo is running in this home already", remedy="Wait for it, or cancel it on the runs page.", file=str(folder)
        ) from error
    with lock:
        (folder / CANCEL).unlink(missing_ok=True)
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
        record.end(Stage.DONE)


@dataclass(frozen=True)
class _Watch:
    """The job's record, the file that cancels it and whoever wants to know where it stands."""

    record: Record
    cancel: Path
    progress: Callable[[DemoProgress], None]

    def at(self, index: int, phase: str, done: int, total: int, begun: float, stage: Stage = Stage.RUNNING) -> None:
        if self.cancel.exists():
            raise Cancelled("cancelled")
        seconds = time.time() - begun
        self.record.save(
            lambda state: replace(state, message="").with_checkpoint(
                index, stage=stage, phase=phase, done=done, total=total, seconds=seconds
            ),
            now=stage != Stage.RUNNING,
        )
        state = self.record.state
        one = state.checkpoints[index]
        self.progress(
            DemoProgress(
                one.model, one.checkpoint, phase, state.finished, len(state.checkpoints), state.seconds_left
            )
        )


def _run(home: Path, seed: int, plan: DemoPlan, watch: _Watch) -> None:
    import torch

    torch.set_num_threads(min(THREADS, os.cpu_count() or 1))
    tasks = load_tasks(_settings(plan))
    shutil.rmtree(home / "runs" / JOB, ignore_errors=True)
    index = 0
    for model in plan.models:
        shutil.rmtree(home / "checkpoints" / model.name, ignore_errors=True)
        for _ in _trained_and_evaluated(home, seed, plan, model, tasks, watch, index):
            index += 1


def _trained_and_evaluated(
    home: Path, seed: int, plan: DemoPlan, model: ModelPlan, tasks: LoadedTasks, watch: _Watch, first: int
) -> Iterator[Path]:
    index, begun = first, time.time()
    folder = Path("checkpoints") / model.name

    def on_step(step: int) -> None:
        watch.at(index, "training", step % plan.every, plan.every, begun)

    # lm-eval records the path that it is given: from inside home it names no machine.
    with contextlib.chdir(home):
        for checkpoint in train(model, seed, plan.steps, plan.every, folder, on_step):
            results = evaluate_checkpoint(
                _target(checkpoint),
                _settings(plan),
                home / "runs" / JOB / model.name / checkpoint.name,
                tasks=tasks,
                report=lambda phase, done, total: watch.at(index, phase, done, total, begun),
                work=job_folder(home, JOB) / "work",
            )
            watch.at(index, "", 0, 0, begun, Stage.DONE)
            index, begun = index + 1, time.time()
            yield results


def _settings(plan: DemoPlan) -> Settings:
    return Settings(plan.tasks, task_folder=str(FOLDER), limit=plan.limit, batch_size=256, device="cpu", dtype="float32")


def _target(checkpoint: Path) -> Target:
    sidecar = json.loads((checkpoint / "e2lm.json").read_text(encoding="utf-8"))
    return Target(pretrained=checkpoint.as_posix(), **sidecar)


def _first_state(plan: DemoPlan, seed: int) -> JobState:
    me, now = psutil.Process(), time.time()
    waiting = tuple(
        CheckpointState(model.name, checkpoint_name(step)) for model in plan.models for step in plan.checkpoints
    )
    size = f"{len(plan.models)} models x {len(plan.checkpoints)} checkpoints, trained and evaluated here"
    return JobState(
        JOB,
        f"demo, seed {seed}",
        size,
        Stage.RUNNING,
        created=now,
        started=now,
        updated=now,
        pid=me.pid,
        pid_started=me.create_time(),
        message="loading torch, transformers and lm-eval",
        checkpoints=waiting,
    )
