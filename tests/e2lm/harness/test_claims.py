"""Claims: one checkpoint, one worker; those of dead workers are taken over, once."""

from __future__ import annotations

import multiprocessing
from dataclasses import replace
from pathlib import Path

import pytest

from e2lm.harness.claims import Claims
from e2lm.harness.control import WORKERS
from e2lm.harness.state import Stage, WorkerState, save_worker


def _worker(folder: Path, name: str, pid: int = 1) -> WorkerState:
    state = WorkerState(name, "here", pid, 1.0, Stage.RUNNING, started=1.0)
    (folder / WORKERS).mkdir(exist_ok=True)
    save_worker(folder / WORKERS / f"{name}.json", state)
    return state


@pytest.fixture
def both(tmp_path: Path) -> tuple[Claims, Claims]:
    """The claims of two workers of one job, both alive."""
    one, two = (Claims(tmp_path, _worker(tmp_path, name), lambda _: True) for name in ("one", "two"))
    return one, two


def test_a_checkpoint_is_claimed_once_and_free_again_when_it_is_dropped(both: tuple[Claims, Claims]) -> None:
    one, two = both
    assert one.take(0)
    assert not one.take(0)
    assert not two.take(0)
    assert two.take(1)
    one.drop(0)
    assert two.take(0)


def test_the_claim_of_a_dead_worker_is_taken_over(both: tuple[Claims, Claims]) -> None:
    one, two = both
    assert one.take(0)
    dead = replace(two, works=lambda worker: worker.name != "one")
    assert dead.take(0)
    assert not one.take(0)


def test_a_worker_started_again_under_its_name_takes_its_own_old_claims(tmp_path: Path) -> None:
    assert Claims(tmp_path, _worker(tmp_path, "w", pid=1), lambda _: True).take(0)
    assert Claims(tmp_path, _worker(tmp_path, "w", pid=2), lambda _: True).take(0)


def test_a_claim_cut_short_by_a_crash_is_void(both: tuple[Claims, Claims]) -> None:
    one, _ = both
    assert one.take(0)
    (one.folder / "claims" / "0").write_text("", encoding="utf-8")
    assert one.take(0)


def _take_all(folder: Path, name: str, taken: multiprocessing.SimpleQueue[tuple[str, int]]) -> None:
    claims = Claims(
        folder, WorkerState(name, "here", 1, 1.0, Stage.RUNNING, started=1.0), lambda worker: worker.name != "x"
    )
    for index in range(20):
        if claims.take(index):
            taken.put((name, index))


def test_workers_that_take_over_from_a_dead_one_at_once_never_share_a_checkpoint(tmp_path: Path) -> None:
    dead = Claims(tmp_path, _worker(tmp_path, "x"), lambda _: True)
    assert all(dead.take(index) for index in range(20))
    names = ("a", "b", "c")
    for name in names:
        _worker(tmp_path, name)
    context = multiprocessing.get_context("fork")
    taken = context.SimpleQueue()
    takers = [context.Process(target=_take_all, args=(tmp_path, name, taken)) for name in names]
    for taker in takers:
        taker.start()
    for taker in takers:
        taker.join()
    found = []
    while not taken.empty():
        found.append(taken.get()[1])
    assert sorted(found) == list(range(20))
