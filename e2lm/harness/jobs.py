"""Jobs: a folder each under home/jobs, steered and watched through files (control.py says which).

Nothing here evaluates: workers are processes of their own, started by the engine that the request names.
"""

from __future__ import annotations

import json
import os
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from e2lm.errors import RequestError
from e2lm.harness import executors
from e2lm.harness.alive import host, works
from e2lm.harness.control import (
    CANCEL,
    DEMO,
    LOG,
    PAUSE,
    PLAN,
    REQUEST,
    WORKERS,
    Cell,
    Priorities,
    job_folder,
    read_priorities,
    save_priorities,
    write_whole,
)
from e2lm.harness.merging import Found, merged
from e2lm.harness.order import in_order
from e2lm.harness.remote import is_url
from e2lm.harness.request import Request
from e2lm.harness.spawning import spawn
from e2lm.harness.state import JobState, Stage, WorkerState, read_worker

__all__ = [
    "DEMO", "LOG", "asked", "cancel", "create", "job", "job_folder", "jobs", "log_tail", "pause", "plan", "prioritise",
    "resume", "retry", "skip", "start", "start_demo",
]  # fmt: skip
_REMEDY = "Look at the list of jobs."
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
    """Writes a new job without starting it. Raises RequestError where home is not writable."""
    given = request.settings
    settings = replace(
        given,
        tasks=tuple(dict.fromkeys(given.tasks)),
        task_folder=_absolute(given.task_folder),
        output=given.output if is_url(given.output) else _absolute(given.output),
    )
    request = replace(request, targets=in_order(request.targets, settings.order), settings=settings)
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


def asked(home: Path, job_id: str) -> Request | None:
    """What a job was asked to evaluate; None where its folder does not say, and for the demo, which trains first."""
    try:
        return None if job_id == DEMO else _request(job_folder(home, job_id))
    except RequestError:
        return None


def pause(home: Path, job_id: str) -> None:
    """Asks a job's workers to wait: they stop computing within seconds and keep their models."""
    folder = _existing(home, job_id)
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
    folder = _existing(home, job_id)
    paused = (folder / PAUSE).exists()
    (folder / PAUSE).unlink(missing_ok=True)
    if job(home, job_id).is_active or _works(folder):
        if not paused:
            raise RequestError(f"job {job_id} runs already", remedy="Wait for it or cancel it.", file=str(folder))
        return
    _launch(home, job_id, lambda asked: replace(asked, asked=time.time(), only_again=False))


def cancel(home: Path, job_id: str) -> None:
    """Asks a job to stop; its workers do so within seconds and keep what is finished."""
    (_existing(home, job_id) / CANCEL).touch()


def retry(home: Path, job_id: str, cells: Sequence[Cell] = ()) -> None:
    """Tries cells that failed again, all of them or those given; nothing else of a job that has ended.

    Raises RequestError where none failed.
    """
    folder = _existing(home, job_id)
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

    if _works(folder) or state.is_active:
        save_priorities(folder, with_retries(read_priorities(folder)))
    else:
        _launch(home, job_id, lambda asked: replace(with_retries(replace(asked, again=())), asked=now, only_again=True))


def prioritise(home: Path, job_id: str, cells: Sequence[Cell]) -> None:
    """Runs cells before all others, in the order given; those that were to be left out are not any more."""
    folder = _existing(home, job_id)
    priorities = read_priorities(folder)
    first = (*cells, *(cell for cell in priorities.first if cell not in cells))
    skip = tuple(cell for cell in priorities.skip if cell not in cells)
    save_priorities(folder, replace(priorities, first=first, skip=skip))


def skip(home: Path, job_id: str, cells: Sequence[Cell]) -> None:
    """Leaves cells out, unless they run or are done already."""
    folder = _existing(home, job_id)
    priorities = read_priorities(folder)
    first = tuple(cell for cell in priorities.first if cell not in cells)
    save_priorities(folder, replace(priorities, first=first, skip=tuple(dict.fromkeys((*priorities.skip, *cells)))))


