"""Lanes: processes that each train and evaluate one demo model after the other, and tell where they are.

Two of them use two cores, which two threads of one process do not: models this small gain a fifth from a second thread.
The weights do not depend on the lane that trains a model.
"""

from __future__ import annotations

import contextlib
import json
import multiprocessing as mp
import os
import queue
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from e2lm.demo.train import train
from e2lm.harness.control import DEMO, LOG, WORK, job_folder
from e2lm.harness.device import device_of
from e2lm.harness.evaluate import Evaluator
from e2lm.harness.loading import Loader
from e2lm.harness.placing import put_in_place
from e2lm.harness.prompts import BuiltTask, built_tasks
from e2lm.harness.request import Target
from e2lm.harness.state import Stage
from e2lm.harness.task_loading import load_tasks

if TYPE_CHECKING:
    from multiprocessing.queues import Queue

    from e2lm.demo.live import DemoPlan

LANES = 2
TELL_SECONDS = 0.25
POLL_SECONDS = 0.5


@dataclass(frozen=True)
class Told:
    """What a lane says of one checkpoint: the fields of CellState. `index` -1 is the end of the lane, with
    `failure` "" or what went wrong."""

    index: int
    stage: Stage = Stage.RUNNING
    phase: str = ""
    done: int = 0
    total: int = 0
    seconds: float = 0.0
    failure: str = ""


@contextlib.contextmanager
def lanes(home: Path, seed: int, plan: DemoPlan) -> Iterator[Iterator[Told | None]]:
    """Starts the lanes and yields what they tell, None where nothing was told for POLL_SECONDS, until all have ended.

    Leaving the block ends lanes that still run; what they had finished stays, since results appear by a rename.
    """
    context = mp.get_context("spawn")
    todo: Queue[int] = context.Queue()
    told: Queue[Told] = context.Queue()
    for index in range(len(plan.models)):
        todo.put(index)
    count = min(LANES, len(plan.models))
    running = [
        context.Process(target=_lane, args=(home, seed, plan, todo, told, os.getpid()), daemon=True)
        for _ in range(count)
    ]
    for lane in running:
        lane.start()
    try:
        yield _heard(told, running)
    finally:
        for lane in running:
            lane.terminate()
            lane.join()


def _heard(told: Queue[Told], running: list[mp.context.SpawnProcess]) -> Iterator[Told | None]:
    ended = 0
    while ended < len(running):
        try:
            news = told.get(timeout=POLL_SECONDS)
        except queue.Empty:
            dead = next((lane for lane in running if lane.exitcode not in (None, 0)), None)
            if dead is not None:
                yield Told(-1, failure=f"a lane ended with status {dead.exitcode}")
                return
            yield None
            continue
        ended += news.index < 0
        yield news


def _lane(home: Path, seed: int, plan: DemoPlan, todo: Queue[int], told: Queue[Told], parent: int) -> None:
    _log_into(job_folder(home, DEMO) / LOG)
    try:
        _run(home, seed, plan, todo, told, parent)
    except Exception as error:  # noqa: BLE001 whatever it is, the demo ends with it as its reason
        told.put(Told(-1, failure=f"{type(error).__name__}: {error}"))
        return
    told.put(Told(-1))


def _run(home: Path, seed: int, plan: DemoPlan, todo: Queue[int], told: Queue[Told], parent: int) -> None:
    import torch

    _no_bars()
    torch.set_num_threads(1)
    (task,) = built_tasks(load_tasks(plan.settings), plan.settings)
    # lm-eval records the path that it is given: from inside home it names no machine.
    with contextlib.chdir(home):
        while True:
            try:
                model = todo.get(timeout=POLL_SECONDS)
            except queue.Empty:
                return
            _train_and_evaluate(home, seed, plan, model, task, _Teller(told, model * len(plan.checkpoints), parent))


def _train_and_evaluate(home: Path, seed: int, plan: DemoPlan, index: int, task: BuiltTask, teller: _Teller) -> None:
    model, settings = plan.models[index], plan.settings
    evaluator, loader = Evaluator(settings, device_of(settings)), Loader(settings)
    work = job_folder(home, DEMO) / WORK / model.name

    def on_step(step: int) -> None:
        teller.report("training", step % plan.every, plan.every)

    for checkpoint in train(model, seed, plan.steps, plan.every, Path("checkpoints") / model.name, on_step):
        evaluator.load(loader.prepare(_target(checkpoint)))
        evaluator.write(task, work, teller.report)
        results = home / "runs" / DEMO / model.name / checkpoint.name
        results.parent.mkdir(parents=True, exist_ok=True)
        put_in_place(work, results)
        teller.finish()


class _Teller:
    """Tells where the current checkpoint is, at most every TELL_SECONDS; ends the lane where nobody listens."""

    def __init__(self, told: Queue[Told], index: int, parent: int) -> None:
        self.told, self.index, self.parent = told, index, parent
        self.begun, self.last, self.phase = time.time(), 0.0, ""

    def report(self, phase: str, done: int, total: int) -> None:
        now = time.time()
        if phase == self.phase and now - self.last < TELL_SECONDS:
            return
        if os.getppid() != self.parent:
            os._exit(1)
        self.last, self.phase = now, phase
        self.told.put(Told(self.index, Stage.RUNNING, phase, done, total, now - self.begun))

    def finish(self) -> None:
        """The current checkpoint's results are there; the next one is current."""
        self.told.put(Told(self.index, Stage.DONE, seconds=time.time() - self.begun))
        self.index, self.begun, self.phase = self.index + 1, time.time(), ""


def _log_into(log: Path) -> None:
    """What the libraries print goes to the job's log; the demo says itself where it is."""
    stream = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for descriptor in (1, 2):
        os.dup2(stream, descriptor)


def _no_bars() -> None:
    """The libraries' own bars would fill the log."""
    import datasets
    from transformers.utils import logging

    datasets.disable_progress_bars()
    logging.disable_progress_bar()


def _target(checkpoint: Path) -> Target:
    sidecar = json.loads((checkpoint / "e2lm.json").read_text(encoding="utf-8"))
    return Target(pretrained=checkpoint.as_posix(), **sidecar)
