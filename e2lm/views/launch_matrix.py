"""The cells of a sweep as a matrix: one row per model and task, one column per checkpoint by its step."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import pandas as pd

from e2lm.checkpoints.names import step_in
from e2lm.harness.request import Target
from e2lm.harness.state import CellState, Stage
from e2lm.harness.words import duration, token_label
from e2lm.views.model_labels import in_order, model_labels
from e2lm.views.names import task_label

CELL_COLUMNS = ("row", "column", "model", "checkpoint", "task", "state", "fraction", "about")
# What the picture and its legend tell apart, in the legend's order; every other stage of a cell is "missing" in it.
STATES = ("done", "running", "queued", "missing", "stale", "failed")
_SHOWN_AS = {
    Stage.DONE: "done", Stage.RUNNING: "running", Stage.QUEUED: "queued", Stage.STALE: "stale", Stage.FAILED: "failed",
}  # fmt: skip
_LETTERS, _LINES = 70, 5  # of a message under the pointer


class Column(NamedTuple):
    """The checkpoints that stand above one another: the step, or the name of one that tells none; `again` counts a
    model's checkpoints of the same step."""

    step: int | None
    name: str
    again: int


@dataclass(frozen=True)
class Matrix:
    """A sweep's cells in their places.

    `rows` are (model, task), `columns` the checkpoints' labels, all in one `unit`: tokens, step or checkpoint. `cells`
    has CELL_COLUMNS: where a cell stands, whose it is, its state of STATES, how much of it is done (0 to 1), and what
    there is to say about it in lines.
    """

    rows: tuple[tuple[str, str], ...]
    columns: tuple[str, ...]
    unit: str
    cells: pd.DataFrame

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many cells are in each state, in the order of STATES; states without cells are left out."""
        found = Counter(self.cells["state"])
        return {state: found[state] for state in STATES if found[state]}

    @cached_property
    def models(self) -> dict[str, str]:
        """The short label of every model, in the rows' order."""
        return model_labels(model for model, _ in self.rows)


def launch_matrix(cells: Sequence[CellState], targets: Sequence[Target] = ()) -> Matrix:
    """The matrix of a sweep's cells; `targets` tell steps and tokens, without one a checkpoint's name tells the step.

    Tasks keep the order in which they were asked for.
    """
    known = {(target.model, target.checkpoint): target for target in targets}
    models, tasks = in_order(cell.model for cell in cells), list(dict.fromkeys(cell.task for cell in cells))
    rows = sorted(
        {(cell.model, cell.task) for cell in cells}, key=lambda row: (models.index(row[0]), tasks.index(row[1]))
    )
    placed = _placed(dict.fromkeys((cell.model, cell.checkpoint) for cell in cells), known)
    columns = sorted(set(placed.values()), key=lambda one: (one.step is None, one.step or 0, one.name, one.again))
    unit, labels = _labels(columns, placed, known)
    row_at, column_at = {row: at for at, row in enumerate(rows)}, {column: at for at, column in enumerate(columns)}
    table = [
        (
            row_at[cell.model, cell.task], column_at[placed[cell.model, cell.checkpoint]], cell.model, cell.checkpoint,
            cell.task, shown_as(cell.stage), _fraction(cell), about(cell, known.get((cell.model, cell.checkpoint))),
        )
        for cell in cells
    ]  # fmt: skip
    return Matrix(tuple(rows), tuple(labels), unit, pd.DataFrame(table, columns=list(CELL_COLUMNS)))


def shown_as(stage: Stage) -> str:
    """Which of STATES a cell's stage is drawn as: what nobody is going to fill is missing."""
    return _SHOWN_AS.get(stage, "missing")


def about(cell: CellState, target: Target | None = None) -> tuple[str, ...]:
    """What there is to say about a cell, line by line: whose it is, its state with progress and time, and why."""
    tokens = f", {token_label(target.tokens)} tokens" if target and target.tokens is not None else ""
    lines = [f"{cell.model} {cell.checkpoint}{tokens}", f"{task_label(cell.task)}: {in_words(cell)}"]
    for text in filter(None, (cell.message, cell.note)):
        wrapped = textwrap.wrap(text, _LETTERS)
        lines += wrapped[:_LINES] + (["…"] if len(wrapped) > _LINES else [])
    return tuple(lines)


def in_words(cell: CellState) -> str:
    """A cell's state: "running, scoring 15 %", "done in 40 s", "failed"."""
    if cell.stage == Stage.RUNNING:
        return f"running, {cell.phase or 'begins'}" + (f" {100 * _fraction(cell):.0f} %" if _fraction(cell) else "")
    took = f" in {duration(cell.seconds)}" if cell.stage == Stage.DONE and cell.seconds else ""
    return f"{cell.stage}{took}"


def _fraction(cell: CellState) -> float:
    """In twentieths, rounded down: the browser draws a picture anew with every change, and would flicker."""
    return int(20 * cell.fraction) / 20 if cell.stage == Stage.RUNNING else 0.0


def _placed(
    checkpoints: Iterable[tuple[str, str]], known: Mapping[tuple[str, str], Target]
) -> dict[tuple[str, str], Column]:
    """The column of every checkpoint of every model."""
    taken: Counter[tuple[str, int | None, str]] = Counter()
    placed = {}
    for model, checkpoint in checkpoints:
        target = known.get((model, checkpoint))
        step = target.step if target and target.step is not None else step_in(checkpoint)
        name = "" if step is not None else checkpoint
        placed[model, checkpoint] = Column(step, name, taken[model, step, name])
        taken[model, step, name] += 1
    return placed


def _labels(
    columns: Sequence[Column],
    placed: Mapping[tuple[str, str], Column],
    known: Mapping[tuple[str, str], Target],
) -> tuple[str, list[str]]:
    """What the columns are named by: tokens where all models agree on them, else the step, else the name."""
    tokens: dict[Column, set[int | None]] = {}
    for key, column in placed.items():
        target = known.get(key)
        tokens.setdefault(column, set()).add(target.tokens if target else None)
    if columns and all(len(found) == 1 and None not in found for found in tokens.values()):
        return "tokens", [token_label(next(iter(tokens[column]))) for column in columns]
    if any(column.step is not None for column in columns):
        return "step", [column.name or f"{column.step:,}" for column in columns]
    return "checkpoint", [column.name for column in columns]
