"""Exclusions: they take points out of everything that is computed, survive the database, and are undone."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import numpy as np
import pytest

from e2lm.errors import RequestError
from results_store import Store, ingest, open_store, read
from results_store.exclusions import exclude, readmit
from results_store.journal import append, read_journal
from tests.results_store.contents import contents
from tests.results_store.toys import write_run

NOW = 1_790_000_000.0


def _steps(store: Store) -> list[int]:
    return [int(step) for step in read.curve_table(store)["step"]]


def _run_of(store: Store, step: int) -> str:
    runs = read.run_table(store)
    return str(runs.loc[runs["step"] == step, "run_id"].iloc[0])


@pytest.fixture
def three(store: Store, tmp_path: Path) -> Store:
    """A store with one model's runs at the steps 100, 200 and 300."""
    for step in (100, 200, 300):
        write_run(tmp_path / f"in/{step}", step=step, acc=step / 1000)
    ingest.import_path(store, tmp_path / "in")
    return store


def _write_group(folder: Path, step: int) -> None:
    """A run of a group with two sub-tasks, as lm-eval reports it: the group's value is the mean of theirs."""
    results = write_run(folder, step=step, task="quiz_a", acc=0.2)
    document = json.loads(results.read_text())
    for name in ("quiz_b", "quiz"):
        for part in ("results", "configs", "versions", "n-shot", "higher_is_better", "n-samples"):
            document[part][name] = document[part]["quiz_a"]
    document["results"]["quiz_b"] = {"alias": " - quiz_b", "acc,none": 0.6}
    document["results"]["quiz"] = {"alias": "quiz", "acc,none": 0.4}
    document["groups"] = {"quiz": {"alias": "quiz", "acc,none": 0.4}}
    document["group_subtasks"] = {"quiz": ["quiz_a", "quiz_b"]}
    results.write_text(json.dumps(document))


def test_an_excluded_run_leaves_curves_and_cubes(three: Store) -> None:
    assert exclude(three, [(_run_of(three, 200), "")], "stale cache") == 1
    assert _steps(three) == [100, 300]
    assert read.cube(three, "toy_task", "none").checkpoints["step"].tolist() == [100, 300]
    assert len(read.run_table(three)) == 3


def test_the_next_newest_run_counts_instead(store: Store, tmp_path: Path) -> None:
    write_run(tmp_path / "in/old", acc=0.25, date=NOW)
    write_run(tmp_path / "in/new", acc=0.75, date=NOW + 60)
    ingest.import_path(store, tmp_path / "in")
    exclude(store, [(str(read.curve_table(store)["run_id"][0]), "")], "wrong tokenizer")
    assert read.curve_table(store)["value"].tolist() == [0.25]
    assert read.duplicate_runs(store).empty


def test_readmitted_everything_is_as_before(three: Store) -> None:
    before = {name: rows for name, rows in contents(three).items() if name != "state"}
    exclude(three, [(_run_of(three, 200), "")], "stale cache")
    readmit(three, [read_journal(three.home).exclusions[0].exclusion_id])
    assert {name: rows for name, rows in contents(three).items() if name != "state"} == before
    assert _steps(three) == [100, 200, 300]
    assert three.rows("SELECT count(*) FROM exclusions") == [(0,)]


def test_exclusions_survive_the_database(three: Store) -> None:
    exclude(three, [(_run_of(three, 300), "")], "stale cache")
    three.close()
    (three.home / "e2lm.duckdb").unlink()
    with open_store(three.home) as rebuilt:
        ingest.refresh(rebuilt)
        assert _steps(rebuilt) == [100, 200]
        assert rebuilt.rows("SELECT reason FROM exclusions") == [("stale cache",)]


def test_an_exclusion_waits_for_a_run_that_is_forgotten_and_comes_back(three: Store, tmp_path: Path) -> None:
    exclude(three, [(_run_of(three, 100), "")], "stale cache")
    ingest.forget_source(three, read.source_table(three)["source_id"][0])
    assert _steps(three) == []
    ingest.import_path(three, tmp_path / "in")
    assert _steps(three) == [200, 300]


