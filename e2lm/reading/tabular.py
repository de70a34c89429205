"""Tables of scores in any of their shapes as columns of equal length: CSV, TSV, column-wise JSON, the competition's.

Shapes of JSON: {"data": {model: {column: [..]}}} (the competition), {"tokens": [..], "results": {task: {metric: [..]}}}
(bigscience), {column: [..]}, [{column: value}, ..].
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from e2lm.errors import SourceError
from e2lm.harness.outputs import parse_json, read_bytes
from e2lm.reading.spellings import number_spelling
from e2lm.records import Problem

Cell = str | int | float | None


@dataclass(frozen=True)
class Table:
    """Columns by name, all of one length. `lines` has each row's 1-based line in its file, 0 where it has none.

    `problems` are the rows and columns that could not be used.
    """

    columns: Mapping[str, Sequence[Cell]]
    lines: Sequence[int]
    content: bytes
    problems: tuple[Problem, ...] = ()


def load_table(path: Path) -> Table:
    """The table in a file. Errors: SourceError where it holds none, or where columns differ in length."""
    content = read_bytes(path)
    if path.suffix.lower() in (".csv", ".tsv"):
        return _delimited(content, path)
    document = parse_json(content, path)
    columns = table_in(document, path)
    if not columns:
        raise SourceError(
            "the file holds no table of scores",
            remedy="A table has columns of equal length: steps or tokens, and scores",
            file=str(path),
        )
    return Table(columns, [0] * len(next(iter(columns.values()))), content)


def table_in(document: object, path: Path) -> dict[str, list[Cell]]:
    """The columns of a JSON document, {} where it is no table. Errors: SourceError where lengths differ."""
    if isinstance(document, list) and document and all(_is_flat(row) for row in document):
        names = list(dict.fromkeys(name for row in document for name in row))
        return {name: [row.get(name) for row in document] for name in names}
    if not isinstance(document, dict):
        return {}
    models = document.get("data")
    if isinstance(models, dict) and models and all(isinstance(table, dict) for table in models.values()):
        return _stacked(models, path)
    return _columns(document, "", path)


def _delimited(content: bytes, path: Path) -> Table:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceError("the table is not UTF-8 text", remedy="Save it as UTF-8", file=str(path)) from error
    delimiter = "\t" if path.suffix.lower() == ".tsv" else max(",;\t", key=text.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        header = [name.strip() for name in next(reader)]
        rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        remedy = "Open it in a spreadsheet and save it as CSV again"
        raise SourceError(f"the table is damaged ({error})", remedy=remedy, file=str(path)) from error
    problems = [
        Problem(
            str(path),
            f"the row has {len(row)} cells where the header has {len(header)}",
            "Complete the row; the other rows were read",
            line=line,
        )
        for line, row in rows
        if len(row) != len(header)
    ]
    twice = [name for name, count in Counter(header).items() if name and count > 1]
    remedy = "Give every column its own name; the first one was read"
    problems += [Problem(str(path), "two columns have this name", remedy, 1, name) for name in twice]
    whole = [(line, row) for line, row in rows if len(row) == len(header)]
    plain = number_spelling([row for _, row in whole], delimiter)
    columns = {name: [plain(row[header.index(name)]) for _, row in whole] for name in header if name}
    return Table(columns, [line for line, _ in whole], content, tuple(problems))


def _stacked(models: Mapping[str, Mapping[str, Any]], path: Path) -> dict[str, list[Cell]]:
    """Tables by model as one table with the column `model`."""
    tables = {name: _columns(table, f"data.{name}", path) for name, table in models.items()}
    names = list(dict.fromkeys(name for table in tables.values() for name in table))
    stacked: dict[str, list[Cell]] = {"model": []}
    stacked.update({name: [] for name in names})
    for model, table in tables.items():
        length = max((len(values) for values in table.values()), default=0)
        stacked["model"] += [model] * length
        for name in names:
            stacked[name] += table.get(name, [None] * length)
    return stacked if stacked["model"] else {}


def _columns(document: Mapping[str, Any], where: str, path: Path) -> dict[str, list[Cell]]:
    """Lists of a document by name, nested names joined by "/"; {} unless it consists of lists."""
    columns: dict[str, list[Cell]] = {}
    for name, values in _lists(document, ""):
        columns[name] = values
    lengths = {len(values) for values in columns.values()}
    if len(lengths) > 1:
        usual = max(lengths, key=[len(values) for values in columns.values()].count)
        odd = next(name for name, values in columns.items() if len(values) != usual)
        field = f"{where}.{odd}" if where else odd
        what = f"the column has {len(columns[odd])} values where the others have {usual}"
        raise SourceError(what, remedy="Complete the column or remove it", file=str(path), field=field)
    return columns if len(columns) > 1 else {}


def _lists(document: Mapping[str, Any], prefix: str) -> list[tuple[str, list[Cell]]]:
    found: list[tuple[str, list[Cell]]] = []
    for name, value in document.items():
        if isinstance(value, list) and value and all(_is_cell(item) for item in value):
            found.append((f"{prefix}{name}", value))
        elif isinstance(value, dict):
            found += _lists(value, f"{prefix}{name}/")
    return found


def _is_flat(row: object) -> bool:
    return isinstance(row, dict) and bool(row) and all(_is_cell(value) for value in row.values())


def _is_cell(value: object) -> bool:
    return value is None or isinstance(value, str | int | float)
