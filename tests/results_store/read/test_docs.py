"""One question: as it was asked, what each checkpoint answered, and where the raw record lies."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from e2lm.errors import SourceError
from results_store import Store, ingest, read
from tests.paths import SHARED_DATA, needs_shared_data
from tests.results_store.toys import write_run

TASK = "toy_task"


@pytest.fixture
def filled(store: Store, tmp_path: Path) -> Store:
    for step in (100, 200):
        write_run(tmp_path / "results" / f"{step}", step=step)
    ingest.import_path(store, tmp_path / "results")
    return store


def _key(store: Store, doc_id: int) -> str:
    return str(read.cube(store, TASK, "none").docs["doc_key"][doc_id])


def test_a_doc_is_shown_as_it_was_asked(filled: Store) -> None:
    doc = read.doc(filled, _key(filled, 1))
    assert doc is not None
    assert doc.few_shot == "Pick a number.\n\n"
    assert doc.question == "Question: Which number is two, case 1?\nAnswer:"
    assert doc.context == doc.few_shot + doc.question
    assert doc.continuations == (" one", " two", " three", " four")
    assert doc.golds == (1,)
    assert doc.fields["gold"] == 1
    assert (doc.task, doc.filters, doc.tasks) == (TASK, ("none",), (TASK,))


def test_an_unknown_doc_is_none(store: Store) -> None:
    assert read.doc(store, "nothing") is None
    assert read.answers(store, "nothing", "none").empty


def test_every_checkpoint_has_one_answer_by_step(filled: Store) -> None:
    answers = read.answers(filled, _key(filled, 0), "none")
    assert answers["step"].tolist() == [100, 200]
    assert answers["loglikelihoods"][1] == pytest.approx([-1.2, -2.2, -3.2, -4.2])
    assert answers["metrics"][0] == {"acc": 1.0}


def test_the_raw_record_is_the_line_of_the_file(filled: Store, tmp_path: Path) -> None:
    key = _key(filled, 2)
    answer = read.answers(filled, key, "none").iloc[1]
    raw = read.raw_record(filled, answer["run_id"], TASK, "none", key)
    assert (raw.record["doc_id"], raw.record["doc"]["gold"], raw.line) == (2, 2, 3)
    for file in (tmp_path / "results" / "200").glob("samples_*"):
        file.write_text("")
    with pytest.raises(SourceError, match="no longer there"):
        read.raw_record(filled, answer["run_id"], TASK, "none", key)


def test_a_raw_record_of_a_deleted_file_says_so(filled: Store, tmp_path: Path) -> None:
    key = _key(filled, 0)
    answer = read.answers(filled, key, "none").iloc[0]
    for file in (tmp_path / "results" / "100").iterdir():
        file.unlink()
    with pytest.raises(SourceError, match="import it from where it is now"):
        read.raw_record(filled, answer["run_id"], TASK, "none", key)


def test_search_finds_questions_and_choices_letter_case_aside(filled: Store) -> None:
    assert read.search(filled, "NUMBER IS TWO", TASK) == [_key(filled, 1)]
    assert len(read.search(filled, "three")) == 4
    assert read.search(filled, "pick a number", TASK) == []
    assert read.search(filled, "two", "another task") == []
    assert read.search(filled, _key(filled, 3)[:6]) == [_key(filled, 3)]


def test_logged_metrics_of_a_task_come_by_doc_and_checkpoint(filled: Store) -> None:
    table = read.metric_table(filled, TASK, "none", "acc")
    assert table["value"].tolist() == [1.0, 0.0, 0.0, 0.0] * 2
    assert table["step"].tolist() == [100] * 4 + [200] * 4


def test_checkpoints_with_exactly_the_same_answers_are_named(filled: Store, tmp_path: Path) -> None:
    assert read.identical_samples(filled).empty
    write_run(tmp_path / "stale", step=300)
    samples = next((tmp_path / "stale").glob("samples_*"))
    samples.write_text(next((tmp_path / "results" / "200").glob("samples_*")).read_text())
    ingest.import_path(filled, tmp_path / "stale")
    found = read.identical_samples(filled)
    assert found[["checkpoint", "same_as_checkpoint"]].values.tolist() == [["step300", "step200"]]


def test_text_that_is_no_valid_unicode_is_stored(store: Store, tmp_path: Path) -> None:
    """JSON may hold half of a surrogate pair, UTF-8 may not."""
    write_run(tmp_path / "a")
    samples = next((tmp_path / "a").glob("samples_*"))
    records = [json.loads(line) for line in samples.read_text().splitlines()]
    records[0]["doc"]["question"] = "broken \ud800 text"
    records[0]["arguments"]["gen_args_0"]["arg_1"] = " half \ud800"
    samples.write_text("".join(json.dumps(record) + "\n" for record in records))
    assert ingest.import_path(store, tmp_path / "a").samples == 4


@needs_shared_data
def test_generated_answers_are_kept_as_text(store: Store) -> None:
    ingest.import_path(store, SHARED_DATA / "formats" / "lm-eval-0.4.8-generate")
    tasks = read.sample_tasks(store)
    assert tasks["has_choices"].tolist() == [False] * len(tasks)
    table = read.metric_table(store, tasks["task"][0], tasks["filter"][0], "bleu_acc")
    answers = read.answers(store, table["doc_key"][0], tasks["filter"][0])
    assert answers["loglikelihoods"][0] == []
    assert answers["answers"][0]
