"""Files of known questions go straight into the store, and what is stored is what the full reader gives."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from e2lm.reading import samples_in
from e2lm.records import SamplesFile
from results_store import Store, ingest, open_store, read
from results_store.known import Known
from tests.paths import SHARED_DATA, needs_shared_data
from tests.results_store.contents import contents
from tests.results_store.toys import sample_record, write_run

TASK = "toy_task"
FullReader = Callable[[], list[str]]


@pytest.fixture
def read_in_full(monkeypatch: pytest.MonkeyPatch) -> FullReader:
    """The names of the folders whose samples were read record by record so far."""
    seen: list[str] = []
    whole = samples_in

    def noted(file: SamplesFile) -> Any:  # noqa: ANN401
        seen.append(Path(file.path).parent.name)
        return whole(file)

    monkeypatch.setattr("results_store.answers.samples_in", noted)
    return lambda: seen


def _three_checkpoints(folder: Path) -> list[Path]:
    """The samples files of three checkpoints, each in a folder of its step."""
    for step in (100, 200, 300):
        write_run(folder / str(step), step=step, date=1_790_000_000.0 + step)
    return [next((folder / str(step)).glob("samples_*")) for step in (100, 200, 300)]


def _records(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text().splitlines()]


def _write(file: Path, records: list[dict[str, Any]]) -> None:
    file.write_text("".join(json.dumps(record) + "\n" for record in records))


def _without_known(home: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, list[tuple[Any, ...]]]:
    """What a store holds that never takes the short way."""
    with monkeypatch.context() as patch, open_store(home) as store:
        patch.setattr(Known, "fitting", lambda *_: None)
        ingest.import_path(store, folder)
        return contents(store)


def test_only_the_first_checkpoint_is_read_record_by_record(
    store: Store, tmp_path: Path, read_in_full: FullReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    _three_checkpoints(tmp_path / "in")
    report = ingest.import_path(store, tmp_path / "in")
    assert (report.runs, report.samples, report.problems) == (3, 12, ())
    assert read_in_full() == ["100"]
    other = _without_known(tmp_path / "other", tmp_path / "in", monkeypatch)
    assert sorted(contents(store)["samples"]) == sorted(other["samples"])


@needs_shared_data
def test_real_logs_give_the_same_rows_both_ways(
    store: Store, tmp_path: Path, read_in_full: FullReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest.import_path(store, SHARED_DATA / "question-level")
    assert len(read_in_full()) == 2
    other = _without_known(tmp_path / "other", SHARED_DATA / "question-level", monkeypatch)
    mine = contents(store)
    for table in ("runs", "metrics", "run_tasks", "docs", "prompts", "samples", "problems"):
        assert sorted(mine[table]) == sorted(other[table]), table


def test_what_is_known_survives_a_restart(home: Path, tmp_path: Path, read_in_full: FullReader) -> None:
    _three_checkpoints(tmp_path / "in")
    (tmp_path / "later").mkdir()
    for step in ("200", "300"):
        shutil.move(tmp_path / "in" / step, tmp_path / "later" / step)
    with open_store(home) as store:
        ingest.import_path(store, tmp_path / "in")
    with open_store(home) as store:
        ingest.import_path(store, tmp_path / "later")
        assert read.counts(store).samples == 12
    assert read_in_full() == ["100"]


def test_a_bad_line_sends_its_file_to_the_full_reader_which_names_it(
    store: Store, tmp_path: Path, read_in_full: FullReader
) -> None:
    _, second, _ = _three_checkpoints(tmp_path / "in")
    lines = second.read_text().splitlines()
    second.write_text("\n".join([*lines[:2], lines[2][:80], lines[3]]) + "\n")
    report = ingest.import_path(store, tmp_path / "in")
    assert read_in_full() == ["100", "200"]
    assert report.samples == 11
    assert {Path(problem.file).parent.name for problem in report.problems} == {"200"}
    assert (3, "the line is not valid JSON") in {(problem.line, problem.problem) for problem in report.problems}


def _twice(records: list[dict[str, Any]]) -> None:
    records.append(records[0])


def _undefined(records: list[dict[str, Any]]) -> None:
    records[1]["filtered_resps"][0][0] = "nan"


def _another_question(records: list[dict[str, Any]]) -> None:
    records[3] = sample_record(7, 200)


def _another_metric(records: list[dict[str, Any]]) -> None:
    for record in records:
        record["metrics"] = ["acc", "exact_match"]
        record["exact_match"] = 1.0


def _text_for_a_number(records: list[dict[str, Any]]) -> None:
    records[2]["acc"] = "[0.5]"


def _fewer_choices(records: list[dict[str, Any]]) -> None:
    records[2]["filtered_resps"].pop()
    records[2]["arguments"].pop("gen_args_3")


def _too_few(records: list[dict[str, Any]]) -> None:
    records.pop()


def _without_names(records: list[dict[str, Any]]) -> None:
    for record in records:
        del record["filter"]


def _contradicted(records: list[dict[str, Any]]) -> None:
    records[2]["acc"] = 1.0


def _another_last_question(records: list[dict[str, Any]]) -> None:
    records[3]["arguments"]["gen_args_1"]["arg_1"] = " neither"


def _names_alike(records: list[dict[str, Any]]) -> None:
    for record in records:
        record["metrics"] = ["acc", "ACC"]
        record["ACC"] = 0.5


def _with_other_choices(records: list[dict[str, Any]]) -> None:
    for record in records:
        record["arguments"]["gen_args_0"]["arg_1"] = " none of them"


@pytest.mark.parametrize(
    "change",
    [
        _twice, _undefined, _another_question, _another_metric, _text_for_a_number, _fewer_choices, _too_few,
        _without_names, _with_other_choices, _contradicted, _another_last_question, _names_alike,
    ],
)  # fmt: skip
def test_whatever_is_otherwise_is_read_in_full_and_stored_as_ever(
    store: Store,
    tmp_path: Path,
    read_in_full: FullReader,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[list[dict[str, Any]]], None],
) -> None:
    _, second, _ = _three_checkpoints(tmp_path / "in")
    records = _records(second)
    change(records)
    _write(second, records)
    ingest.import_path(store, tmp_path / "in")
    assert read_in_full()[:2] == ["100", "200"]
    other = _without_known(tmp_path / "other", tmp_path / "in", monkeypatch)
    mine = contents(store)
    for table in ("samples", "prompts", "docs", "run_tasks", "problems"):
        assert sorted(mine[table]) == sorted(other[table]), table


def _same_both_ways(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tables: tuple[str, ...] = ("samples", "prompts")
) -> None:
    """Imports what lies in `in`, and holds it against what the full reader alone stores."""
    ingest.import_path(store, tmp_path / "in")
    mine, other = contents(store), _without_known(tmp_path / "other", tmp_path / "in", monkeypatch)
    for table in tables:
        assert sorted(mine[table]) == sorted(other[table]), table


def _with_tail(text: str) -> Callable[[str], str]:
    return lambda content: content.replace('"acc": 1.0}', text)


def _answers_of_another_record(content: str) -> str:
    records = [json.loads(line) for line in content.splitlines()]
    for name in ("resps", "filtered_resps"):
        records[2][name].insert(0, records[1][name].pop())
    return "".join(json.dumps(record) + "\n" for record in records)


ODD: list[Callable[[str], str]] = [
    _answers_of_another_record,
    _with_tail(
        '"acc": 1.0, "filtered_resps": [["-1.0", "False"], ["-9.0", "False"], ["-9.0", "True"], ["-9.0", "True"]]}'
    ),
    _with_tail('"acc": 1.0, "doc_id": 77}'),
    _with_tail('"acc": 1.0, "filter": "other"}'),
    _with_tail('"acc": 1.0, "metrics": []}'),
    _with_tail('"acc": 0.0, "acc": 1.0}'),
    lambda content: content.replace("False", "Maybe"),
    lambda content: content.replace('["-4.', '["-4e39'),
    lambda content: content.replace('"doc_hash": "', '"doc_hash": "0'),
    lambda content: content.replace('"target_hash": "5', '"target_hash": "6'),
    lambda content: content[:700] + "\n" + content,
]


def test_what_a_record_says_beside_its_answers_is_stored_as_the_full_reader_stores_it(
    store: Store, tmp_path: Path, read_in_full: FullReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = range(100, 100 * (len(ODD) + 2), 100)
    changes: list[Callable[[str], str]] = [str, *ODD]
    for step, change in zip(steps, changes, strict=True):
        write_run(tmp_path / "in" / f"{step:04}", step=step, date=1_790_000_000.0 + step)
        file = next((tmp_path / "in" / f"{step:04}").glob("samples_*"))
        before = file.read_text()
        file.write_text(change(before))
        assert step == 100 or file.read_text() != before
    _same_both_ways(store, tmp_path, monkeypatch, ("samples", "prompts", "docs", "run_tasks", "problems"))
    assert set(read_in_full()) == {f"{step:04}" for step in steps}


@pytest.mark.parametrize("first", ["[0.25 0.75]", None, [1, 2]])
def test_a_metric_that_was_no_number_before_is_stored_where_it_is_one(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: object
) -> None:
    for file, value in zip(_three_checkpoints(tmp_path / "in"), (first, first, 0.5), strict=True):
        _write(file, [{**record, "metrics": ["acc", "brier"], "brier": value} for record in _records(file)])
    _same_both_ways(store, tmp_path, monkeypatch)
    assert store.rows("SELECT count(*) FROM samples WHERE len(metric_names) = 2") == [(4,)]


def test_a_key_that_only_the_answers_told_is_told_anew(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Choices 1 to 4 in digits: only the first run's accuracies speak against the index."""
    for file, right in zip(_three_checkpoints(tmp_path / "in"), (1.0, 0.0, 0.0), strict=True):
        records = _records(file)
        for record in records:
            record["acc"], record["target"] = right, "1"
            for place in range(4):
                record["arguments"][f"gen_args_{place}"]["arg_1"] = f" {place + 1}"
            likeliest = 0 if right else 2
            record["filtered_resps"][likeliest][0] = record["resps"][likeliest][0][0] = "-0.5"
        _write(file, records)
    _same_both_ways(store, tmp_path, monkeypatch)


