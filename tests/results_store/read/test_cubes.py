"""The choice cube: every loglikelihood at its doc, checkpoint and choice."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from e2lm.cube import CHECKPOINT_COLUMNS, DOC_COLUMNS
from results_store import Store, ingest, read
from tests.paths import SHARED_DATA, needs_shared_data
from tests.results_store.toys import CHOICES, write_run


def _group(folder: Path, group: str, task: str) -> None:
    """Says in a run's results file that its task is part of a group."""
    results = next(folder.glob("results_*"))
    document = json.loads(results.read_text())
    document["results"][group] = {"alias": group, "acc,none": 0.5}
    document["groups"] = {group: {"alias": group, "acc,none": 0.5}}
    document["group_subtasks"] = {group: [task]}
    results.write_text(json.dumps(document))


def test_a_cell_is_the_logged_loglikelihood(store: Store, tmp_path: Path) -> None:
    """Choice c at step s has -(c + 1) - s / 1000."""
    for step in (200, 100):
        write_run(tmp_path / f"{step}", step=step)
    ingest.import_path(store, tmp_path)
    cube = read.cube(store, "toy_task", "none")
    assert cube.loglikelihoods.shape == (4, 2, 4)
    assert cube.loglikelihoods.dtype == np.float32
    assert cube.loglikelihoods[3, 1, 2] == pytest.approx(-3.2)
    assert list(cube.docs.columns) == list(DOC_COLUMNS)
    assert list(cube.checkpoints.columns) == list(CHECKPOINT_COLUMNS)
    assert cube.checkpoints["step"].tolist() == [100, 200]
    assert cube.docs["golds"].tolist() == [[0], [1], [2], [3]]
    assert cube.docs["choice_chars"][0] == [len(choice) for choice in CHOICES]
    assert cube.docs["question"][1] == "Which number is two, case 1?"


def test_docs_that_a_checkpoint_did_not_see_are_nan(store: Store, tmp_path: Path) -> None:
    write_run(tmp_path / "a", model="a", docs=4)
    write_run(tmp_path / "b", model="b", docs=6)
    ingest.import_path(store, tmp_path)
    cube = read.cube(store, "toy_task", "none")
    assert cube.loglikelihoods.shape == (6, 2, 4)
    assert np.isnan(cube.loglikelihoods[4:, 0]).all()
    assert not np.isnan(cube.loglikelihoods[:, 1]).any()


def test_only_the_models_that_are_asked_for_are_in_it(store: Store, tmp_path: Path) -> None:
    for name in "abc":
        write_run(tmp_path / name, model=name)
    ingest.import_path(store, tmp_path)
    assert read.cube(store, "toy_task", "none", models=["c", "a"]).checkpoints["model"].tolist() == ["a", "c"]


def test_limited_runs_are_left_out_unless_asked_for(store: Store, tmp_path: Path) -> None:
    write_run(tmp_path / "full", model="full")
    write_run(tmp_path / "smoke", model="smoke", docs=2, size=4)
    ingest.import_path(store, tmp_path)
    assert read.cube(store, "toy_task", "none").checkpoints["model"].tolist() == ["full"]
    both = read.cube(store, "toy_task", "none", partial=True).checkpoints
    assert both[["model", "partial"]].values.tolist() == [["full", False], ["smoke", True]]


def test_a_group_has_the_docs_of_its_sub_tasks(store: Store, tmp_path: Path) -> None:
    for task in ("toy_a", "toy_b"):
        write_run(tmp_path / task, task=task, date=1_790_000_000.0 + len(task + task[-1]))
        _group(tmp_path / task, "toy", task)
    ingest.import_path(store, tmp_path)
    cube = read.cube(store, "toy", "none")
    assert cube.docs["task"].tolist() == ["toy_a"] * 4 + ["toy_b"] * 4
    assert cube.loglikelihoods.shape == (8, 1, 4)
    assert not np.isnan(cube.loglikelihoods).any()
    tasks = read.sample_tasks(store).set_index("task")
    assert tasks["docs"].to_dict() == {"toy": 8, "toy_a": 4, "toy_b": 4}
    assert tasks["is_group"].to_dict() == {"toy": True, "toy_a": False, "toy_b": False}
    assert tasks.loc["toy_a", "parent"] == "toy"


def test_docs_of_equal_content_keep_a_row_each(store: Store, tmp_path: Path) -> None:
    write_run(tmp_path / "a")
    samples = next((tmp_path / "a").glob("samples_*"))
    first = json.loads(samples.read_text().splitlines()[0])
    samples.write_text(samples.read_text() + json.dumps({**first, "doc_id": 4}) + "\n")
    ingest.import_path(store, tmp_path / "a")
    cube = read.cube(store, "toy_task", "none")
    assert cube.docs["doc_id"].tolist() == [0, 1, 2, 3, 4]
    assert cube.docs["doc_key"].is_unique


def test_a_task_that_is_not_there_is_an_empty_cube(store: Store) -> None:
    cube = read.cube(store, "nothing", "none")
    assert cube.loglikelihoods.shape == (0, 0, 0)
    assert cube.docs.empty


def test_the_usual_number_of_shots_is_taken_where_none_is_given(store: Store, tmp_path: Path) -> None:
    for step, shots in ((1, 0), (2, 5), (3, 5)):
        write_run(tmp_path / f"{step}", step=step, shots=shots)
    ingest.import_path(store, tmp_path)
    assert read.cube(store, "toy_task", "none").checkpoints["step"].tolist() == [2, 3]
    assert read.cube(store, "toy_task", "none", n_shot=0).checkpoints["step"].tolist() == [1]


@needs_shared_data
def test_accuracy_from_the_cube_is_the_accuracy_that_lm_eval_wrote(store: Store) -> None:
    ingest.import_path(store, SHARED_DATA / "question-level")
    task = "local_mmlu_cloze_astronomy"
    cube = read.cube(store, task, "none")
    golds = np.array([golds[0] for golds in cube.docs["golds"]])
    accuracy = (np.nanargmax(cube.loglikelihoods, axis=2) == golds[:, None]).mean(axis=0)
    curve = read.curve_table(store)
    written = curve[(curve["task"] == task) & (curve["metric"] == "acc")].set_index("run_id")["value"]
    assert accuracy == pytest.approx(written[cube.checkpoints["run_id"]].to_numpy())
