"""What DuckDB and the disk report, in words that name the remedy."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from e2lm.errors import StoreError

# DuckDB gives one error class for many causes, so its words decide.
_DAMAGED = (
    "not a valid DuckDB database file",
    "Corrupt database file",
    "Trying to read a database file with version number",
    "newer version of DuckDB",
    "Failure while replaying WAL",
    "Failed to deserialize",
    "Serialization Error",
)
_LOCKED = ("Could not set lock", "Conflicting lock", "already open")
_FULL = ("No space left", "Disk quota exceeded", "File too large", "Out of disk", "disk full")
_READ_ONLY = ("Read-only file system", "Permission denied", "read-only mode")

_NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NO_WRITING = {errno.EROFS, errno.EACCES, errno.EPERM}


class StoreBusyError(StoreError):
    """Another process, usually the running app, holds the database file."""


def damaged(error: duckdb.Error) -> bool:
    """Whether the file's content is at fault, rather than the disk, a lock or this program."""
    words = str(error)
    return any(sign in words for sign in _DAMAGED) and not any(
        sign in words for sign in (*_FULL, *_READ_ONLY, *_LOCKED)
    )


@contextmanager
def translated(file: str) -> Iterator[None]:
    """Turns failures of the disk and of the database file into StoreError; other errors pass unchanged."""
    try:
        yield
    except duckdb.Error as error:
        if not _outside(error):
            raise
        raise _of_words(str(error), file) from error
    except OSError as error:
        raise of_disk(error, file) from error


def _outside(error: duckdb.Error) -> bool:
    """Whether the disk or the file is at fault; a wrong statement is this project's own mistake and passes."""
    return isinstance(error, duckdb.OperationalError | duckdb.FatalException) or type(error) is duckdb.Error


def of_disk(error: OSError, file: str) -> StoreError:
    """A failure to write `file` as a StoreError."""
    if error.errno in _NO_SPACE:
        return full(file)
    if error.errno in _NO_WRITING:
        return read_only(file)
    return StoreError(
        f"the disk refused: {error.strerror or error}", remedy="Check the folder and try again.", file=file
    )


def _of_words(words: str, file: str) -> StoreError:
    if any(sign in words for sign in _LOCKED):
        return StoreBusyError(
            "another process holds the index, usually the running app",
            remedy="Use that app, or stop it first.",
            file=file,
        )
    if any(sign in words for sign in _FULL):
        return full(file)
    if any(sign in words for sign in _READ_ONLY):
        return read_only(file)
    return StoreError(
        f"the index failed: {words.strip().splitlines()[0]}",
        remedy="Restart; if it stays, delete the file: it is rebuilt from the result files.",
        file=file,
    )


def full(file: str) -> StoreError:
    """The disk that holds `file` is full."""
    return StoreError(
        "the disk is full: what was stored before stands, the rest was not taken in",
        remedy="Free some space or set E2LM_HOME to a folder on another disk, then try again.",
        file=file,
    )


def read_only(file: str) -> StoreError:
    """The folder or disk of `file` refuses writing."""
    return StoreError(
        "the folder cannot be written, so nothing was changed",
        remedy="Allow writing to it or set E2LM_HOME to a folder of your own.",
        file=file,
    )
