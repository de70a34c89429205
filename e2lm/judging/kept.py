"""What is kept of a judging, in home/judgements/<id>/.

request.json    what is asked: the task, the model, its settings, the sampled questions; written once
answers.jsonl   a line for each call: the verdict, its cost, the failures before it, and the endpoint's raw reply
log.txt         what the process that asks prints

What steers it lies there, too: e2lm.judging.steering.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from e2lm.alignment.asking import question_of
from e2lm.errors import RequestError
from e2lm.judging.request import Request

FOLDER = "judgements"
REQUEST, ANSWERS, LOG = "request.json", "answers.jsonl", "log.txt"


@dataclass(frozen=True)
class Kept:
    """One call as it is kept: `word` and `reason` are its verdict; tokens are None where the endpoint does not say.

    `failures` are the tries before it, in words; `raw` is the endpoint's reply as text, less its address and key.
    `lost` says that no verdict was to be had because of the way there (no connection, 429, 5xx), not of the model.
    """

    doc_key: str
    word: str
    reason: str
    prompt_tokens: int | None
    completion_tokens: int | None
    seconds: float
    failures: tuple[str, ...]
    lost: bool
    raw: str


def keep_request(home: Path, request: Request) -> str:
    """Writes a request into a folder of its own, and gives back its id. Raises RequestError where it cannot."""
    judgement_id = uuid4().hex[:12]
    folder = folder_of(home, judgement_id)
    text = json.dumps(asdict(request), ensure_ascii=False, indent=1)
    with writing(folder):
        folder.mkdir(parents=True)
        (folder / REQUEST).write_text(text, encoding="utf-8", errors="replace")
    return judgement_id


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """What the disk refuses in the block is a RequestError that names the folder."""
    try:
        yield
    except OSError as error:
        problem = f"the judging cannot be written ({error.strerror or error})"
        raise RequestError(problem, remedy="Make room, or let the folder be written.", file=str(folder)) from error


def folder_of(home: Path, judgement_id: str) -> Path:
    """The folder of a judging. Raises RequestError for what is no id."""
    if not judgement_id.isalnum():
        raise RequestError("there is no such judging", remedy="Pick one of those listed", field=judgement_id)
    return home / FOLDER / judgement_id


def read_request(folder: Path) -> Request:
    """What is asked in a folder. Raises RequestError where that is missing or damaged."""
    file = folder / REQUEST
    try:
        fields = json.loads(file.read_text(encoding="utf-8"))
        questions = tuple(question_of(one) for one in fields.pop("questions"))
        return Request(**fields, questions=questions)
    except (OSError, ValueError, KeyError, TypeError) as error:
        remedy = "Start another judging, and remove this folder."
        raise RequestError(f"the request cannot be read ({error})", remedy=remedy, file=str(file)) from error


def keep(folder: Path, call: Kept) -> None:
    """Adds a call to the answers, and returns once it is on the disk. Only the holder of the lock may."""
    line = json.dumps(asdict(call), ensure_ascii=False).encode("utf-8", "replace") + b"\n"
    with (folder / ANSWERS).open("ab+") as answers:
        size = answers.seek(0, os.SEEK_END)
        if size:
            answers.seek(size - 1)
            line = line if answers.read(1) == b"\n" else b"\n" + line
        answers.write(line)
        answers.flush()
        os.fsync(answers.fileno())


def calls_in(folder: Path) -> list[Kept]:
    """Every call that was kept, in order; a line that a crash tore off is passed over."""
    try:
        lines = (folder / ANSWERS).read_bytes().split(b"\n")
    except FileNotFoundError:
        return []
    found = (_call(line) for line in lines if line.strip())
    return [one for one in found if one is not None]


def last_calls(folder: Path) -> dict[str, Kept]:
    """The last call on each question."""
    return {one.doc_key: one for one in calls_in(folder)}


def ids(home: Path) -> list[str]:
    """Every judging that was ever asked for here, the newest last."""
    found = [file.parent for file in (home / FOLDER).glob(f"*/{REQUEST}")]
    return [folder.name for folder in sorted(found, key=lambda folder: ((folder / REQUEST).stat().st_mtime, folder))]


def _call(line: bytes) -> Kept | None:
    try:
        fields: Mapping[str, Any] = json.loads(line)
        return Kept(**{**fields, "failures": tuple(fields["failures"])})
    except (ValueError, TypeError, KeyError):
        return None