def test_a_sub_task_takes_the_groups_above_it_along_and_a_group_all_below_it(store: Store, tmp_path: Path) -> None:
    for step in (100, 200):
        _write_group(tmp_path / f"in/{step}", step)
    ingest.import_path(store, tmp_path / "in")
    first = _run_of(store, 100)
    exclude(store, [(first, "quiz_a")], "the key is wrong")
    left = read.curve_table(store)
    assert left.loc[left["step"] == 100, "task"].tolist() == ["quiz_b"]
    assert set(left.loc[left["step"] == 200, "task"]) == {"quiz", "quiz_a", "quiz_b"}
    readmit(store, [one.exclusion_id for one in read_journal(store.home).exclusions])
    exclude(store, [(first, "quiz")], "limited by mistake")
    left = read.curve_table(store)
    assert left["step"].tolist() == [200, 200, 200]


def test_an_excluded_sub_task_is_missing_from_the_cube_of_its_group(store: Store, tmp_path: Path) -> None:
    for step in (100, 200):
        _write_group(tmp_path / f"in/{step}", step)
    ingest.import_path(store, tmp_path / "in")
    assert np.isfinite(read.cube(store, "quiz", "none").loglikelihoods).all()
    exclude(store, [(_run_of(store, 100), "quiz_a")], "the key is wrong")
    cube = read.cube(store, "quiz", "none")
    assert cube.checkpoints["step"].tolist() == [200]
    assert read.sample_tasks(store)["checkpoints"].tolist() == [1, 1]


@pytest.mark.parametrize(
    ("piece", "reason", "said"),
    [
        (("unknown", ""), "stale", "there is no run"),
        (("", "no_such_task"), "stale", "has no task"),
        (("", ""), "  ", "no reason"),
    ],
)
def test_what_cannot_be_excluded_is_refused_and_changes_nothing(
    three: Store, piece: tuple[str, str], reason: str, said: str
) -> None:
    journal = (three.home / "sources.jsonl").read_bytes()
    with pytest.raises(RequestError, match=said):
        exclude(three, [(_run_of(three, 100), ""), (piece[0] or _run_of(three, 100), piece[1])], reason)
    assert (three.home / "sources.jsonl").read_bytes() == journal
    with pytest.raises(RequestError, match="no such exclusion"):
        readmit(three, ["unknown"])


def test_a_checkpoint_that_no_other_run_stands_in_for_is_listed_as_a_gap(store: Store, tmp_path: Path) -> None:
    for step in (100, 200):
        write_run(tmp_path / f"in/{step}", step=step, date=NOW)
    write_run(tmp_path / "in/again", step=200, date=NOW + 60)
    ingest.import_path(store, tmp_path / "in")
    newest = str(read.curve_table(store)["run_id"].iloc[1])
    exclude(store, [(newest, "")], "stale cache")
    assert read.excluded_points(store).empty
    listed = read.exclusions(store).iloc[0]
    assert (listed["model"], listed["step"], listed["tasks"], listed["replaced"]) == ("toy", 200, 1, 1)
    exclude(store, [(str(read.curve_table(store)["run_id"].iloc[1]), "toy_task")], "stale, too")
    (gap,) = read.excluded_points(store).itertuples(index=False)
    assert (gap.model, gap.task, gap.step, gap.reason) == ("toy", "toy_task", 200, "stale cache")
    assert read.exclusions(store)["replaced"].tolist() == [0, 0]


def test_an_exclusion_of_a_run_that_is_not_loaded_is_listed_without_its_model(three: Store) -> None:
    exclude(three, [(_run_of(three, 100), "")], "stale cache")
    ingest.forget_source(three, read.source_table(three)["source_id"][0])
    listed = read.exclusions(three).iloc[0]
    assert (listed["model"], listed["tasks"], listed["reason"]) == ("", 0, "stale cache")


def test_an_import_that_goes_on_holds_up_no_exclusion(three: Store) -> None:
    piece = (_run_of(three, 100), "")
    with three.importing:
        other = threading.Thread(target=exclude, args=(three, [piece], "stale cache"))
        other.start()
        other.join(timeout=20)
        assert _steps(three) == [200, 300]


def test_excluding_again_adds_nothing(three: Store) -> None:
    piece = (_run_of(three, 100), "toy_task")
    assert exclude(three, [piece, piece], "stale cache") == 1
    version = three.version
    assert exclude(three, [piece], "stale cache") == 0
    assert three.version == version


def test_a_damaged_exclusion_is_a_problem_of_the_journal(three: Store) -> None:
    append(three.home, {"event": "exclude", "exclusion_id": "x", "run_id": 5, "task": "", "reason": "r", "added": 1.0})
    ingest.refresh(three)
    assert _steps(three) == [100, 200, 300]
    assert read.problem_table(three)["problem"].tolist() == ["the line is not an event of the journal"]
