"""The recorded demo: there on a first start, gone when it is forgotten, back when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from results_store import Store, ingest, open_store, read
from tests.results_store.toys import write_run


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_store(tmp_path_factory.mktemp("started") / "home") as store:
        ingest.first_start(store)
        yield store


def test_a_first_start_shows_the_demo_labelled_so(started: Store) -> None:
    runs = read.run_table(started)
    assert runs["model"].nunique() == 5
    assert runs["labels"].unique().tolist() == ["demo"]
    assert read.curve_table(started)["tokens"].notna().all()
    assert read.problem_table(started).empty


def test_the_demo_has_a_cube_of_at_least_200_questions(started: Store) -> None:
    tasks = read.sample_tasks(started)
    whole = tasks[tasks["is_group"]].iloc[0]
    cube = read.cube(started, whole["task"], whole["filter"])
    assert cube.loglikelihoods.shape[0] == whole["docs"] >= 200
    assert cube.docs["golds"].map(len).eq(1).all()


def test_the_demo_stays_away_once_forgotten_and_comes_back_when_asked(started: Store) -> None:
    version = started.version
    assert ingest.first_start(started) is None
    assert started.version == version
    ingest.forget_source(started, "demo")
    assert read.counts(started).runs == 0
    assert ingest.first_start(started) is None
    assert ingest.load_demo(started).new_runs == 65


def test_a_home_with_runs_or_imports_of_its_own_gets_no_demo(tmp_path: Path) -> None:
    write_run(tmp_path / "watched" / "runs" / "a")
    write_run(tmp_path / "given")
    with open_store(tmp_path / "watched") as store:
        assert ingest.first_start(store) is None
    with open_store(tmp_path / "home") as store:
        ingest.import_path(store, tmp_path / "given")
        assert ingest.first_start(store) is None
        assert read.run_table(store)["model"].tolist() == ["toy"]
