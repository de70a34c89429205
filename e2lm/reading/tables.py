"""Tables of scores against steps or tokens as readings: one run per row, under a mapping that people can edit."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from e2lm.checkpoints import tokens_by_rule
from e2lm.counting import count
from e2lm.errors import SourceError
from e2lm.harness.outputs import higher_is_better
from e2lm.reading.identity import content_hash
from e2lm.reading.mapping import ColumnMapping, ScoreColumn
from e2lm.reading.suggestion import as_number, suggest_columns, unit_is_guessed
from e2lm.reading.tabular import Cell, Table, load_table
from e2lm.records import Checkpoint, Problem, Reading, Run, Value

_MAP = "Choose the columns of steps or tokens and of scores"
_UNIT = "Import the table on the data page and choose the unit there, or name the column 'tokens (B)'"
_FIX = "Correct the cell; the other rows were read"

__all__ = ["ColumnMapping", "ScoreColumn", "asks_for_columns", "columns", "read_table", "suggest"]


class _Row(NamedTuple):
    """One row by column name, and its 1-based line in the file (its number where the file has no lines)."""

    cells: dict[str, Cell]
    line: int


def suggest(path: Path) -> ColumnMapping:
    """The likeliest mapping of a table's columns. Errors: SourceError where the file holds no table."""
    return suggest_columns(load_table(path).columns)


def asks_for_columns(path: Path) -> bool:
    """Whether a file is a table whose columns a person should see before it is read: CSV and TSV always, JSON where
    no column names the model (results of lm-eval and the competition's plot data say it themselves)."""
    if path.suffix.lower() in (".csv", ".tsv"):
        return True
    if path.suffix.lower() != ".json":
        return False
    try:
        found = suggest(path)
    except SourceError:
        return False
    return bool(found.scores and (found.step or found.tokens) and not found.model)


def columns(path: Path) -> list[str]:
    """The names of a table's columns, in order. Errors: SourceError where the file holds no table."""
    return list(load_table(path).columns)


def read_table(path: Path, mapping: ColumnMapping | None = None) -> Iterator[Reading | Problem]:
    """One reading per row. Errors: SourceError where the file holds no table or the mapping names other columns."""
    table = load_table(path)
    yield from table.problems
    if not table.lines:
        raise SourceError("the table has no rows", remedy="Give the table with its rows", file=str(path))
    chosen = mapping or suggest_columns(table.columns)
    _check(chosen, table, path)
    if mapping is None and unit_is_guessed(chosen):
        what = "the numbers are too small for tokens and are taken as billions of them"
        yield Problem(str(path), what, _UNIT, field=chosen.tokens)
    seen: Counter[tuple[str, str]] = Counter()
    for at, line in enumerate(table.lines):
        row = _Row({name: values[at] for name, values in table.columns.items()}, line or at + 1)
        try:
            checkpoint = _checkpoint(row, chosen, path)
            values, problems = _values(row, chosen, path)
        except SourceError as error:
            yield Problem.of(error)
            continue
        yield from problems
        key = (checkpoint.model, checkpoint.name)
        if seen[key]:
            what = f"{checkpoint.name} of {checkpoint.model} stands here a second time"
            yield Problem(str(path), what, "Both rows were read; remove the one that does not count", line=row.line)
        again = f"#{seen[key]}" if seen[key] else ""
        seen[key] += 1
        run_id = content_hash(table.content, *key, again)
        yield Reading(Run(run_id, str(path), "table", checkpoint), tuple(values))


def _check(mapping: ColumnMapping, table: Table, path: Path) -> None:
    if not (mapping.step or mapping.tokens) or not mapping.scores:
        missing = "a column of scores" if mapping.step or mapping.tokens else "a column of steps or tokens"
        raise SourceError(f"the table has not {missing}", remedy=_MAP, file=str(path), field="columns")
    named = [mapping.step, mapping.tokens, mapping.model, mapping.checkpoint]
    for score in mapping.scores:
        named += [score.column, score.stderr]
    unknown = next((name for name in named if name and name not in table.columns), "")
    if unknown:
        raise SourceError("the table has no such column", remedy=_MAP, file=str(path), field=unknown)


def _checkpoint(row: _Row, mapping: ColumnMapping, path: Path) -> Checkpoint:
    model, provisional = mapping.model_name, ""
    if mapping.model:
        model = str(row.cells[mapping.model] or "").strip()
        if not model:
            raise SourceError("the row names no model", remedy=_FIX, file=str(path), line=row.line, field=mapping.model)
    elif not model:
        model = path.stem
        provisional = "no column names the model; the file's name stands in until the model is confirmed"
    step = _whole(row, mapping.step, 1.0, path)
    tokens = _whole(row, mapping.tokens, mapping.tokens_factor, path)
    if step is None and tokens is None:
        field = mapping.step or mapping.tokens
        raise SourceError(
            "the row has neither step nor tokens", remedy=_FIX, file=str(path), line=row.line, field=field
        )
    named = str(row.cells[mapping.checkpoint] or "").strip() if mapping.checkpoint else ""
    name = named or (f"step{step}" if step is not None else f"{(tokens or 0) / 1e9:.4g}BT")
    if tokens is not None:
        times = "" if mapping.tokens_factor == 1 else f" times {mapping.tokens_factor:,.0f}"
        return Checkpoint(model, name, step, tokens, f"column {mapping.tokens}{times}", provisional)
    by_rule, rule = tokens_by_rule(model, "", name, step)
    return Checkpoint(model, name, step, by_rule, rule, provisional)


def _whole(row: _Row, column: str, factor: float, path: Path) -> int | None:
    value = _number(row, column, path) if column else None
    if value is None:
        return None
    number = count(value * factor)
    if number is None:
        what = f"{row.cells[column]!r} is no count"
        raise SourceError(what, remedy=_FIX, file=str(path), line=row.line, field=column)
    return number


def _number(row: _Row, column: str, path: Path) -> float | None:
    try:
        return as_number(row.cells[column])
    except (ValueError, OverflowError) as error:
        what = f"{row.cells[column]!r} is not a number"
        raise SourceError(what, remedy=_FIX, file=str(path), line=row.line, field=column) from error


def _values(row: _Row, mapping: ColumnMapping, path: Path) -> tuple[list[Value], list[Problem]]:
    """The row's scores; an empty cell is a gap, a cell that is no number a problem."""
    values: list[Value] = []
    problems: list[Problem] = []
    for score in mapping.scores:
        try:
            value = _number(row, score.column, path)
            stderr = _number(row, score.stderr, path) if score.stderr else None
        except SourceError as error:
            problems.append(Problem.of(error))
            continue
        if value is None:
            continue
        if not math.isfinite(value):
            what = f"the score is {row.cells[score.column]!r}, no number"
            problems.append(Problem(str(path), what, "The point is left out of the curves", row.line, score.column))
        values.append(_value(score, value, stderr))
    return values, problems


def _value(score: ScoreColumn, value: float, stderr: float | None) -> Value:
    return Value(
        task=score.task,
        metric=score.metric,
        filter="none",
        value=value if math.isfinite(value) else None,
        stderr=stderr if stderr is not None and math.isfinite(stderr) else None,
        n_shot=score.n_shot,
        higher_is_better=higher_is_better(score.metric),
    )
