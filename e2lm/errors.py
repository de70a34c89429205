"""The one error tree: every message names where it happened and what to do about it."""

from __future__ import annotations


class E2LMError(Exception):
    """Something outside the program is not as it must be.

    `problem` says what is wrong, `remedy` what to do; `file`, `line` (1-based) and `field` say where, each "" or 0
    where it does not apply.
    """

    def __init__(self, problem: str, *, remedy: str, file: str = "", line: int = 0, field: str = "") -> None:
        self.problem, self.remedy = problem, remedy
        self.file, self.line, self.field = file, line, field
        where = (file + (f":{line}" if line else "") + (f" [{field}]" if field else "")).strip()
        super().__init__(f"{where + ': ' if where else ''}{problem}. {remedy}")


class SourceError(E2LMError):
    """A file or folder that was given cannot be read as results."""


class StoreError(E2LMError):
    """The database file cannot be opened, migrated or written."""


class RequestError(E2LMError):
    """An evaluation was asked for that cannot be run."""
