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
        patch.setattr(Known, "numbers_of", lambda *_: None)
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


def _with_other_choices(records: list[dict[str, Any]]) -> None:
    for record in records:
        record["arguments"]["gen_args_0"]["arg_1"] = " none of them"


@pytest.mark.parametrize(
    "change",
    [
        _twice, _undefined, _another_question, _another_metric, _text_for_a_number, _fewer_choices, _too_few,
        _without_names, _with_other_choices,
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
    assert read_in_full() == ["100", "200"]
    other = _without_known(tmp_path / "other", tmp_path / "in", monkeypatch)
    mine = contents(store)
    for table in ("samples", "prompts", "docs", "run_tasks", "problems"):
        assert sorted(mine[table]) == sorted(other[table]), table


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
