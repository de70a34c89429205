"""What lm-eval logged, laid beside the cube: it equals what is recomputed."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from e2lm.cube import Cube
from e2lm.metrics import values_of
from e2lm.self_check import self_check
from results_store import Store, ingest, read
from tests.paths import SHARED_DATA, needs_shared_data
from tests.results_store.toys import write_run


def test_logged_values_stand_at_their_doc_and_checkpoint(store: Store, tmp_path: Path) -> None:
    write_run(tmp_path / "a", model="a", docs=6)
    write_run(tmp_path / "b", model="b", docs=4)
    ingest.import_path(store, tmp_path)
    cube = read.cube(store, "toy_task", "none")
    right = [1.0, 0, 0, 0, 1, 0]
    np.testing.assert_array_equal(
        read.logged(store, cube, "acc"), [[one, one] for one in right[:4]] + [[1, np.nan], [0, np.nan]]
    )
    assert np.isnan(read.logged(store, cube, "acc_norm")).all()


def test_an_answer_that_lm_eval_scored_otherwise_is_named(store: Store, tmp_path: Path) -> None:
    write_run(tmp_path / "a")
    samples = next((tmp_path / "a").glob("samples_*"))
    records = [json.loads(line) for line in samples.read_text().splitlines()]
    for doc, record in enumerate(records):
        record |= {"metrics": ["acc", "acc_norm"], "acc_norm": float(doc in (0, 2))}
    samples.write_text("".join(json.dumps(record) + "\n" for record in records))
    ingest.import_path(store, tmp_path)
    cube = read.cube(store, "toy_task", "none")
    check = self_check(cube, "acc_norm", values_of(cube, "acc_norm"), read.logged(store, cube, "acc_norm"))
    assert str(check) == "differs from lm-eval in 1 of 4 answers"
    assert check.differences["doc_key"].tolist() == [cube.docs["doc_key"][2]]


def test_the_run_and_the_shots_of_the_cube_are_read_and_no_others(store: Store, tmp_path: Path) -> None:
    write_run(tmp_path / "zero", shots=0)
    write_run(tmp_path / "five", shots=5, docs=2)
    write_run(tmp_path / "smoke", model="smoke", docs=2, size=4)
    ingest.import_path(store, tmp_path)
    five = read.cube(store, "toy_task", "none", n_shot=5)
    assert read.logged(store, five, "acc", n_shot=5).tolist() == [[1.0], [0.0]]
    both = read.cube(store, "toy_task", "none", n_shot=0, partial=True)
    assert both.checkpoints["model"].tolist() == ["smoke", "toy"]
    found = read.logged(store, both, "acc", n_shot=0, partial=True)
    np.testing.assert_array_equal(found[:, 0], [1, 0, np.nan, np.nan])
    assert np.isnan(read.logged(store, both, "acc", n_shot=0)[:, 0]).all()


def test_a_cube_without_docs_has_no_logged_values(store: Store) -> None:
    assert read.logged(store, read.cube(store, "nothing", "none"), "acc").shape == (0, 0)


@needs_shared_data
@pytest.mark.parametrize("metric", ["acc", "acc_norm"])
def test_real_logs_agree_with_what_is_recomputed_question_by_question(store: Store, metric: str) -> None:
    ingest.import_path(store, SHARED_DATA / "question-level")
    for task, docs in (("local_mmlu_cloze_astronomy", 152), ("local_mmlu_cloze_global_facts", 100)):
        cube: Cube = read.cube(store, task, "none")
        check = self_check(cube, metric, values_of(cube, metric), read.logged(store, cube, metric))
        assert str(check) == f"agrees with lm-eval on {docs * 13:,} answers"
