"""Logs as lm-eval 0.4.0 to 0.4.6 wrote them, made from what the installed version writes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from e2lm.harness.outputs import read_samples
from e2lm.reading import read, units
from e2lm.records import Problem, Reading, Sample

pytestmark = pytest.mark.slow

HASHES = ("doc_hash", "prompt_hash", "target_hash")


def _records(folder: Path, task: str) -> list[dict[str, Any]]:
    (path,) = folder.rglob(f"samples_{task}_*.jsonl")
    return [json.loads(line) for line in path.read_bytes().split(b"\n") if line]


def _number(response: list[str]) -> list[Any]:
    return [float(response[0]), response[1] == "True"]


def _as_0_4_0(record: Mapping[str, Any]) -> dict[str, Any]:
    """No filter, metrics or hashes; arguments as pairs, responses as numbers, an index as a number."""
    kept = {name: value for name, value in record.items() if name not in (*HASHES, "filter", "metrics")}
    kept["arguments"] = [[part["arg_0"], part["arg_1"]] for part in record["arguments"].values()]
    kept["resps"] = [[_number(response) for response in repeats] for repeats in record["resps"]]
    kept["filtered_resps"] = [_number(response) for response in record["filtered_resps"]]
    kept["target"] = int(record["target"])
    return kept


def _same(old: Sample, new: Sample) -> bool:
    names = ("filter", "doc_id", "doc_hash", "target_hash", "prompt_hash", "doc", "target", "context", "continuations")
    exact = all(getattr(old, name) == getattr(new, name) for name in names)
    return exact and (old.loglikelihoods, old.golds, old.metrics) == (new.loglikelihoods, new.golds, new.metrics)


def _samples(path: Path, task: str, filters: tuple[str, ...] = ()) -> list[Sample]:
    found = list(read_samples(path, task, filters))
    assert not [item for item in found if isinstance(item, Problem)]
    return [item for item in found if isinstance(item, Sample)]


def test_an_array_of_numbers_gives_the_same_samples_and_hashes(toy_logs: Path, tmp_path: Path) -> None:
    (new,) = (toy_logs / "full").rglob("samples_toy_physics_*.jsonl")
    old = tmp_path / "old.jsonl"
    records = [_as_0_4_0(record) for record in _records(toy_logs / "full", "toy_physics")]
    old.write_text(json.dumps(records, indent=2, ensure_ascii=False), encoding="utf-8")
    olds, news = _samples(old, "toy_physics"), _samples(new, "toy_physics")
    assert len(olds) == len(news) == 12
    assert all(_same(first, second) for first, second in zip(olds, news, strict=True))


def test_an_array_that_was_cut_gives_its_start_and_says_where(toy_logs: Path, tmp_path: Path) -> None:
    records = [_as_0_4_0(record) for record in _records(toy_logs / "full", "toy_physics")]
    text = json.dumps(records, indent=2, ensure_ascii=False)
    path = tmp_path / "cut.jsonl"
    path.write_text(text[: len(text) // 2], encoding="utf-8")
    found = list(read_samples(path, "toy_physics"))
    problems = [item for item in found if isinstance(item, Problem)]
    assert len(problems) == 1
    assert "cut off" in problems[0].problem
    assert problems[0].line > 1
    assert 3 <= len(found) - 1 < 12


def test_a_log_without_filter_names_takes_them_from_the_results_in_turn(toy_logs: Path, tmp_path: Path) -> None:
    """Before 0.4.7 every doc stands once per filter, in the results' order, and nothing names the filter."""
    records = _records(toy_logs / "full", "toy_gen")
    bare = [{key: value for key, value in record.items() if key not in ("filter", "metrics")} for record in records]
    path = tmp_path / "samples.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in bare))
    found = _samples(path, "toy_gen", ("strict-match", "flexible-extract"))
    assert [sample.filter for sample in found] == ["strict-match"] * 5 + ["flexible-extract"] * 5
    assert all(sample.metrics == {"exact_match": 0.0} for sample in found)


def _write_folder_of_0_4_0(toy_logs: Path, folder: Path) -> None:
    """results.json (of the last of two runs) and both runs' samples, whose names hold their model_args."""
    (results,) = (toy_logs / "full").rglob("results_*.json")
    document = json.loads(results.read_text())
    for name in ("n-samples", "date", "lm_eval_version", "model_name"):
        document.pop(name)
    document["results"] = {"toy_physics": {"alias": "toy_physics", "acc,none": 0.25, "acc_stderr,none": "N/A"}}
    document["config"]["model_args"] = "pretrained=EleutherAI/pythia-70m,revision=step2000"
    (folder / "results.json").write_text(json.dumps(document))
    records = [_as_0_4_0(record) for record in _records(toy_logs / "full", "toy_physics")]
    for step in (1000, 2000):
        name = f"pretrained__EleutherAI__pythia-70m,revision__step{step}_toy_physics.jsonl"
        (folder / name).write_text(json.dumps(records, indent=2))


def test_a_folder_of_0_4_0_gives_samples_to_the_run_whose_arguments_they_name(toy_logs: Path, tmp_path: Path) -> None:
    _write_folder_of_0_4_0(toy_logs, tmp_path)
    assert len(units(tmp_path)) == 1
    found = list(read(tmp_path))
    (reading,) = (item for item in found if isinstance(item, Reading))
    assert (reading.run.checkpoint.model, reading.run.checkpoint.tokens) == ("pythia-70m", 4_194_304_000)
    assert [Path(file.path).name for file in reading.sample_files] == [
        "pretrained__EleutherAI__pythia-70m,revision__step2000_toy_physics.jsonl"
    ]
    (problem,) = (item for item in found if isinstance(item, Problem))
    assert "step1000" in problem.file
    assert "not of the run" in problem.problem


def test_a_samples_file_of_0_4_0_alone_is_a_provisional_run(toy_logs: Path, tmp_path: Path) -> None:
    _write_folder_of_0_4_0(toy_logs, tmp_path)
    (reading,) = read(tmp_path / "pretrained__EleutherAI__pythia-70m,revision__step1000_toy_physics.jsonl")
    assert isinstance(reading, Reading)
    checkpoint = reading.run.checkpoint
    assert (checkpoint.model, checkpoint.name, checkpoint.step) == ("pythia-70m", "step1000", 1000)
    assert "file's name" in checkpoint.provisional
    assert {(value.task, value.metric, value.n) for value in reading.values} == {
        ("toy_physics", "acc", 12),
        ("toy_physics", "acc_norm", 12),
    }


def test_samples_alone_score_what_their_results_say(toy_logs: Path, tmp_path: Path) -> None:
    (path,) = (toy_logs / "full").rglob("samples_toy_physics_*.jsonl")
    alone = tmp_path / "some__model" / path.name
    alone.parent.mkdir()
    alone.write_bytes(path.read_bytes())
    (full,) = (item for item in read(toy_logs / "full") if isinstance(item, Reading))
    (reading,) = (item for item in read(tmp_path) if isinstance(item, Reading))
    expected = {value.metric: value.value for value in full.values if value.task == "toy_physics"}
    assert {value.metric: value.value for value in reading.values} == pytest.approx(expected)
    assert (reading.run.kind, reading.run.checkpoint.model) == ("samples", "model")
    assert reading.run.checkpoint.provisional
