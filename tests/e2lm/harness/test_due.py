"""What a worker runs next, by its own record and by what its fellows, here before it or beside it, wrote."""

from __future__ import annotations

from pathlib import Path

import pytest

from e2lm.harness.control import WORKERS, Cell, Priorities, save_priorities
from e2lm.harness.due import Due
from e2lm.harness.record import Record
from e2lm.harness.request import Request, Settings
from e2lm.harness.state import CellState, Stage, WorkerState, save_worker
from tests.toy_jobs import TARGETS

CELL: Cell = ("toy", "step1", "quiz")
REQUEST = Request(TARGETS[:1], Settings(("quiz",)))


@pytest.fixture
def due(tmp_path: Path) -> Due:
    """What is due for a worker that began at 20; somebody asked for everything at 15."""
    (tmp_path / WORKERS).mkdir()
    save_priorities(tmp_path, Priorities(asked=15.0))
    return Due(tmp_path, REQUEST, Record(tmp_path, tmp_path / WORKERS / "mine.json", _worker("mine", 20.0)), None)


def _worker(name: str, started: float, *cells: CellState) -> WorkerState:
    return WorkerState(name, "here", 1, 1.0, Stage.RUNNING, started, cells=cells)


def _fellow(due: Due, name: str, started: float, stage: Stage, ended: float) -> None:
    save_worker(due.folder / WORKERS / f"{name}.json", _worker(name, started, CellState(*CELL, stage, ended=ended)))


def test_a_cell_that_failed_before_it_was_asked_for_is_due_and_one_that_failed_since_is_not(due: Due) -> None:
    _fellow(due, "earlier", 5.0, Stage.FAILED, 10.0)
    assert due.wanted(0) == [CELL]
    due.record.save(lambda state: state.with_cell(CELL, stage=Stage.FAILED, ended=30.0))
    assert due.wanted(0) == []
    assert due.order() == []


def test_of_several_failures_the_latest_counts_whoever_wrote_it(due: Due) -> None:
    """Engines give every run's workers names of their own: the files of earlier runs stay."""
    for name, ended in (("a", 10.0), ("b", 30.0), ("c", 12.0)):
        _fellow(due, name, 5.0, Stage.FAILED, ended)
    assert due.wanted(0) == []


def test_what_a_fellow_did_counts_once_this_worker_has_begun(due: Due) -> None:
    _fellow(due, "earlier", 5.0, Stage.DONE, 10.0)
    assert due.wanted(0) == [CELL]
    _fellow(due, "beside", 20.0, Stage.DONE, 25.0)
    assert due.wanted(0) == []
