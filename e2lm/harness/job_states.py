"""Jobs as they stand: read from their folders, at any moment, by anybody."""

from __future__ import annotations

import json
import os
import re
import time
from functools import lru_cache
from pathlib import Path

from e2lm.errors import RequestError
from e2lm.harness.alive import host, works
from e2lm.harness.control import CANCEL, DEMO, PLAN, REQUEST, WORKERS, job_folder, read_priorities
from e2lm.harness.merging import START_SECONDS, Found, merged
from e2lm.harness.request import Request
from e2lm.harness.state import JobState, Stage, WorkerState, read_worker

# What jobs.create makes, and any plain name: an id comes from a command line or an address and must not be a path.
_ID = re.compile(r"[\w-]{1,100}")


def job(home: Path, job_id: str) -> JobState:
    """One job as it stands now; LOST where its workers are gone. Raises RequestError where it cannot be read."""
    folder = existing(home, job_id)
    workers = _workers(folder)
    now = time.time()
    if not (folder / REQUEST).exists() and job_id == DEMO:
        return _demo_without_request(folder, now)
    request = request_of(folder)
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


def asked(home: Path, job_id: str) -> Request | None:
    """What a job was asked to evaluate; None where its folder does not say, and for the demo, which trains first."""
    try:
        return None if job_id == DEMO else request_of(job_folder(home, job_id))
    except RequestError:
        return None


def existing(home: Path, job_id: str) -> Path:
    """The folder of a job. Raises RequestError where there is none."""
    folder = job_folder(home, job_id)
    if not _ID.fullmatch(job_id) or not folder.is_dir():
        raise RequestError(f"there is no job {job_id}", remedy="Look at the list of jobs.", file=str(folder))
    return folder


def has_workers(folder: Path) -> bool:
    """Whether any worker of the job in `folder` is at work, a paused one too."""
    return any(works(worker) for worker in _workers(folder))


def _workers(folder: Path) -> list[WorkerState]:
    """The states of a job's workers. Raises RequestError where one cannot be read."""
    return [read_worker(file) for file in sorted((folder / WORKERS).glob("*.json"))]


def request_of(folder: Path) -> Request:
    """What the job in `folder` is asked. Raises RequestError where its file is missing or damaged."""
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
    starting = now - begun < START_SECONDS
    stage, message = (Stage.QUEUED, "") if starting else (Stage.LOST, "the demo did not start; see the log")
    return JobState(DEMO, "demo", "trains and evaluates tiny models", stage, begun, updated=begun, message=message)
