"""Whatever is wrong with a file, the message names it and the remedy, and the rest is read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from e2lm.errors import E2LMError
from e2lm.reading import read
from e2lm.records import Problem, Reading, Sample
from tests.e2lm.reading.samples import samples_of

DATE = "2026-11-21T21-33-00.524085"
RESULTS: dict[str, Any] = {
    "results": {"t": {"alias": "t", "acc,none": 0.5, "acc_stderr,none": "N/A"}},
    "n-samples": {"t": {"original": 2, "effective": 2}},
    "config": {"model_args": {"pretrained": "x/m", "revision": "step5"}},
    "date": 1.0,
}


def _record(doc_id: int, question: str = "What?") -> dict[str, Any]:
    pairs = {f"gen_args_{at}": {"arg_0": question, "arg_1": text} for at, text in enumerate((" yes", " no"))}
    return {
        "doc_id": doc_id,
        "doc": {"question": question},
        "target": "1",
        "arguments": pairs,
        "resps": [[["-2.5", "False"]], [["-1.5", "True"]]],
        "filtered_resps": [["-2.5", "False"], ["-1.5", "True"]],
        "filter": "none",
        "metrics": ["acc"],
        "acc": 1.0,
    }


def _lines(*records: dict[str, Any]) -> str:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def _run(folder: Path, results: str | None, samples: str | None) -> None:
    if results is not None:
        (folder / f"results_{DATE}.json").write_text(results, encoding="utf-8")
    if samples is not None:
        (folder / f"samples_t_{DATE}.jsonl").write_text(samples, encoding="utf-8")


def _all(path: Path) -> tuple[list[Reading], list[Sample], list[Problem]]:
    readings: list[Reading] = []
    samples: list[Sample] = []
    problems: list[Problem] = []
    for item in read(path):
        if isinstance(item, Problem):
            problems.append(item)
            continue
        readings.append(item)
        for sample in samples_of(item):
            (samples if isinstance(sample, Sample) else problems).append(sample)  # type: ignore[arg-type]
    return readings, samples, problems


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    (problem,) = read(tmp_path / "gone")
    assert isinstance(problem, Problem)
    assert problem.file == str(tmp_path / "gone")
    assert problem.remedy


def test_a_folder_without_results_says_what_to_give(tmp_path: Path) -> None:
    (problem,) = read(tmp_path)
    assert isinstance(problem, Problem)
    assert "results_*.json" in problem.remedy


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("", "the file is empty"),
        ("  \n", "the file is empty"),
        ('{"results": {"t": {"acc,none": 0.', "ends in the middle"),
        ('{"results": "unfinished', "ends in the middle"),
        ("not json at all", "not valid JSON"),
        ("\x00\x01\x02", "not valid JSON"),
        ("[]", "not a result file"),
        ("3", "not a result file"),
        ("null", "not a result file"),
        ('{"results": [{"task": "t"}]}', "`results` is a list"),
        ('{"results": null}', "`results` is not a table"),
        ('{"results": {}}', "holds no task"),
        ('{"plotData": {}}', "no points"),
        ('{"plotData": {"MMLU": 3}}', "no series"),
        ('{"data": {"m": {"iteration": [1]}}}', "not a result file"),
    ],
)
def test_a_bad_results_file_is_a_problem_and_its_neighbour_is_read(tmp_path: Path, content: str, what: str) -> None:
    bad = tmp_path / "bad" / "results_2026-01-01T00-00-00.json"
    bad.parent.mkdir()
    bad.write_text(content, encoding="utf-8")
    _run(tmp_path, json.dumps(RESULTS), None)
    readings, _, problems = _all(tmp_path)
    assert any(reading.values for reading in readings)
    assert any(what in problem.problem and problem.file == str(bad) and problem.remedy for problem in problems)


def test_bytes_that_are_no_text_are_a_problem(tmp_path: Path) -> None:
    path = tmp_path / f"results_{DATE}.json"
    path.write_bytes(b"\xff\xfe\x80\x81 {")
    (problem,) = read(tmp_path)
    assert isinstance(problem, Problem)
    assert problem.file == str(path)


def test_json_nested_too_deeply_is_a_problem(tmp_path: Path) -> None:
    for depth in (900, 100_000):
        (tmp_path / f"deep{depth}.json").write_text('{"a":' * depth + "1" + "}" * depth)
    found = list(read(tmp_path))
    assert len(found) == 2
    assert all(isinstance(item, Problem) for item in found)


def test_a_damaged_line_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    _run(tmp_path, json.dumps(RESULTS), _lines(_record(0)) + '{"doc_id": 1, "doc": {\n' + _lines(_record(1)))
    _, samples, problems = _all(tmp_path)
    assert [sample.doc_id for sample in samples] == [0, 1]
    assert [(problem.line, problem.problem) for problem in problems] == [(2, "the line is not valid JSON")]


def test_a_cut_samples_file_says_so_and_counts_what_is_missing(tmp_path: Path) -> None:
    text = _lines(_record(0), _record(1))
    _run(tmp_path, json.dumps(RESULTS), text[: len(text) - 40])
    _, samples, problems = _all(tmp_path)
    assert len(samples) == 1
    assert [problem.line for problem in problems] == [2, 0]
    assert "ends in the middle" in problems[0].problem
    assert "1 docs where the results rest on 2" in problems[1].problem


def test_many_damaged_lines_are_counted_not_listed(tmp_path: Path) -> None:
    _run(tmp_path, json.dumps(RESULTS), _lines(_record(0), _record(1)) + "{oops\n" * 500)
    _, samples, problems = _all(tmp_path)
    assert len(samples) == 2
    assert len(problems) == 21
    assert problems[-1].problem == "480 further lines are damaged"


def test_an_empty_samples_file_is_a_problem(tmp_path: Path) -> None:
    _run(tmp_path, json.dumps(RESULTS), "")
    readings, samples, problems = _all(tmp_path)
    assert (len(readings), len(samples)) == (1, 0)
    assert "the file is empty" in {problem.problem for problem in problems}


def test_a_samples_file_that_holds_a_list_of_numbers_is_a_problem(tmp_path: Path) -> None:
    _run(tmp_path, json.dumps(RESULTS), "[1, 2]")
    _, samples, problems = _all(tmp_path)
    assert not samples
    assert "not a record" in problems[0].problem


@pytest.mark.parametrize(
    ("field", "value"),
    [("doc_id", "seven"), ("doc_id", None), ("doc", None), ("arguments", 3), ("filtered_resps", "text")],
)
def test_a_record_with_a_bad_field_names_it(tmp_path: Path, field: str, value: object) -> None:
    _run(tmp_path, json.dumps(RESULTS), _lines(_record(0), {**_record(1), field: value}))
    _, samples, problems = _all(tmp_path)
    assert len(samples) == 1
    assert (problems[0].line, problems[0].field) == (2, field)


def test_a_doc_that_stands_twice_counts_once(tmp_path: Path) -> None:
    _run(tmp_path, json.dumps(RESULTS), _lines(_record(0), _record(1), _record(0)))
    _, samples, problems = _all(tmp_path)
    assert [sample.doc_id for sample in samples] == [0, 1]
    assert problems[0].line == 3


def test_line_separators_and_lone_surrogates_in_prompts_do_no_harm(tmp_path: Path) -> None:
    odd = _record(0, "a\u2028b\u2029c\x85d\x0be")
    _run(tmp_path, json.dumps(RESULTS), _lines(odd) + json.dumps(_record(1, "\ud800 and \U0001f600")) + "\n")
    _, samples, problems = _all(tmp_path)
    assert not problems
    assert samples[0].context == "a\u2028b\u2029c\x85d\x0be"
    assert samples[1].context == "? and \U0001f600"
    assert all(sample.context.encode("utf-8") for sample in samples)


def test_nan_loglikelihoods_are_kept_and_said(tmp_path: Path) -> None:
    bad = {**_record(1), "filtered_resps": [["nan", "False"], ["nan", "False"]], "acc": 0.0}
    _run(tmp_path, json.dumps(RESULTS), _lines(_record(0), bad))
    _, samples, problems = _all(tmp_path)
    assert [len(sample.loglikelihoods) for sample in samples] == [2, 2]
    assert (problems[0].line, "1 of 2 records have NaN" in problems[0].problem) == (2, True)


def test_a_damaged_record_of_the_run_is_said_and_the_run_is_read(tmp_path: Path) -> None:
    _run(tmp_path, json.dumps(RESULTS), None)
    (tmp_path / "e2lm.json").write_text("{")
    readings, _, problems = _all(tmp_path)
    assert readings[0].run.checkpoint.name == "step5"
    assert problems[0].file.endswith("e2lm.json")


def test_the_runs_own_record_names_model_and_tokens(tmp_path: Path) -> None:
    _run(tmp_path, json.dumps(RESULTS), None)
    record = {"model": "demo-115k-deep", "checkpoint": "step5", "step": 5, "tokens": 640, "tokens_from": "the trainer"}
    (tmp_path / "e2lm.json").write_text(json.dumps(record))
    readings, _, problems = _all(tmp_path)
    checkpoint = readings[0].run.checkpoint
    assert (checkpoint.model, checkpoint.tokens, checkpoint.tokens_from) == ("demo-115k-deep", 640, "the trainer")
    assert not problems


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
document_keys = (
    "results",
    "groups",
    "group_subtasks",
    "n-samples",
    "n-shot",
    "higher_is_better",
    "versions",
    "config",
    "date",
)
record_keys = (
    "doc_id",
    "doc",
    "target",
    "arguments",
    "resps",
    "filtered_resps",
    "filter",
    "metrics",
    "acc",
    "doc_hash",
)
no_fixture_check = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])


@no_fixture_check
@given(key=st.sampled_from(document_keys), value=json_values, inside=st.booleans())
def test_no_value_of_a_results_file_raises(tmp_path: Path, key: str, value: object, inside: bool) -> None:
    changed = {**RESULTS, key: {"t": value} if inside else value}
    _run(tmp_path, json.dumps(changed), _lines(_record(0), _record(1)))
    _all(tmp_path)


@no_fixture_check
@given(key=st.sampled_from(record_keys), value=json_values)
def test_no_value_of_a_samples_file_raises(tmp_path: Path, key: str, value: object) -> None:
    _run(tmp_path, json.dumps(RESULTS), _lines(_record(0), {**_record(1), key: value}))
    _, samples, _ = _all(tmp_path)
    assert samples


@no_fixture_check
@given(at=st.integers(min_value=0, max_value=10**6), which=st.booleans())
def test_a_file_cut_anywhere_raises_nothing(tmp_path: Path, at: int, which: bool) -> None:
    results, samples = json.dumps(RESULTS, indent=1), _lines(_record(0), _record(1))
    cut = (results[: at % len(results)], samples) if which else (results, samples[: at % len(samples)])
    _run(tmp_path, *cut)
    for item in read(tmp_path):
        assert isinstance(item, Problem | Reading)
        samples_of(item) if isinstance(item, Reading) else []


@no_fixture_check
@given(content=st.binary(max_size=60), suffix=st.sampled_from((".json", ".jsonl", ".csv")))
def test_no_bytes_raise(tmp_path: Path, content: bytes, suffix: str) -> None:
    path = tmp_path / f"file{suffix}"
    path.write_bytes(content)
    try:
        _all(path)
    except E2LMError as error:
        pytest.fail(f"an error escaped: {error}")


@no_fixture_check
@given(value=json_values)
def test_no_json_document_raises(tmp_path: Path, value: object) -> None:
    path = tmp_path / "some.json"
    path.write_text(json.dumps(value))
    _all(path)


@pytest.mark.parametrize("number", ["1" + "0" * 30, "Infinity", "NaN", "-7", '"many"', "[1]", "1" + "0" * 400])
def test_numbers_that_count_nothing_are_unknown(tmp_path: Path, number: str) -> None:
    results = {**RESULTS, "n-shot": {"t": "N"}, "n-samples": {"t": {"original": "N", "effective": "N"}}}
    config = {**RESULTS["config"], "limit": "N"}
    spoilt = json.dumps({**results, "config": config}).replace('"N"', number)
    records = (
        _lines(_record(0), _record(1)).replace('"doc_id": 1,', f'"doc_id": {number},').replace("1.0}", f"{number}}}")
    )
    _run(tmp_path, spoilt, records)
    (tmp_path / "e2lm.json").write_text(f'{{"step": {number}, "tokens": {number}}}')
    readings, samples, problems = _all(tmp_path)
    assert [sample.doc_id for sample in samples] == [0]
    assert readings[0].run.checkpoint.step == 5
    assert readings[0].run.checkpoint.tokens is None
    assert readings[0].values[0].n_shot is None
    assert {"doc_id", "step", "tokens"} <= {problem.field for problem in problems}
    assert all(problem.remedy for problem in problems)
