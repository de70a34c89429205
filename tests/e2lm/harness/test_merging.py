"""A job's state out of its workers' files: who says what, and what the job as a whole is then."""

from __future__ import annotations

from dataclasses import replace

import pytest

from e2lm.harness.control import Priorities
from e2lm.harness.merging import START_SECONDS, Found, merged
from e2lm.harness.request import Request, Settings, Target
from e2lm.harness.state import CellState, Stage, WorkerState

NOW = 1000.0
REQUEST = Request(tuple(Target(f"/toy/{at}", "toy", f"step{at}", step=at) for at in (1, 2)), Settings(("quiz",)))
ONE, TWO = (CellState("toy", f"step{at}", "quiz") for at in (1, 2))


def _worker(
    name: str, started: float, *cells: CellState, stage: Stage = Stage.RUNNING, ended: float = 0.0
) -> WorkerState:
    return WorkerState(name, "here", 7, 1.0, stage, started, started, ended, cells=cells)


def _found(*workers: WorkerState, alive: tuple[str, ...] = (), asked: float = 500.0, **facts: bool) -> Found:
    living = [worker for worker in workers if worker.name in alive]
    control = {"cancelled": False, "planned": False, **facts}
    return Found("job", REQUEST, 400.0, workers, living, Priorities(asked=asked), here="here", **control)


def _stages(found: Found) -> list[Stage]:
    return [cell.stage for cell in merged(found, NOW).cells]


def test_what_ended_last_counts_and_then_what_was_found_last() -> None:
    done = replace(ONE, stage=Stage.DONE, ended=700.0)
    failed = replace(ONE, stage=Stage.FAILED, ended=600.0, message="why")
    early, late = _worker("a", 510.0, failed), _worker("b", 520.0, done)
    assert _stages(_found(early, late)) == [Stage.DONE, Stage.MISSING]
    assert _stages(_found(replace(early, cells=(done,)), replace(late, cells=(failed,)))) == [Stage.DONE, Stage.MISSING]
    gone = _worker("c", 800.0, ONE)
    assert _stages(_found(early, late, gone)) == [Stage.MISSING, Stage.MISSING]


def test_what_a_living_worker_runs_runs_and_what_a_dead_one_ran_is_open() -> None:
    running = replace(ONE, stage=Stage.RUNNING, phase="scoring", done=5, total=10)
    worker = _worker("a", 510.0, running)
    state = merged(_found(worker, alive=("a",)), NOW)
    assert (state.stage, state.pid, state.cells[0].fraction) == (Stage.RUNNING, 7, 0.5)
    assert state.cells[1].stage == Stage.QUEUED
    lost = merged(_found(worker), NOW)
    assert (lost.stage, lost.pid, [cell.stage for cell in lost.cells]) == (Stage.LOST, 0, [Stage.MISSING] * 2)


def test_stale_results_are_queued_while_somebody_replaces_them() -> None:
    stale = replace(ONE, stage=Stage.STALE, message="version 1, now 2")
    worker = _worker("a", 510.0, stale, stage=Stage.PLANNED, ended=520.0)
    assert merged(_found(worker, planned=True), NOW).stage == Stage.PLANNED
    assert _stages(_found(worker)) == [Stage.STALE, Stage.MISSING]
    again = merged(_found(_worker("b", 530.0, stale), alive=("b",)), NOW)
    assert (again.cells[0].stage, again.cells[0].message) == (Stage.QUEUED, "version 1, now 2")


def test_cells_that_are_to_run_first_say_so() -> None:
    worker = _worker("a", 510.0)
    for alive, said in ((("a",), "before the others"), ((), "before the others, once the sweep goes on")):
        found = replace(_found(worker, alive=alive), priorities=Priorities(first=(TWO.name,), asked=500.0))
        assert [cell.message for cell in merged(found, NOW).cells] == ["", said]


@pytest.mark.parametrize(
    ("stages", "expected"),
    [
        ((Stage.PAUSED, Stage.RUNNING), Stage.RUNNING),
        ((Stage.PAUSED, Stage.PLANNING), Stage.PLANNING),
        ((Stage.PAUSED, Stage.QUEUED), Stage.PAUSED),
        ((Stage.QUEUED,), Stage.QUEUED),
    ],
)
def test_a_job_is_what_its_busiest_worker_is(stages: tuple[Stage, ...], expected: Stage) -> None:
    workers = [_worker(str(at), 510.0, stage=stage) for at, stage in enumerate(stages)]
    assert merged(_found(*workers, alive=tuple(worker.name for worker in workers)), NOW).stage == expected


def test_a_job_waits_for_its_workers_for_a_minute() -> None:
    assert merged(_found(asked=NOW - START_SECONDS + 1), NOW).stage == Stage.QUEUED
    assert merged(_found(asked=NOW - START_SECONDS - 1), NOW).stage == Stage.LOST
    before = _worker("a", 510.0, stage=Stage.CANCELLED, ended=520.0)
    assert merged(_found(before, asked=NOW - 1), NOW).stage == Stage.QUEUED


def test_how_a_job_ended() -> None:
    done = tuple(replace(cell, stage=Stage.DONE, ended=600.0) for cell in (ONE, TWO))
    failed = replace(TWO, stage=Stage.FAILED, ended=600.0, message="why")
    ended = _worker("a", 510.0, *done, stage=Stage.DONE, ended=610.0)
    assert merged(_found(ended), NOW).stage == Stage.DONE
    one = merged(_found(replace(ended, cells=(done[0], failed))), NOW)
    assert (one.stage, one.message) == (Stage.FAILED, "1 of 2 failed; the others are done")
    every = (replace(failed, checkpoint="step1"), failed)
    assert merged(_found(replace(ended, cells=every)), NOW).message == "2 of 2 failed"
    whole = replace(ended, cells=(), stage=Stage.FAILED, message="no such task")
    assert (merged(_found(whole), NOW).stage, merged(_found(whole), NOW).message) == (Stage.FAILED, "no such task")
    stopped = replace(ended, cells=done[:1], stage=Stage.CANCELLED, message="stopped")
    assert merged(_found(stopped), NOW).stage == Stage.CANCELLED
    assert merged(_found(stopped, cancelled=True), NOW).message == "cancelled"
    assert merged(_found(replace(ended, cells=done[:1])), NOW).stage == Stage.LOST
