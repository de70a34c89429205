"""The code that tasks would run, to be read and approved by a person: by the sha256 of exactly these contents.

Who edits an approved file, the YAML that names the code or the script itself, has an unapproved one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from e2lm.errors import RequestError
from e2lm.harness.task_code import CodeUse
from e2lm.harness.tasks import LocalTask, with_members


@dataclass(frozen=True)
class CodeFile:
    """A file that decides what code runs: why it does, one reason each, its hash (hex), and its text to be read."""

    file: Path
    why: tuple[str, ...]
    sha256: str
    text: str


def code_files(wanted: Iterable[str], tasks: Iterable[LocalTask]) -> list[CodeFile]:
    """Every file to be approved before the wanted tasks and the members of wanted groups load, each once.

    Raises RequestError where one cannot be read.
    """
    why: dict[Path, list[str]] = {}
    for task in with_members(wanted, tasks):
        for use in task.code:
            for file in use.files:
                why.setdefault(file, []).append(use.why)
    return [_code_file(file, tuple(dict.fromkeys(reasons))) for file, reasons in why.items()]


def refuse_code(wanted: Iterable[str], tasks: Iterable[LocalTask], approved: Collection[str] = ()) -> None:
    """Raises RequestError where a wanted task, or a member of a wanted group, would run code that is not approved."""
    for task in with_members(wanted, tasks):
        unapproved = [use for use in task.code if not is_approved(use, approved)]
        if unapproved:
            raise RequestError(
                f"task {task.name} would run code: {'; '.join(use.why for use in unapproved)}",
                remedy=f"Read it, then approve {_hashes(unapproved, approved)}; or choose another task.",
                file=str(task.file),
                field="approved_code",
            )


def is_approved(use: CodeUse, approved: Collection[str]) -> bool:
    """Whether every file of this use has, at this moment, contents that were approved."""
    return all(_code_file(file, ()).sha256 in approved for file in use.files)


def sha256(content: bytes) -> str:
    """The hash that is approved, 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def _hashes(uses: Iterable[CodeUse], approved: Collection[str]) -> str:
    files = dict.fromkeys(file for use in uses for file in use.files)
    hashed = [(file.name, _code_file(file, ()).sha256) for file in files]
    return ", ".join(f"{name} (sha256 {digest})" for name, digest in hashed if digest not in approved)


def _code_file(file: Path, why: tuple[str, ...]) -> CodeFile:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise RequestError(
            f"it cannot be read: {error.strerror or error}", remedy="Check the file.", file=str(file)
        ) from error
    return CodeFile(file, why, sha256(content), content.decode("utf-8", errors="replace"))
