"""Jobs as their workers leave them on disk, made without a worker: planned, at work, ended."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import psutil

from e2lm.harness import jobs
from e2lm.harness.alive import host
from e2lm.harness.control import WORKERS, Cell, Priorities, save_priorities
from e2lm.harness.plan import Measurement, Plan, TaskPlan, save_plan
from e2lm.harness.request import Request, Settings, Target
from e2lm.harness.sources import PRESETS
from e2lm.harness.state import CellState, Stage, WorkerState, save_worker

TARGETS = tuple(Target(f"/models/toy/step{step}", "toy", f"step{step}", step=step) for step in (1, 2))
TASKS = ("quiz", "riddles")
# Two checkpoints on two tasks: 2,000 tokens each, of which lm-eval computes four times as many; 60 s each.
PLAN = Plan(
    tuple(TaskPlan(name, 1, 12, 48, "1.0", "p", 0, 1000, 4000) for name in TASKS), 2, "cpu", "float32", "", "prefix",
    measured=(Measurement("toy", "cpu", "float32", "prefix", 5.0, 2000, 55.0),),
)  # fmt: skip


def planned_job(home: Path, label: str = "") -> str:
    """A job whose worker wrote its plan and ended; its id."""
    job_id = _created(home, label)
    save_plan(jobs.job_folder(home, job_id), PLAN)
    _save(home, job_id, Stage.PLANNED, {}, ended=True)
    return job_id


def working_job(home: Path, cells: Mapping[Cell, CellState], label: str = "") -> str:
    """A job whose worker is this process; `cells` are those that it took."""
    job_id = _created(home, label)
    _save(home, job_id, Stage.RUNNING, cells, ended=False)
    return job_id


def ended_job(home: Path, stage: Stage, cells: Mapping[Cell, CellState], label: str = "") -> str:
    """A job whose worker ended so."""
    job_id = _created(home, label)
    _save(home, job_id, stage, cells, ended=True)
    return job_id


def competition_job(home: Path) -> str:
    """A sweep of the six E2LM models on five tasks that was cancelled half way, with cells that failed or are stale."""
    targets = [target for preset in PRESETS if "/dense-" in preset.pretrained for target in preset.targets()]
    tasks = ("mmlu_var", "hellaswag", "arc_easy", "sciq", "piqa")
    job_id = _created(home, "", Request(tuple(targets), Settings(tasks, num_fewshot=5)))
    asked = jobs.asked(home, job_id)
    names = asked.cells[:405] if asked else ()
    stages = {7: Stage.FAILED, 131: Stage.FAILED, 300: Stage.STALE, 301: Stage.STALE}
    why = {Stage.FAILED: "the weights lack lm_head.weight. Copy the whole checkpoint.", Stage.STALE: "other prompts"}
    cells = [CellState(*name, stages.get(at, Stage.DONE), seconds=42.0) for at, name in enumerate(names)]
    _save(
        home, job_id, Stage.CANCELLED, {one.name: replace(one, message=why.get(one.stage, "")) for one in cells}, True
    )
    return job_id


def cell(step: int, task: str, stage: Stage, message: str = "") -> dict[Cell, CellState]:
    """One cell of the toy model, by its name."""
    one = CellState("toy", f"step{step}", task, stage, "scoring", 30, 100, 10.0, message, ended=time.time())
    return {one.name: one}


def _created(home: Path, label: str, request: Request | None = None) -> str:
    job_id = jobs.create(home, request or Request(TARGETS, Settings(TASKS), label))
    save_priorities(jobs.job_folder(home, job_id), Priorities(asked=time.time() - 60))
    return job_id


def _save(home: Path, job_id: str, stage: Stage, cells: Mapping[Cell, CellState], ended: bool) -> None:
    me, now = psutil.Process(), time.time()
    worker = WorkerState(
        "toy", host(), me.pid, me.create_time(), stage, started=now - 30, updated=now, ended=now if ended else 0.0,
        cells=tuple(cells.values()),
    )  # fmt: skip
    save_worker(jobs.job_folder(home, job_id) / WORKERS / "toy.json", worker)