def job(home: Path, job_id: str) -> JobState:
    """One job as it stands now; LOST where its workers are gone. Raises RequestError where it cannot be read."""
    folder = _existing(home, job_id)
    workers = _workers(folder)
    now = time.time()
    if not (folder / REQUEST).exists() and job_id == DEMO:
        return _demo_without_request(folder, now)
    request = _request(folder)
    found = Found(
        id=job_id,
        request=request,
        created=(folder / REQUEST).stat().st_mtime,
        workers=workers,
        alive=[worker for worker in workers if works(worker, now)],
        priorities=read_priorities(folder),
        cancelled=(folder / CANCEL).exists(),
        planned=(folder / PLAN).exists(),
        here=host(),
    )
    return merged(found, now)


def jobs(home: Path) -> list[JobState]:
    """All jobs, the newest first; one whose files cannot be read is shown as lost, with the reason."""
    folder = home / "jobs"
    found = []
    for name in [path.name for path in folder.iterdir() if path.is_dir()] if folder.is_dir() else []:
        try:
            found.append(job(home, name))
        except RequestError as error:
            found.append(JobState(name, "", "", Stage.LOST, created=0.0, message=str(error)))
    return sorted(found, key=lambda state: (state.created, state.id), reverse=True)


def log_tail(home: Path, job_id: str, lines: int = 30) -> str:
    """The last lines of a job's newest log, "" where it has none yet."""
    logs = sorted(job_folder(home, job_id).glob("log*.txt"), key=lambda file: file.stat().st_mtime)
    if not logs:
        return ""
    with logs[-1].open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - 400 * lines))
        text = file.read().decode("utf-8", errors="replace")
    return "\n".join(text.splitlines()[-lines:])


def _launch(home: Path, job_id: str, change: Callable[[Priorities], Priorities]) -> None:
    """Has the job's engine start workers, after noting in the priorities what they are asked for."""
    folder = job_folder(home, job_id)
    (folder / CANCEL).unlink(missing_ok=True)
    (folder / PAUSE).unlink(missing_ok=True)
    save_priorities(folder, change(read_priorities(folder)))
    executors.launch(folder, _request(folder))


def _existing(home: Path, job_id: str) -> Path:
    folder = job_folder(home, job_id)
    if not folder.is_dir():
        raise RequestError(f"there is no job {job_id}", remedy=_REMEDY, file=str(folder))
    return folder


def _absolute(folder: str) -> str:
    return str(Path(folder).expanduser().absolute()) if folder else ""


def _works(folder: Path) -> bool:
    return any(works(worker) for worker in _workers(folder))


def _workers(folder: Path) -> list[WorkerState]:
    """The states of a job's workers. Raises RequestError where one cannot be read."""
    return [read_worker(file) for file in sorted((folder / WORKERS).glob("*.json"))]


def _request(folder: Path) -> Request:
    file = folder / REQUEST
    try:
        return _read_request(file, file.stat().st_mtime_ns)
    except (OSError, ValueError) as error:
        raise RequestError(
            f"the job cannot be read ({type(error).__name__}: {error})",
            remedy="Start it anew, or delete its folder.",
            file=str(file),
        ) from error


@lru_cache(maxsize=256)
def _read_request(file: Path, _changed: int) -> Request:
    return Request.from_json(json.loads(file.read_text(encoding="utf-8")), str(file))


def _demo_without_request(folder: Path, now: float) -> JobState:
    """The demo between its start and the moment in which its process says what it is going to do."""
    begun = read_priorities(folder).asked
    starting = now - begun < 60.0
    stage, message = (Stage.QUEUED, "") if starting else (Stage.LOST, "the demo did not start; see the log")
    return JobState(DEMO, "demo", "trains and evaluates tiny models", stage, begun, updated=begun, message=message)
