"""The recorded run that every first start shows."""

from __future__ import annotations

import json
import re
import zipfile
from math import sqrt
from pathlib import Path
from typing import Any

import pytest

from e2lm.demo.live import DemoPlan
from e2lm.demo.models import MODELS
from e2lm.demo.questions import questions
from e2lm.demo.record import ARCHIVE, neutral, pack

CHANCE = 0.25
ONE_SIGMA = sqrt(CHANCE * (1 - CHANCE) / len(questions()))


@pytest.fixture(scope="module")
def results() -> dict[tuple[str, int], dict[str, Any]]:
    """The results file of every model and step."""
    found = {}
    with zipfile.ZipFile(ARCHIVE) as packed:
        for name in packed.namelist():
            if "/results_" in name:
                _, model, step, _ = name.split("/")
                found[model, int(step.removeprefix("step-"))] = json.loads(packed.read(name))
    return found


def accuracy(results: dict[tuple[str, int], dict[str, Any]], model: str, step: int) -> float:
    return float(results[model, step]["groups"]["demo_science"]["acc,none"])


def test_it_is_under_five_megabytes() -> None:
    assert ARCHIVE.stat().st_size < 5_000_000


def test_it_holds_every_checkpoint_of_every_model(results: dict[tuple[str, int], dict[str, Any]]) -> None:
    assert set(results) == {(plan.name, step) for plan in MODELS for step in DemoPlan().checkpoints}


def test_it_asked_the_questions_of_the_tables() -> None:
    with zipfile.ZipFile(ARCHIVE) as packed:
        last = [name for name in packed.namelist() if f"/{MODELS[0].name}/step-0600/samples_" in name]
        docs = [json.loads(line)["doc"] for name in last for line in packed.read(name).decode().splitlines()]
    assert {(doc["prompt"], *doc["choices"]) for doc in docs} == {(one.prompt, *one.choices) for one in questions()}


def test_curves_begin_at_chance(results: dict[tuple[str, int], dict[str, Any]]) -> None:
    for plan in MODELS:
        assert abs(accuracy(results, plan.name, 0) - CHANCE) < 3 * ONE_SIGMA


def test_science_models_end_far_above_chance_and_the_web_model_near_it(
    results: dict[tuple[str, int], dict[str, Any]],
) -> None:
    for plan in MODELS:
        above = (accuracy(results, plan.name, 600) - CHANCE) / ONE_SIGMA
        assert above > 5 if plan.reads == "science" else abs(above) < 3


def test_curves_climb(results: dict[tuple[str, int], dict[str, Any]]) -> None:
    for plan in MODELS:
        if plan.reads == "science":
            thirds = [accuracy(results, plan.name, step) for step in (0, 200, 400, 600)]
            assert thirds == sorted(thirds)


def test_often_told_facts_are_learned_before_rare_ones() -> None:
    right: dict[tuple[int, str], list[float]] = {}
    with zipfile.ZipFile(ARCHIVE) as packed:
        for name in packed.namelist():
            if match := re.search(r"/demo-300k-wide/step-(0200|0600)/samples_", name):
                for line in packed.read(name).decode().splitlines():
                    sample = json.loads(line)
                    right.setdefault((int(match[1]), sample["doc"]["told"]), []).append(sample["acc"])
    mean = {key: sum(values) / len(values) for key, values in right.items()}
    assert mean[200, "often"] > 0.6 > 0.45 > mean[200, "rarely"]
    assert mean[600, "rarely"] > 0.6
    assert mean[600, "never"] < 0.4
    assert mean[600, "only in parts"] < 0.5


def test_no_path_and_nothing_of_the_machine_stands_in_it() -> None:
    with zipfile.ZipFile(ARCHIVE) as packed:
        for name in packed.namelist():
            text = packed.read(name).decode()
            assert not re.search(r'"(/|[A-Z]:\\\\|~)', text), name
            assert "pretty_env_info" not in text


def test_neutral_results_keep_the_numbers_and_lose_the_machine() -> None:
    results = {
        "results": {"t": {"acc,none": 0.5}},
        "pretty_env_info": "OS: ...",
        "git_hash": "abc",
        "configs": {"t": {"metadata": {"config_source": "/home/somebody/e2lm/demo/task/t.yaml"}}},
    }
    assert neutral(results, Path("/home/somebody")) == {
        "results": {"t": {"acc,none": 0.5}},
        "configs": {"t": {"metadata": {"config_source": "e2lm/demo/task/t.yaml"}}},
    }


def test_the_same_run_gives_the_same_archive(tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    for step in ("step-1", "step-0"):
        (runs / "m" / step).mkdir(parents=True)
        (runs / "m" / step / "results_1.json").write_text('{"results": {}, "git_hash": "x"}', encoding="utf-8")
    pack(runs, tmp_path / "a.zip")
    (runs / "m" / "step-0" / "results_1.json").touch()
    pack(runs, tmp_path / "b.zip")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.zip") as packed:
        assert packed.namelist() == ["demo/m/step-0/results_1.json", "demo/m/step-1/results_1.json"]
        assert json.loads(packed.read("demo/m/step-0/results_1.json")) == {"results": {}}
