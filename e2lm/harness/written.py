"""The files of one finished evaluation: whether they are there and whole, and what a full disk looks like."""

from __future__ import annotations

import errno
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from e2lm.errors import RequestError

SIDECAR = "e2lm.json"
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class NoRoomError(RequestError):
    """The disk is full: nothing further can be written, so the job stops."""


def is_finished(folder: Path) -> bool:
    """Whether `folder` holds a whole evaluation: a results file that parses and the sidecar."""
    try:
        json.loads((folder / SIDECAR).read_text(encoding="utf-8"))
        results = [json.loads(file.read_text(encoding="utf-8")) for file in folder.glob("results_*.json")]
    except (OSError, ValueError, RecursionError):
        return False
    return any(isinstance(result, dict) and isinstance(result.get("results"), dict) for result in results)


def is_full(error: OSError) -> bool:
    """Whether the error means that nothing more can be written: disk, quota or file size.

    Copying a folder raises one error without a number, which holds those of its files as text.
    """
    return error.errno in NO_ROOM or (error.errno is None and _names_no_room(str(error)))


def _names_no_room(text: str) -> bool:
    return any(f"Errno {number}]" in text or f"OSError({number}," in text for number in NO_ROOM)


def no_room(folder: Path) -> NoRoomError:
    """The error to raise where writing below `folder` found no space."""
    return NoRoomError(
        "no space is left on the disk",
        remedy="Free some space, then resume the job: what is done is kept.",
        file=str(folder),
    )


def check_written(folder: Path, samples: Mapping[str, int], warnings: Sequence[str]) -> None:
    """Raises where lm-eval's files are not all there and whole; `samples` is the lines expected of each task."""
    if any(map(_names_no_room, warnings)):
        raise no_room(folder)
    why = f": {'; '.join(warnings)}" if warnings else ""
    try:
        results = [json.loads(file.read_text(encoding="utf-8")) for file in folder.glob("results_*.json")]
    except ValueError:
        results = []
    if len(results) != 1:
        raise RequestError(f"lm-eval wrote no whole results file{why}", remedy="See the log.", file=str(folder))
    for task, expected in samples.items():
        # A time follows the name: of samples_quiz_2_<time> only quiz_2 is the task, not quiz.
        own = re.compile(rf"samples_{re.escape(task)}_\d{{4}}-\d\d-\d\dT[\d.-]+\.jsonl")
        lines = sum(file.read_bytes().count(b"\n") for file in folder.iterdir() if own.fullmatch(file.name))
        if lines != expected:
            raise RequestError(
                f"lm-eval wrote {lines} of {expected} samples of {task}{why}", remedy="See the log.", file=str(folder)
            )
