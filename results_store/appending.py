"""Adding whole lines to a journal: under its lock, on the disk when it returns, and not at all where that fails."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from e2lm.errors import StoreError
from results_store.failures import translated


def append_lines(path: Path, lines: bytes) -> None:
    """Adds lines, each with its end; on failure the journal is as it was. Raises StoreError."""
    with appending(path):
        append_held(path, lines)


@contextmanager
def appending(path: Path) -> Iterator[None]:
    """Holds the lock of a journal, whose folder is made; failures of the disk are StoreErrors."""
    with translated(str(path)):
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(f"{path}.lock", timeout=20)
        try:
            lock.acquire()
        except Timeout as error:
            remedy = "Wait for the other import, or delete the lock file if there is none."
            raise StoreError("another process is writing the journal", remedy=remedy, file=f"{path}.lock") from error
        try:
            yield
        finally:
            lock.release()


def append_held(path: Path, lines: bytes) -> None:
    """The same while the lock is held; a last line that a crash tore off is ended first. Raises OSError."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
    try:
        size = os.fstat(descriptor).st_size
        torn = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
        try:
            _write_all(descriptor, b"\n" + lines if torn else lines)
            os.fsync(descriptor)
        except OSError:
            os.ftruncate(descriptor, size)
            raise
    finally:
        os.close(descriptor)


def _write_all(descriptor: int, content: bytes) -> None:
    while content:
        content = content[os.write(descriptor, content) :]
