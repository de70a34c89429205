"""Whether a process that left its name in a file still lives, here or on another machine."""

from __future__ import annotations

import socket
import time

import psutil

from e2lm.harness.state import WorkerState

# A worker writes its heartbeat every few seconds; one of another machine that was silent for so long is taken as dead.
SILENT_SECONDS = 120.0


def host() -> str:
    """The name of this machine, as workers write it down."""
    return socket.gethostname()


def is_alive(pid: int, started: float) -> bool:
    """Whether the very process that noted pid and start time lives; one that got the pid later is not it."""
    try:
        process = psutil.Process(pid)
        return abs(process.create_time() - started) < 1.0 and process.status() != psutil.STATUS_ZOMBIE
    except (psutil.NoSuchProcess, psutil.AccessDenied, ValueError):
        return False


def works(worker: WorkerState, now: float | None = None) -> bool:
    """Whether a worker is still at work: it has not ended, and lives by its pid here or by its heartbeat elsewhere."""
    if worker.ended:
        return False
    if worker.host == host():
        return is_alive(worker.pid, worker.pid_started)
    return (time.time() if now is None else now) - worker.updated < SILENT_SECONDS
