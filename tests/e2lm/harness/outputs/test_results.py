"""Results documents of every version, and what is odd in them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from e2lm.harness.outputs import date_in, parse_model_args, run_of, values_of
from e2lm.records import Problem, Value

PATH = Path("folder/results_2025-07-26T11-31-14.061603.json")


def _values(document: Mapping[str, Any]) -> dict[tuple[str, str, str], Value]:
    found = [item for item in values_of(document, PATH) if isinstance(item, Value)]
    return {(value.task, value.metric, value.filter): value for value in found}


def _problems(document: Mapping[str, Any]) -> list[Problem]:
    return [item for item in values_of(document, PATH) if isinstance(item, Problem)]


def test_legacy_names_have_filter_none() -> None:
    document = {
        "results": {"lambada": {"ppl": 12.5, "ppl_stderr": 0.5, "acc": 0.25, "acc_stderr": 0.01}},
        "versions": {"lambada": 0},
        "config": {"num_fewshot": 5, "limit": None},
    }
    values = _values(document)
    assert set(values) == {("lambada", "ppl", "none"), ("lambada", "acc", "none")}
    ppl = values["lambada", "ppl", "none"]
    assert (ppl.value, ppl.stderr, ppl.n_shot, ppl.version, ppl.higher_is_better) == (12.5, 0.5, 5, "0", False)
    assert (ppl.n, ppl.n_original, ppl.partial) == (None, None, False)


def test_nan_and_infinity_are_no_values_and_are_named() -> None:
    document = json.loads(
        '{"results": {"t": {"acc,none": NaN, "f1,none": Infinity, "em,none": "N/A", "acc_stderr,none": NaN}}}'
    )
    assert all(value.value is None and value.stderr is None for value in _values(document).values())
    assert [problem.field for problem in _problems(document)] == [
        "results.t.acc,none",
        "results.t.f1,none",
        "results.t.em,none",
    ]


@pytest.mark.parametrize("entry", [[1, 2], "text", 3, None])
def test_a_task_without_a_table_is_a_problem_and_the_others_are_read(entry: object) -> None:
    document = {"results": {"bad": entry, "good": {"acc,none": 0.5}}}
    assert set(_values(document)) == {("good", "acc", "none")}
    assert [problem.field for problem in _problems(document)] == ["results.bad"]


def test_a_metric_of_several_numbers_is_a_problem() -> None:
    document = {"results": {"t": {"acc,none": [0.1, 0.2], "f1,none": 0.5}}}
    assert set(_values(document)) == {("t", "f1", "none")}
    assert _problems(document)[0].field == "results.t.acc,none"


def test_results_without_tasks_are_a_problem() -> None:
    assert _problems({"results": {}})[0].field == "results"


def test_a_limit_of_no_effect_is_not_partial() -> None:
    document = {
        "results": {"t": {"acc,none": 0.5, "sample_len": 152}},
        "n-samples": {"t": {"original": 152, "effective": 152}},
        "config": {"limit": 200},
    }
    value = _values(document)["t", "acc", "none"]
    assert (value.n, value.n_original, value.partial) == (152, 152, False)
    assert run_of(document, PATH, "id", {}).note == ""


@pytest.mark.parametrize(
    ("limit", "n", "note"),
    [
        (50, 50, "limited to 50 docs per task; the tasks' sizes are unknown"),
        ("50", 50, "limited to 50 docs per task; the tasks' sizes are unknown"),
        (0.1, None, "limited to 10% of the docs per task; the tasks' sizes are unknown"),
        (None, None, ""),
    ],
)
def test_a_limit_with_unknown_sizes_is_said(limit: object, n: int | None, note: str) -> None:
    document = {"results": {"t": {"acc,none": 0.5}}, "config": {"limit": limit}}
    value = _values(document)["t", "acc", "none"]
    assert (value.n, value.n_original) == (n, None)
    assert run_of(document, PATH, "id", {}).note == note


def test_sample_len_stands_in_before_n_samples() -> None:
    value = _values({"results": {"t": {"acc,none": 0.5, "sample_len": 10}}, "config": {}})["t", "acc", "none"]
    assert (value.n, value.n_original) == (10, 10)


def test_groups_of_0_4_0_are_told_by_their_indented_aliases() -> None:
    document = {
        "results": {
            "mmlu": {"alias": "mmlu", "acc,none": 0.3},
            "mmlu_stem": {"alias": " - stem", "acc,none": 0.2},
            "mmlu_anatomy": {"alias": "  - anatomy", "acc,none": 0.1},
            "piqa": {"alias": "piqa", "acc,none": 0.6},
        },
        "groups": {"mmlu": {"alias": "mmlu", "acc,none": 0.3}},
    }
    values = _values(document)
    assert {task: (value.parent, value.is_group) for (task, _, _), value in values.items()} == {
        "mmlu": ("", True),
        "mmlu_stem": ("mmlu", True),
        "mmlu_anatomy": ("mmlu_stem", False),
        "piqa": ("", False),
    }


def test_a_group_that_contains_itself_ends() -> None:
    document = {"results": {"a": {"acc,none": 0.3}}, "group_subtasks": {"a": ["b"], "b": ["a"]}}
    assert _values(document)["a", "acc", "none"].n is None


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        (
            "use_accelerate=True,pretrained=EleutherAI/pythia-v1.1-70m,revision=step1000",
            {"use_accelerate": "True", "pretrained": "EleutherAI/pythia-v1.1-70m", "revision": "step1000"},
        ),
        ("pretrained='a/b',max_memory={0:1,1:2}", {"pretrained": "a/b", "max_memory": "{0:1,1:2}"}),
        ("revision=1e3,x=a=b", {"revision": "1e3", "x": "a=b"}),
        ({"pretrained": "a/b", "revision": None}, {"pretrained": "a/b", "revision": None}),
        ("", {}),
        (None, {}),
        ([1], {}),
    ],
)
def test_model_args_are_a_text_or_a_table(text: object, arguments: dict[str, Any]) -> None:
    assert parse_model_args(text) == arguments


def test_the_date_is_the_files_own_or_the_names() -> None:
    assert run_of({"date": 12.5}, PATH, "id", {}).date == 12.5
    assert run_of({}, PATH, "id", {}).date == date_in(PATH.name) == 1753529474.061603
    assert date_in("results_2025-99-26T11-31-14.json") is None


def test_an_old_subfolder_of_a_local_path_is_doubted() -> None:
    document = {
        "config": {"model_args": "pretrained=/models/dense-1b-arch1,subfolder=iter_0002000"},
        "lm_eval_version": "0.4.8",
    }
    assert "ignored `subfolder`" in run_of(document, PATH, "id", {}).note
    assert run_of({**document, "lm_eval_version": "0.4.13"}, PATH, "id", {}).note == ""


def test_a_file_without_a_model_is_named_after_its_folder_provisionally() -> None:
    run = run_of({"results": {}}, Path("neox-run/neox_step2000.json"), "id", {})
    assert (run.checkpoint.model, run.checkpoint.name, run.checkpoint.step) == ("neox-run", "step2000", 2000)
    assert run.checkpoint.provisional
    assert run.checkpoint.tokens is None


def test_the_runs_own_record_is_kept_with_its_config() -> None:
    record = {"model": "demo-115k-deep", "checkpoint": "step10", "step": 10, "tokens": 5120, "demo": True}
    run = run_of({"config": {"model_args": {"pretrained": "x/step10"}}}, PATH, "id", record)
    assert (run.checkpoint.model, run.checkpoint.tokens) == ("demo-115k-deep", 5120)
    assert run.config["e2lm"] == record
