"""The scoring's benchmark: what it writes is what it says, and both ways give the same answers to it."""

from __future__ import annotations

import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from tests.benchmarks import card, scoring
from tests.benchmarks.models import (
    CONTINUATION,
    LETTERS,
    MIDDLE,
    TINY,
    write_checkpoint,
    write_checkpoints,
    write_tasks,
)
from tests.benchmarks.rows import MODERATE, Bench

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scoring")
    write_tasks(folder / "tasks", docs=6)
    write_checkpoint(folder / "tiny", TINY)
    return folder


def test_the_model_has_27_million_parameters_beside_its_vocabulary() -> None:
    assert round(MIDDLE.body / 1e6) == 27


def test_checkpoints_of_one_model_differ_in_their_weights_only(tmp_path: Path) -> None:
    first, later = write_checkpoints(tmp_path, TINY, 2)
    same = {file.name: file.read_bytes() == (later / file.name).read_bytes() for file in first.iterdir()}
    assert [name for name, equal in same.items() if not equal] == ["model.safetensors"]


@pytest.mark.parametrize(("task", "shots"), [(CONTINUATION, 5), (LETTERS, 5), (CONTINUATION, 0)])
def test_both_ways_answer_alike_and_tokens_are_computed_about_once(folder: Path, task: str, shots: int) -> None:
    what: dict[str, Any] = {"folder": str(folder), "shape": "tiny", "task": task, "shots": shots}
    own, theirs = scoring.by_prefix(**what), scoring.by_lm_eval(**what, docs=6)
    assert own["requests"] == len(theirs["answers"]) == 24
    assert own["scoring"] == "prefix"
    assert scoring.apart_by(own["answers"], theirs["answers"]) < 1e-4
    assert own["computed"] < 1.1 * own["distinct"]
    assert own["floor"] > 0


def test_what_is_measured_on_a_card_is_measured_on_any_device(folder: Path) -> None:
    shutil.copytree(folder / "tiny", folder / "words")
    facts = card.scored(str(folder), asdict(TINY), "cpu", "bfloat16")
    assert facts["scoring"] == "prefix"
    assert facts["apart"] < 0.5
    assert 0 < facts["share"] < 1


def test_a_machine_without_a_card_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (row,) = card.rows(Bench(MODERATE, tmp_path, lambda _: None))
    assert (row.measured, row.verdict) == ("no GPU here", "")


def test_an_answer_with_another_greedy_flag_is_apart() -> None:
    assert scoring.apart_by([(-1.0, True), (-2.0, False)], [(-1.5, True)]) == 0.5
    assert scoring.apart_by([(-1.0, True)], [(-1.0, False)]) == float("inf")
