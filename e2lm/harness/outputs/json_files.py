"""JSON from outside: whole documents, and records one per line or in an array, with every damage named."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TextIO

from e2lm.errors import SourceError
from e2lm.records import Problem

COPY_AGAIN = "Copy the file again from where it was written, or run that evaluation again"
_SHOWN_PROBLEMS = 20
_PIECE = 2**20  # characters of an array that are read at once
_SURROGATE = re.compile(rb"\\u[dD]")


def read_bytes(path: Path) -> bytes:
    """The file's bytes. Errors: SourceError where it is missing, empty or may not be read."""
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise SourceError("there is no such file", remedy="Check the path", file=str(path)) from error
    except OSError as error:
        raise unreadable(path, error) from error
    if not content.strip():
        raise SourceError("the file is empty", remedy=COPY_AGAIN, file=str(path))
    return content


def unreadable(path: Path, error: OSError) -> SourceError:
    return SourceError(
        f"the file cannot be read ({error.strerror})", remedy="Check its permissions and the disk", file=str(path)
    )


def parse_json(content: bytes, path: Path) -> object:
    """One JSON document; bare NaN and Infinity are read as lm-eval writes them. Errors: SourceError with the line."""
    try:
        return _text_only(json.loads(content), content)
    except json.JSONDecodeError as error:
        begun, ended = error.doc.lstrip()[:1] in "{[", error.doc.rstrip()[-1:] in "}]"
        cut = error.pos >= len(error.doc.rstrip()) or (begun and not ended)
        what = "the file ends in the middle of its JSON" if cut else f"the file is not valid JSON ({error.msg})"
        raise SourceError(what, remedy=COPY_AGAIN, file=str(path), line=error.lineno) from error
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise SourceError("the file is not JSON text", remedy=COPY_AGAIN, file=str(path)) from error


def read_records(path: Path, containing: bytes = b"") -> Iterator[tuple[int, Mapping[str, Any]] | Problem]:
    """Every record of a `.jsonl` file with its 1-based line, or its 1-based index where the file is one JSON array.

    Lines without the bytes `containing` are passed over unread; the array's items are all read.

    Lines end at "\\n" only: prompts hold U+2028 and the like. Damaged lines are yielded as problems, the first
    twenty one by one, the others as a count.
    """
    try:
        with path.open("rb") as file:
            first = file.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    except OSError as error:
        yield Problem.of(unreadable(path, error))
        return
    records = _array(path) if first == b"[" else _lines(path, containing)
    damaged = 0
    empty = True
    for record in records:
        empty = False
        damaged += isinstance(record, Problem)
        if not isinstance(record, Problem) or damaged <= _SHOWN_PROBLEMS:
            yield record
    if damaged > _SHOWN_PROBLEMS:
        yield Problem(str(path), f"{damaged - _SHOWN_PROBLEMS} further lines are damaged", COPY_AGAIN)
    if empty:
        yield Problem(str(path), "the file is empty", COPY_AGAIN)


def _lines(path: Path, containing: bytes) -> Iterator[tuple[int, Mapping[str, Any]] | Problem]:
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                if containing in line and line.strip():
                    yield _line(line, number, path)
    except OSError as error:
        yield Problem.of(unreadable(path, error))


def _line(line: bytes, number: int, path: Path) -> tuple[int, Mapping[str, Any]] | Problem:
    try:
        record = _text_only(json.loads(line), line)
    except (ValueError, RecursionError):
        cut = not line.endswith(b"\n")
        what = "the last line ends in the middle of its record" if cut else "the line is not valid JSON"
        return Problem(str(path), what, COPY_AGAIN, line=number)
    if not isinstance(record, dict):
        return Problem(str(path), f"the line holds {_kind(record)}, not a record", COPY_AGAIN, line=number)
    return number, record


def _array(path: Path) -> Iterator[tuple[int, Mapping[str, Any]] | Problem]:
    """Records of one JSON array (lm-eval 0.4.0 to 0.4.2), parsed one by one so that a cut array gives its start, and
    read piece by piece so that none is too large."""
    try:
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
            yield from _items(file, path)
    except OSError as error:
        yield Problem.of(unreadable(path, error))


def _items(file: TextIO, path: Path) -> Iterator[tuple[int, Mapping[str, Any]] | Problem]:
    decoder = json.JSONDecoder()
    text = file.read(_PIECE)
    at, index, lines = text.index("[") + 1, 0, 1
    while True:
        at = _next_item(text, at)
        if text[at : at + 1] == "]":
            return
        try:
            record, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            record, end = None, -1
        if end in (-1, len(text)) and (more := file.read(max(_PIECE, len(text) - at))):
            lines += text.count("\n", 0, at)
            text, at = text[at:] + more, 0
            continue
        if end == -1:
            lines += text.count("\n", 0, at)
            yield Problem(str(path), "the JSON array is cut off or damaged from here on", COPY_AGAIN, line=lines)
            return
        index += 1
        record = _text_only(record, text[at:end].encode())
        if isinstance(record, dict):
            yield index, record
        else:
            yield Problem(str(path), f"item {index} of the array is {_kind(record)}, not a record", COPY_AGAIN, index)
        at = end


def _next_item(text: str, at: int) -> int:
    while text[at : at + 1] and text[at] in " \t\r\n,":
        at += 1
    return at


def _text_only(value: Any, source: bytes) -> Any:  # noqa: ANN401
    """The value without lone surrogates, which JSON can spell ("\\ud800") and no text file or database can hold."""
    if not _SURROGATE.search(source):
        return value
    if isinstance(value, str):
        return value.encode("utf-8", errors="replace").decode("utf-8")
    if isinstance(value, dict):
        return {_text_only(name, source): _text_only(item, source) for name, item in value.items()}
    return [_text_only(item, source) for item in value] if isinstance(value, list) else value


def _kind(value: object) -> str:
    kinds = {list: "a list", str: "a text", int: "a number", float: "a number", bool: "true or false"}
    return kinds.get(type(value), "nothing")
