"""Jobs: a folder each under home/jobs, a detached worker process each, started, watched and cancelled through files.

A job's folder holds request.json (what is asked), state.json (written by the worker only, once it runs), log.txt, lock
(held by the worker while it lives) and, when somebody wants it to stop, cancel. Its results go to home/runs/<job>/.
"""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import psutil

from e2lm.errors import RequestError
from e2lm.harness.order import in_order
from e2lm.harness.request import Request
from e2lm.harness.state import CellState, JobState, Stage, read_state, save_state

DEMO = "demo"
REQUEST, STATE, LOG, LOCK, CANCEL = "request.json", "state.json", "log.txt", "lock", "cancel"
START_SECONDS = 60.0
_ENVIRONMENT = {
    "PYTHONUNBUFFERED": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "HF_DATASETS_DISABLE_PROGRESS_BARS": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DISABLE_SAFETENSORS_CONVERSION": "1",
}


def start(home: Path, request: Request) -> str:
    """Writes a new job, starts its worker and gives back its id. Raises RequestError where home is not writable."""
    job_id = create(home, request)
    _spawn(job_folder(home, job_id))
    return job_id


def create(home: Path, request: Request) -> str:
    """Writes a new job without starting it. Raises RequestError where home is not writable."""
    tasks = request.settings.task_folder
    settings = replace(
        request.settings,
        tasks=tuple(dict.fromkeys(request.settings.tasks)),
        task_folder=str(Path(tasks).expanduser().absolute()) if tasks else "",
    )
    request = replace(request, targets=in_order(request.targets, settings.order), settings=settings)
    now = time.time()
    job_id = f"{time.strftime('%Y%m%d-%H%M%S', time.localtime(now))}-{secrets.token_hex(2)}"
    folder = job_folder(home, job_id)
    cells = tuple(CellState(one.model, one.checkpoint, task) for one in request.targets for task in settings.tasks)
    state = JobState(job_id, request.title, request.plan, Stage.QUEUED, created=now, updated=now, cells=cells)
    try:
        folder.mkdir(parents=True)
        (folder / REQUEST).write_text(json.dumps(request.to_json(), indent=1), encoding="utf-8")
        save_state(folder / STATE, state)
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
    if (folder / STATE).exists() and job(home, DEMO).is_active:
        raise RequestError("the demo runs already", remedy="Wait for it or cancel it.", file=str(folder))
    now = time.time()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / CANCEL).unlink(missing_ok=True)
    plan = "trains and evaluates tiny models"
    save_state(folder / STATE, JobState(DEMO, "demo", plan, Stage.QUEUED, created=now, updated=now))
    _spawn(folder)
    return DEMO


def asked(home: Path, job_id: str) -> Request | None:
    """What a job was asked to evaluate; None where its folder does not say, as the demo's."""
    file = job_folder(home, job_id) / REQUEST
    try:
        return Request.from_json(json.loads(file.read_text(encoding="utf-8")), str(file))
    except (OSError, ValueError, RequestError):
        return None


def resume(home: Path, job_id: str) -> None:
    """Starts a job's worker again: checkpoints without results run, those that failed too, the others stay.

    The demo starts anew. Raises RequestError where there is no such job or it runs already.
    """
    if job_id == DEMO:
        start_demo(home)
        return
    folder = job_folder(home, job_id)
    state = job(home, job_id)
    if state.is_active:
        raise RequestError(f"job {job_id} runs already", remedy="Wait for it or cancel it.", file=str(folder))
    (folder / CANCEL).unlink(missing_ok=True)
    waiting = tuple(
        cell if cell.stage == Stage.DONE else CellState(cell.model, cell.checkpoint, cell.task) for cell in state.cells
    )
    now = time.time()
    save_state(
        folder / STATE,
        replace(state, stage=Stage.QUEUED, updated=now, ended=0.0, pid=0, message="", cells=waiting),
    )
    _spawn(folder)


def cancel(home: Path, job_id: str) -> None:
    """Asks a job to stop; its worker does so within seconds and keeps what is finished."""
    folder = job_folder(home, job_id)
    if not folder.is_dir():
        raise RequestError(f"there is no job {job_id}", remedy="Look at the list of jobs.", file=str(folder))
    (folder / CANCEL).touch()


def job(home: Path, job_id: str) -> JobState:
    """One job as it stands now; LOST where its process is gone. Raises RequestError where it cannot be read."""
    state = read_state(job_folder(home, job_id) / STATE)
    if state.stage == Stage.RUNNING and not is_alive(state.pid, state.pid_started):
        return replace(state, stage=Stage.LOST, message="the worker is gone; resume to do what is missing")
    if state.stage == Stage.QUEUED and time.time() - state.updated > START_SECONDS:
        return replace(state, stage=Stage.LOST, message="the worker did not start; see the log")
    return state


def jobs(home: Path) -> list[JobState]:
    """All jobs, the newest first; one whose state cannot be read is shown as lost, with the reason."""
    folder = home / "jobs"
    found = []
    for name in [path.name for path in folder.iterdir() if path.is_dir()] if folder.is_dir() else []:
        try:
            found.append(job(home, name))
        except RequestError as error:
            found.append(JobState(name, "", "", Stage.LOST, created=0.0, message=str(error)))
    return sorted(found, key=lambda state: (state.created, state.id), reverse=True)


def log_tail(home: Path, job_id: str, lines: int = 30) -> str:
    """The last lines of a job's log, "" where it has none yet."""
    try:
        with (job_folder(home, job_id) / LOG).open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - 400 * lines))
            text = file.read().decode("utf-8", errors="replace")
    except FileNotFoundError:
        return ""
    return "\n".join(text.splitlines()[-lines:])


def job_folder(home: Path, job_id: str) -> Path:
    return home / "jobs" / job_id


def is_alive(pid: int, started: float) -> bool:
    """Whether the very process that noted pid and start time lives; one that got the pid later is not it."""
    try:
        process = psutil.Process(pid)
        return abs(process.create_time() - started) < 1.0 and process.status() != psutil.STATUS_ZOMBIE
    except (psutil.NoSuchProcess, psutil.AccessDenied, ValueError):
        return False


def _spawn(folder: Path) -> None:
    """Starts the worker in a session of its own, so that it outlives the app, the terminal and the browser."""
    package_root = str(Path(__file__).resolve().parents[2])
    paths = [package_root, *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {**os.environ, **_ENVIRONMENT, "PYTHONPATH": os.pathsep.join(paths)}
    demo = ["e2lm", "demo", "--home", str(folder.parents[1])]
    arguments = demo if folder.name == DEMO else ["e2lm.harness.worker", str(folder)]
    with (folder / LOG).open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=environment,
            start_new_session=True,
        )
    # Somebody has to wait for a child, or it stays a zombie for as long as the app lives.
    threading.Thread(target=process.wait, name=f"reap {folder.name}", daemon=True).start()
