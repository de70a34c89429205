"""Who asks, when it is to stop, and why it ended: files beside what is kept of a judging.

stop            while it is there, no further question is asked
failure.txt     why it ended early
lock            held by the process that asks
"""

from __future__ import annotations

from pathlib import Path

from filelock import FileLock, Timeout

STOP, FAILURE, LOCK = "stop", "failure.txt", "lock"
PATIENCE = 2.0  # seconds: a page that only looks whether somebody asks holds the lock for a moment


def stop(folder: Path) -> None:
    """Has the process that asks end after the questions that it is asking."""
    (folder / STOP).touch()


def begin(folder: Path) -> None:
    """Takes away what ended an earlier start: a stop, or the note of a failure."""
    for name in (STOP, FAILURE):
        (folder / name).unlink(missing_ok=True)


def note_failure(folder: Path, why: str) -> None:
    """Writes down why a judging ended early."""
    (folder / FAILURE).write_text(why, encoding="utf-8", errors="replace")


def failure(folder: Path) -> str:
    """Why a judging ended early, "" if it did not."""
    try:
        return (folder / FAILURE).read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""


def lock_of(folder: Path) -> FileLock:
    """What the process that asks holds."""
    return FileLock(folder / LOCK, timeout=PATIENCE)


def is_asking(folder: Path) -> bool:
    """Whether a process is asking."""
    if not (folder / LOCK).exists():
        return False
    try:
        with FileLock(folder / LOCK, timeout=0):
            return False
    except Timeout:
        return True
