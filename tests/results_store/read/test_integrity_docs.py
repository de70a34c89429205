"""Docs that changed between runs are reported and not merged; questions that are asked twice are found."""

from __future__ import annotations

import json
from pathlib import Path

from results_store import Store, ingest, read
from tests.results_store.read.test_integrity import Record, rewritten
from tests.results_store.toys import sample_record, write_run

NOW = 1_790_000_000.0


def test_a_changed_text_and_a_changed_key_are_told_apart(store: Store, tmp_path: Path) -> None:
    def changed(record: Record) -> Record | None:
        if record["doc_id"] == 1:
            record |= {"target": "3", "target_hash": "a" * 64}
        if record["doc_id"] == 2:
            record["doc"]["question"] += " (corrected)"
            record["doc_hash"] = "b" * 64
        return None if record["doc_id"] == 3 else record

    for place, step in enumerate((100, 200, 300)):
        write_run(tmp_path / "in" / str(step), step=step, date=NOW + place)
    rewritten(tmp_path / "in" / "300", changed)
    ingest.import_path(store, tmp_path / "in")
    found = read.differing_docs(store)
    assert found[["doc_id", "differs", "runs", "of"]].values.tolist() == [
        [1, "the key", 1, 3],
        [2, "the text", 1, 3],
        [3, "only in some runs", 2, 3],
    ]
    assert found["question"].str.contains("Which number").all()
    assert len(read.cube(store, "toy_task", "none").docs) == 6
    assert read.duplicate_docs(store).empty


def _write_twice(folder: Path, other_key: bool) -> None:
    """A run of the group "quiz": quiz_a asks doc 0 twice, once as a doc of another id; quiz_b asks it, too."""
    results = write_run(folder, task="quiz_a")
    document = json.loads(results.read_text())
    for part in ("results", "configs", "versions", "n-shot", "higher_is_better", "n-samples"):
        document[part]["quiz_b"] = document[part]["quiz"] = document[part]["quiz_a"]
    document["group_subtasks"] = {"quiz": ["quiz_a", "quiz_b"]}
    results.write_text(json.dumps(document))
    again = sample_record(0, 100) | {"doc_id": 4, "doc_hash": "c" * 64}
    if other_key:
        again |= {"target": "2", "target_hash": "d" * 64, "doc": {**again["doc"], "gold": 2}}
    samples = next(folder.glob("samples_quiz_a_*"))
    other = samples.with_name(samples.name.replace("quiz_a", "quiz_b"))
    other.write_text(json.dumps(sample_record(0, 100)) + "\n")
    samples.write_text(samples.read_text() + json.dumps(again) + "\n")


def test_a_question_asked_twice_in_a_task_or_group_is_a_duplicate(store: Store, tmp_path: Path) -> None:
    _write_twice(tmp_path / "in", other_key=False)
    ingest.import_path(store, tmp_path / "in")
    (found,) = read.duplicate_docs(store).to_dict("records")
    assert (found["copies"], list(found["tasks"]), list(found["doc_ids"])) == (3, ["quiz_a", "quiz_b"], [0, 4, 0])
    assert found["keys_agree"]


def test_copies_with_different_keys_are_said(store: Store, tmp_path: Path) -> None:
    _write_twice(tmp_path / "in", other_key=True)
    ingest.import_path(store, tmp_path / "in")
    assert read.duplicate_docs(store)["keys_agree"].tolist() == [False]