def test_a_folder_with_a_glob_sign_in_its_name_is_read_all_the_same(store: Store, tmp_path: Path) -> None:
    _three_checkpoints(tmp_path / "in[0-9]*")
    assert ingest.import_path(store, tmp_path / "in[0-9]*").samples == 12


def test_equal_docs_of_one_task_keep_their_own_rows(store: Store, tmp_path: Path, read_in_full: FullReader) -> None:
    files = _three_checkpoints(tmp_path / "in")
    for file in files:
        records = _records(file)
        records[3] = {**records[0], "doc_id": 3}
        _write(file, records)
    ingest.import_path(store, tmp_path / "in")
    assert read_in_full() == ["100"]
    assert store.rows("SELECT count(*), count(DISTINCT doc_key) FROM samples") == [(12, 4)]


def test_touched_files_are_not_read_again_and_appended_ones_are(
    store: Store, tmp_path: Path, read_in_full: FullReader
) -> None:
    first, second, _ = _three_checkpoints(tmp_path / "in")
    ingest.import_path(store, tmp_path / "in")
    before = store.version
    os.utime(first, (1, 1))
    assert ingest.refresh(store).new_runs == 0
    assert read_in_full() == ["100"]
    assert store.rows("SELECT count(*) FROM samples") == [(12,)]
    assert store.version > before
    before = store.version
    ingest.refresh(store)
    assert store.version == before
    with second.open("a") as file:
        file.write(json.dumps(sample_record(9, 200)) + "\n")
    ingest.refresh(store)
    assert read_in_full() == ["100", "200"]
    assert store.rows("SELECT count(*) FROM samples") == [(13,)]


