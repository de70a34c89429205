"""Rows about questions out of a file: JSON lines, a JSON list of objects, or CSV and TSV with a header."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from typing import Any

from e2lm.records import Problem

# A row with its line in the file (1-based, 0 in a list), or what is wrong with it.
Rows = Iterator[tuple[int, Mapping[str, Any] | Problem]]


def forms(needed: str) -> str:
    """What a file may look like, for remedies; `needed` names its fields."""
    return f"Give JSON lines, a JSON list of objects, or CSV with a header: {needed}."


def rows_in(text: str, file: str, needed: str) -> Rows:
    """The rows of a file's text with the names of their fields; those of a table are in lower case."""
    read = {"[": _of_list, "{": _of_json_lines}.get(text.lstrip("\ufeff \t\r\n")[:1], _of_table)
    return read(text.lstrip("\ufeff"), file, forms(needed))


def _of_list(text: str, file: str, remedy: str) -> Rows:
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError) as error:
        yield 0, Problem(file, f"the list is not JSON ({error})", remedy)
        return
    for row in rows:
        yield 0, row if isinstance(row, dict) else Problem(file, "an entry of the list is no object", remedy)


def _of_json_lines(text: str, file: str, remedy: str) -> Rows:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            row = None
        yield number, row if isinstance(row, dict) else Problem(file, "the line is no JSON object", remedy, line=number)


def _of_table(text: str, file: str, remedy: str) -> Rows:
    header, _, _ = text.partition("\n")
    # Only line feeds end a line: a text may hold other separators.
    lines = [line + "\n" for line in text.replace("\r\n", "\n").split("\n")]
    reader = csv.DictReader(lines, delimiter="\t" if "\t" in header else ",")
    try:
        names = [(name or "").strip().casefold() for name in reader.fieldnames or ()]
        if text.strip() and not {"doc_key", "question"} & set(names):
            yield 1, Problem(file, "the header names no question", remedy, line=1)
            return
        reader.fieldnames = names
        for row in reader:
            yield reader.line_num, row
    except csv.Error as error:
        yield reader.line_num, Problem(file, f"the row is not CSV ({error})", remedy, line=reader.line_num)
