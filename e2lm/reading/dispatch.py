"""Which reader a file needs, told by what it holds; whatever goes wrong is a problem that names file and remedy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from e2lm.errors import E2LMError
from e2lm.harness.outputs import parse_json, read_bytes
from e2lm.reading.mapping import ColumnMapping
from e2lm.reading.pictures import read_picture
from e2lm.reading.runs import read_results
from e2lm.reading.samples_alone import read_samples_alone
from e2lm.reading.suggestion import suggest_columns
from e2lm.reading.tables import read_table
from e2lm.reading.tabular import table_in
from e2lm.reading.units import Unit, units
from e2lm.records import Problem, Reading

_EXPECTED = (
    "Results are lm-eval's results_*.json, the competition's plot data, a table of scores with a column of steps or "
    "tokens; leave this file out"
)


@dataclass(frozen=True)
class ReadOptions:
    """What people said about a file: `mapping` tells what a table's columns are, None: as suggested."""

    mapping: ColumnMapping | None = None


def read(path: Path, options: ReadOptions | None = None) -> Iterator[Reading | Problem]:
    """Everything under a file or folder, unit by unit; a unit that fails is a problem, the others are read."""
    try:
        found = units(path)
    except E2LMError as error:
        yield Problem.of(error)
        return
    if not found:
        what = "the folder holds no results"
        remedy = "Give the folder that holds lm-eval's results_*.json or samples_*.jsonl, or a table of scores"
        yield Problem(str(path), what, remedy)
    for unit in found:
        yield from read_unit(unit, options)


def read_unit(unit: Unit, options: ReadOptions | None = None) -> Iterator[Reading | Problem]:
    """The readings of one unit."""
    try:
        if unit.kind == "samples":
            yield from read_samples_alone(unit)
        elif unit.kind == "table":
            yield from read_table(unit.main, options.mapping if options else None)
        else:
            yield from _read_document(unit, options or ReadOptions())
    except E2LMError as error:
        yield Problem.of(error)
    except RecursionError:
        yield Problem(str(unit.main), "the file's JSON is nested too deeply", _EXPECTED)


def _read_document(unit: Unit, options: ReadOptions) -> Iterator[Reading | Problem]:
    content = read_bytes(unit.main)
    document = parse_json(content, unit.main)
    if isinstance(document, list) and document and _is_sample(document[0]):
        yield from read_samples_alone(Unit(unit.main, (unit.main, *unit.samples), "samples"))
        return
    fields = document if isinstance(document, dict) else {}
    results = fields.get("results")
    if isinstance(fields.get("plotData"), dict):
        yield from read_picture(fields, content, unit.main)
    elif isinstance(results, dict) and not _is_column_wise(results):
        yield from read_results(fields, content, unit)
        return
    elif options.mapping or _is_table(document, unit.main):
        yield from read_table(unit.main, options.mapping)
    elif "results" in fields:
        kind = "a list" if isinstance(results, list) else "not a table"
        what = f"`results` is {kind}; lm-eval writes a table of tasks there"
        yield Problem(str(unit.main), what, _EXPECTED, field="results")
    else:
        yield Problem(str(unit.main), f"this is not a result file{_seen(document)}", _EXPECTED)
    if unit.samples:
        yield from read_samples_alone(Unit(unit.samples[0], unit.samples, "samples"))


def _is_sample(record: object) -> bool:
    return isinstance(record, dict) and "doc_id" in record and "arguments" in record


def _is_column_wise(results: Mapping[str, Any]) -> bool:
    """Whether tasks hold lists of values, one per checkpoint, where lm-eval writes one value."""
    tables = [entries for entries in results.values() if isinstance(entries, dict)]
    return any(isinstance(value, list) and len(value) > 1 for entries in tables for value in entries.values())


def _is_table(document: object, path: Path) -> bool:
    """Whether a document is a table with a column of steps or tokens; ragged columns of others are no concern."""
    try:
        found = suggest_columns(table_in(document, path))
    except E2LMError:
        names = document if isinstance(document, dict) else {}
        found = suggest_columns({name: [1] for name in names})
        return bool(found.step or found.tokens)
    return bool((found.step or found.tokens) and found.scores)


def _seen(document: object) -> str:
    if isinstance(document, Mapping):
        names = [str(name) for name in document][:5]
        return f" (it holds {', '.join(names)})" if names else " (it holds nothing)"
    return f" (it holds {'a list' if isinstance(document, list) else 'one value'})"