@pytest.mark.parametrize("name", ["acc=0.25", "filter=other", "filename=x", "task=y"])
def test_a_folder_named_like_a_value_changes_none(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    _three_checkpoints(tmp_path / name)
    ingest.import_path(store, tmp_path / name)
    other = _without_known(tmp_path / "other", tmp_path / name, monkeypatch)
    assert sorted(contents(store)["samples"]) == sorted(other["samples"])


@pytest.mark.parametrize("metrics", [["acc", "ACC"], ["Doc_ID"], ["Filename"], ["ACC"]])
def test_metrics_whose_names_only_case_tells_apart_stop_no_import(
    store: Store, tmp_path: Path, metrics: list[str]
) -> None:
    for file in _three_checkpoints(tmp_path / "in"):
        _write(file, [{**record, "metrics": metrics, **dict.fromkeys(metrics, 0.5)} for record in _records(file)])
    assert ingest.import_path(store, tmp_path / "in").samples == 12
    assert store.rows("SELECT DISTINCT len(metric_names) FROM samples") == [(len(metrics),)]


def test_a_limited_run_teaches_no_key(store: Store, tmp_path: Path, read_in_full: FullReader) -> None:
    write_run(tmp_path / "in" / "050", step=50, docs=2, size=4)
    _three_checkpoints(tmp_path / "in")
    ingest.import_path(store, tmp_path / "in")
    assert read_in_full() == ["050", "100"]


def test_a_key_that_later_runs_contradict_is_not_trusted(
    store: Store, tmp_path: Path, read_in_full: FullReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Choices 1 to 4 in digits: the first run's accuracies are explained by an index as well as by the text."""
    for file, right in zip(_three_checkpoints(tmp_path / "in"), (0.0, 1.0, 1.0), strict=True):
        records = _records(file)
        for record in records:
            record["acc"], record["target"] = right, "1"
            for place in range(4):
                record["arguments"][f"gen_args_{place}"]["arg_1"] = f" {place + 1}"
            record["filtered_resps"][2 if right == 0.0 else 0][0] = "-0.5"
        _write(file, records)
    ingest.import_path(store, tmp_path / "in")
    assert read_in_full() == ["100", "200", "300"]
    cube = read.cube(store, TASK, "none")
    assert cube.docs["golds"].map(list).tolist() == [[0]] * 4
    other = _without_known(tmp_path / "other", tmp_path / "in", monkeypatch)
    assert sorted(contents(store)["samples"]) == sorted(other["samples"])


def test_questions_that_went_with_their_run_come_again_with_another(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("results_store.intake._TOGETHER", 0.0)
    write_run(tmp_path / "in" / "a")
    ingest.import_path(store, tmp_path / "in")
    shutil.move(tmp_path / "in" / "a", tmp_path / "in" / "b")
    write_run(tmp_path / "in" / "a", step=300, date=1_790_000_900.0)
    file = next((tmp_path / "in" / "a").glob("samples_*"))
    _write(file, [sample_record(doc + 4, 300) for doc in range(4)])
    ingest.refresh(store)
    lost = "SELECT count(*) FROM samples ANTI JOIN {} USING ({})"
    assert store.rows("SELECT count(*) FROM samples") == [(8,)]
    assert store.rows(lost.format("docs", "doc_key")) == store.rows(lost.format("prompts", "prompt_key")) == [(0,)]


def test_equal_docs_of_two_tasks_have_one_key_whatever_stands_beside_them(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for step in (100, 200, 300):
        for task in ("ta", "tb"):
            folder = tmp_path / "in" / task / str(step)
            write_run(folder, step=step, task=task, date=1_790_000_000.0 + step)
            file = next(folder.glob("samples_*"))
            records = _records(file)
            if task == "ta":
                records[0] = {**records[3], "doc_id": 0}
            _write(file, records)
    ingest.import_path(store, tmp_path / "in")
    other = _without_known(tmp_path / "other", tmp_path / "in", monkeypatch)
    assert sorted(contents(store)["samples"]) == sorted(other["samples"])


def test_a_file_that_changes_while_it_is_read_is_read_again(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (file, *_) = _three_checkpoints(tmp_path / "in")
    before = file.read_text()
    other = before.replace('"-1.1"', '"-9.9"')
    assert other != before

    def meanwhile(one: SamplesFile) -> Any:  # noqa: ANN401
        if one.path == str(file):
            file.write_text(other)
        return samples_in(one)

    with monkeypatch.context() as patch:
        patch.setattr("results_store.answers.samples_in", meanwhile)
        ingest.import_path(store, tmp_path / "in")
    file.write_text(before)
    os.utime(file, (5, 5))
    ingest.refresh(store)
    lowest = "SELECT min(list_min(loglikelihoods[1:1])) FROM samples JOIN runs USING (run_id) WHERE step = 100"
    assert store.rows(lowest)[0][0] == pytest.approx(-1.1)


def test_a_samples_file_that_vanishes_meanwhile_costs_only_itself(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, second, _ = _three_checkpoints(tmp_path / "in")
    fitting = Known.fitting

    def meanwhile(known: Known, file: SamplesFile, window: bytearray) -> Any:  # noqa: ANN401
        if file.path == str(second):
            second.unlink(missing_ok=True)
        return fitting(known, file, window)

    monkeypatch.setattr(Known, "fitting", meanwhile)
    report = ingest.import_path(store, tmp_path / "in")
    assert (report.runs, report.samples) == (3, 8)
    assert str(second) in {problem.file for problem in report.problems}


def test_a_pipe_beside_results_is_no_samples_file(store: Store, tmp_path: Path) -> None:
    results = write_run(tmp_path / "in", samples=False)
    os.mkfifo(results.with_name(results.name.replace("results_", "samples_toy_task_") + "l"))
    assert ingest.import_path(store, results).runs == 1


def test_a_path_that_is_no_text_is_refused_with_its_remedy(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"caf\xe9")
    write_run(folder)
    (problem,) = ingest.import_path(store, folder).problems
    assert "not UTF-8" in problem.problem


def test_a_run_is_handed_on_when_the_folder_that_gave_it_is_forgotten(store: Store, tmp_path: Path) -> None:
    write_run(tmp_path / "a")
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    source = ingest.import_path(store, tmp_path / "a").source_id
    ingest.import_path(store, tmp_path / "b")
    ingest.forget_source(store, source)
    file = next((tmp_path / "b").glob("samples_*"))
    file.write_text(file.read_text().replace('"-1.1"', '"-9.9"'))
    ingest.refresh(store)
    assert store.rows("SELECT DISTINCT loglikelihoods[1] < -9 FROM samples") == [(True,)]
