"""Jobs: a folder each under home/jobs, steered and watched through files (control.py says which).

Nothing here evaluates: workers are processes of their own, started by the engine that the request names.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from e2lm.errors import RequestError
from e2lm.harness import executors
from e2lm.harness.approvals import refuse_code
from e2lm.harness.control import (
    CANCEL,
    DEMO,
    LOG,
    PAUSE,
    REQUEST,
    WORKERS,
    Cell,
    Priorities,
    job_folder,
    read_priorities,
    save_priorities,
    write_whole,
)
from e2lm.harness.job_states import asked, existing, has_workers, job, jobs, log_tail, request_of
from e2lm.harness.order import in_order
from e2lm.harness.remote import is_url
from e2lm.harness.request import Request
from e2lm.harness.spawning import spawn
from e2lm.harness.state import Stage
from e2lm.harness.tasks import local_tasks
from e2lm.harness.typed_path import typed_path

__all__ = [
    "DEMO", "LOG", "asked", "cancel", "create", "job", "job_folder", "jobs", "log_tail", "pause", "plan", "prioritise",
    "resume", "retry", "skip", "start", "start_demo",
]  # fmt: skip
PLANNER = "plan"


def start(home: Path, request: Request) -> str:
    """Writes a new job, starts its workers and gives back its id. Raises RequestError where that cannot be."""
    job_id = create(home, request)
    _launch(home, job_id, lambda asked: replace(asked, asked=time.time()))
    return job_id


def plan(home: Path, request: Request) -> str:
    """Writes a new job, starts a worker that plans it and stops before scoring, and gives back the job's id."""
    job_id = create(home, request)
    folder = job_folder(home, job_id)
    save_priorities(folder, Priorities(asked=time.time()))
    spawn(["e2lm.harness.worker", str(folder), "--plan", "--name", PLANNER], folder / LOG)
    return job_id


def create(home: Path, request: Request) -> str:
    """Writes a new job without starting it.

    Raises RequestError where home is not writable, and where tasks of the request's folder would run code that is not
    approved: the worker refuses it too, but only once lm-eval is loaded.
    """
    given = request.settings
    settings = replace(
        given,
        tasks=tuple(dict.fromkeys(given.tasks)),
        task_folder=_absolute(given.task_folder, "task_folder"),
        output=given.output if is_url(given.output) else _absolute(given.output, "output"),
    )
    request = replace(request, targets=in_order(request.targets, settings.order), settings=settings)
    if settings.task_folder:
        refuse_code(settings.tasks, local_tasks(Path(settings.task_folder))[0], settings.approved_code)
    job_id = f"{time.strftime('%Y%m%d-%H%M%S', time.localtime())}-{secrets.token_hex(2)}"
    folder = job_folder(home, job_id)
    try:
        (folder / WORKERS).mkdir(parents=True)
        write_whole(folder / REQUEST, json.dumps(request.to_json(), indent=1))
    except OSError as error:
        raise RequestError(
            f"the job cannot be written: {error.strerror}",
            remedy="Free space or choose another E2LM_HOME.",
            file=str(folder),
        ) from error
    return job_id


def start_demo(home: Path) -> str:
    """Starts the live demo as a job of its own (`python -m e2lm demo`). Raises RequestError where it runs already."""
    folder = job_folder(home, DEMO)
    if folder.is_dir() and job(home, DEMO).is_active:
        raise RequestError("the demo runs already", remedy="Wait for it or cancel it.", file=str(folder))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / CANCEL).unlink(missing_ok=True)
    save_priorities(folder, Priorities(asked=time.time()))
    spawn(["e2lm", "demo", "--home", str(home)], folder / LOG)
    return DEMO


def pause(home: Path, job_id: str) -> None:
    """Asks a job's workers to wait: they stop computing within seconds and keep their models."""
    folder = existing(home, job_id)
    if not job(home, job_id).is_active:
        raise RequestError(f"job {job_id} does not run", remedy="Only a running job can pause.", file=str(folder))
    (folder / PAUSE).touch()


def resume(home: Path, job_id: str) -> None:
    """Lets a paused job go on; starts one that is planned, or has ended, again: cells without results run.

    The demo starts anew. Raises RequestError where there is no such job or it runs already.
    """
    if job_id == DEMO:
        start_demo(home)
        return
    folder = existing(home, job_id)
    paused = (folder / PAUSE).exists()
    (folder / PAUSE).unlink(missing_ok=True)
    if job(home, job_id).is_active or has_workers(folder):
        if not paused:
            raise RequestError(f"job {job_id} runs already", remedy="Wait for it or cancel it.", file=str(folder))
        return
    _launch(home, job_id, lambda asked: replace(asked, asked=time.time(), only_again=False))


def cancel(home: Path, job_id: str) -> None:
    """Asks a job to stop; its workers do so within seconds and keep what is finished."""
    (existing(home, job_id) / CANCEL).touch()


def retry(home: Path, job_id: str, cells: Sequence[Cell] = ()) -> None:
    """Tries cells that failed again, all of them or those given; nothing else of a job that has ended.

    Raises RequestError where none failed.
    """
    folder = existing(home, job_id)
    if job_id == DEMO:
        start_demo(home)
        return
    state = job(home, job_id)
    failed = [cell.name for cell in state.cells if cell.stage == Stage.FAILED]
    chosen = [name for name in failed if not cells or name in cells]
    if not chosen:
        raise RequestError(
            "none of these cells failed", remedy="Resume the job to do what is missing.", file=str(folder)
        )
    now = time.time()
    again = tuple((name, now) for name in chosen)

    def with_retries(priorities: Priorities) -> Priorities:
        kept = tuple(entry for entry in priorities.again if entry[0] not in chosen)
        skip = tuple(name for name in priorities.skip if name not in chosen)
        return replace(priorities, again=(*kept, *again), skip=skip)

    if has_workers(folder) or state.is_active:
        save_priorities(folder, with_retries(read_priorities(folder)))
    else:
        _launch(home, job_id, lambda asked: replace(with_retries(replace(asked, again=())), asked=now, only_again=True))


def prioritise(home: Path, job_id: str, cells: Sequence[Cell]) -> None:
    """Runs cells before all others, in the order given; those that were to be left out are not any more."""
    folder = existing(home, job_id)
    priorities = read_priorities(folder)
    first = (*cells, *(cell for cell in priorities.first if cell not in cells))
    skip = tuple(cell for cell in priorities.skip if cell not in cells)
    save_priorities(folder, replace(priorities, first=first, skip=skip))


def skip(home: Path, job_id: str, cells: Sequence[Cell]) -> None:
    """Leaves cells out, unless they run or are done already."""
    folder = existing(home, job_id)
    priorities = read_priorities(folder)
    first = tuple(cell for cell in priorities.first if cell not in cells)
    save_priorities(folder, replace(priorities, first=first, skip=tuple(dict.fromkeys((*priorities.skip, *cells)))))


def _launch(home: Path, job_id: str, change: Callable[[Priorities], Priorities]) -> None:
    """Has the job's engine start workers, after noting in the priorities what they are asked for."""
    folder = job_folder(home, job_id)
    (folder / CANCEL).unlink(missing_ok=True)
    (folder / PAUSE).unlink(missing_ok=True)
    save_priorities(folder, change(read_priorities(folder)))
    executors.launch(folder, request_of(folder))


def _absolute(folder: str, field: str) -> str:
    return str(typed_path(folder, field)) if folder else ""
