"""Cells' identities: what makes two results of one cell, which are stale, and what their folders are called."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from e2lm.harness.cells import CellIdentity, cell_place, difference, finished_cells, folder_name, identity_of
from e2lm.harness.placing import Output
from e2lm.harness.recognised import recognised
from e2lm.harness.request import Target
from e2lm.harness.state import Stage

IDENTITY = CellIdentity("toy", "step1", "quiz", "1.0", "abc", 0, "float32", "", None)
TARGET = Target("org/toy", "toy", "step1", revision="step1")
NAME = ("toy", "step1", "quiz")


def _finish(output: Path, job: str, identity: CellIdentity = IDENTITY, **record: object) -> Path:
    folder = output / cell_place(job, identity.model, identity.checkpoint, identity.task)
    folder.mkdir(parents=True)
    (folder / "results_2026.json").write_text('{"results": {}}', encoding="utf-8")
    facts = {"pretrained": "org/toy", "revision": "step1", "subfolder": "", "files_hash": "", **record}
    (folder / "e2lm.json").write_text(json.dumps({**facts, "cell": identity.to_json()}), encoding="utf-8")
    return folder


def _found(output: Path, asked: CellIdentity = IDENTITY, target: Target = TARGET) -> list[tuple[Stage, str]]:
    states = recognised("job", {NAME: (target, asked)}, Output(str(output)))
    return [(state.stage, state.message) for state in states]


def test_an_identity_survives_its_file() -> None:
    assert identity_of(json.loads(json.dumps(IDENTITY.to_json()))) == IDENTITY
    assert identity_of({"model": "toy"}) is None
    assert identity_of({**IDENTITY.to_json(), "prompts": ["no hash"]}) is None
    assert identity_of(None) is None


def test_a_finished_cell_is_recognised_by_what_was_asked_not_by_the_names_of_its_files(tmp_path: Path) -> None:
    folder = _finish(tmp_path, "job")
    (folder / "results_2026.json").rename(folder / "results_other.json")
    assert _found(tmp_path) == [(Stage.DONE, "")]
    assert _found(tmp_path, replace(IDENTITY, checkpoint="step2")) != [(Stage.DONE, "")]


def test_results_of_another_asking_are_stale_and_say_in_what(tmp_path: Path) -> None:
    _finish(tmp_path, "job")
    later = replace(IDENTITY, version="2.0", prompts="xyz", shots=5, limit=10)
    assert _found(tmp_path, later) == [
        (Stage.STALE, "version 1.0, now 2.0; other prompts; shots 0, now 5; limit none, now 10")
    ]
    assert difference(IDENTITY, IDENTITY) == ""


def test_an_unfinished_folder_and_one_without_an_identity_are_no_cells(tmp_path: Path) -> None:
    (_finish(tmp_path, "job") / "results_2026.json").write_text('{"resu', encoding="utf-8")
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    (foreign / "results_2026.json").write_text('{"results": {}}', encoding="utf-8")
    (foreign / "e2lm.json").write_text('{"model": "toy"}', encoding="utf-8")
    assert finished_cells(tmp_path, lambda _: True) == []
    assert _found(tmp_path) == []


def test_what_another_sweep_did_counts_only_for_the_same_checkpoint(tmp_path: Path) -> None:
    _finish(tmp_path, "earlier")
    assert [stage for stage, _ in _found(tmp_path)] == [Stage.DONE]
    assert _found(tmp_path, target=replace(TARGET, revision="step9")) == []


def test_local_checkpoints_of_one_name_are_told_apart_by_their_files(tmp_path: Path) -> None:
    target = replace(TARGET, pretrained=str(tmp_path / "model"))
    (tmp_path / "model").mkdir()
    for name in ("model.safetensors", "config.json", "tokenizer.json"):
        (tmp_path / "model" / name).write_text("as they were", encoding="utf-8")
    _finish(tmp_path / "runs", "earlier", files_hash="of other weights")
    assert _found(tmp_path / "runs", target=target) == []
    from e2lm.harness.weights import files_hash

    _finish(tmp_path / "runs", "second", files_hash=files_hash(target))
    assert [stage for stage, _ in _found(tmp_path / "runs", target=target)] == [Stage.DONE]
    for name in ("config.json", "tokenizer.json"):
        (tmp_path / "model" / name).write_text("corrected", encoding="utf-8")
        assert _found(tmp_path / "runs", target=target) == []
        (tmp_path / "model" / name).write_text("as they were", encoding="utf-8")


def test_a_cell_being_replaced_is_not_looked_at(tmp_path: Path) -> None:
    folder = _finish(tmp_path, "job")
    folder.rename(folder.with_name(".quiz.replaced-1"))
    assert finished_cells(tmp_path, lambda _: True) == []


def test_no_two_names_share_a_folder() -> None:
    assert folder_name("org/model") != folder_name("org_model")
    assert folder_name("step100") == "step100"
    assert cell_place("job", "a/b", "..", "quiz").count("/") == 3
    assert ".." not in cell_place("job", "a/b", "..", "quiz").split("/")


def test_folders_fit_in_a_file_system_whatever_the_script(tmp_path: Path) -> None:
    long = "漢" * 200
    assert folder_name(long) != folder_name(long + "字")
    for name in (long, long + " x", "é" * 120, "\udcff"):
        (tmp_path / f".{folder_name(name)}.replaced-1234567890123456789").mkdir()


def test_a_record_that_is_nothing_but_brackets_is_no_finished_cell(tmp_path: Path) -> None:
    (_finish(tmp_path, "job") / "e2lm.json").write_text("[" * 100_000, encoding="utf-8")
    assert finished_cells(tmp_path, lambda _: True) == []
