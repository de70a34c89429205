"""Runs whose answers cannot be what they claim are found, with their tasks, and sound ones are not."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from results_store import Store, ingest, read
from results_store.exclusions import exclude
from tests.results_store.toys import write_run

NOW = 1_790_000_000.0
Record = dict[str, Any]


def rewritten(folder: Path, change: Callable[[Record], Record | None]) -> None:
    """Rewrites the samples in a folder record by record; None leaves one out."""
    for file in folder.glob("samples_*"):
        records = [change(json.loads(line)) for line in file.read_text().splitlines()]
        file.write_text("".join(json.dumps(record) + "\n" for record in records if record is not None))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The runs of one model at the steps 100, 200, 300, each in a folder of its own, evaluated in this order."""
    for place, step in enumerate((100, 200, 300)):
        write_run(tmp_path / "in" / str(step), step=step, date=NOW + place)
    return tmp_path / "in"


def test_sound_runs_are_not_listed(store: Store, folder: Path) -> None:
    ingest.import_path(store, folder)
    for found in (
        read.identical_samples(store), read.asked_otherwise(store), read.not_finite(store), read.mixed_settings(store),
        read.differing_docs(store), read.duplicate_docs(store),
    ):  # fmt: skip
        assert found.empty


def test_a_copy_names_the_checkpoint_that_was_evaluated_first(store: Store, folder: Path) -> None:
    stale = next((folder / "100").glob("samples_*")).read_text()
    for step in (200, 300):
        next((folder / str(step)).glob("samples_*")).write_text(stale)
    ingest.import_path(store, folder)
    found = read.identical_samples(store)
    assert found[["checkpoint", "same_as_checkpoint", "docs"]].values.tolist() == [
        ["step200", "step100", 4],
        ["step300", "step100", 4],
    ]
    assert [list(tasks) for tasks in found["tasks"]] == [["toy_task"]] * 2
    exclude(store, [(found["run_id"][0], "")], "stale cache")
    assert read.identical_samples(store)["checkpoint"].tolist() == ["step300"]


def test_untrained_models_are_rightly_equal(store: Store, tmp_path: Path) -> None:
    for model in ("small", "large"):
        write_run(tmp_path / "in" / model, model, step=0)
    ingest.import_path(store, tmp_path / "in")
    assert read.identical_samples(store).empty


def test_other_words_before_the_question_are_told_from_another_question(store: Store, folder: Path) -> None:
    def other_context(record: Record) -> Record:
        for arguments in record["arguments"].values():
            arguments["arg_0"] = arguments["arg_0"].replace("Pick a number.", "Choose.")
        return record

    def other_choices(record: Record) -> Record:
        record["arguments"]["gen_args_3"]["arg_1"] = " none of them"
        return record

    rewritten(folder / "200", other_context)
    ingest.import_path(store, folder)
    (one,) = read.asked_otherwise(store).itertuples(index=False)
    assert (one.checkpoint, one.docs, one.asked_otherwise) == ("step200", 4, 4)
    assert (one.examples, one.wording, one.choices, one.keys) == (4, 0, 0, 0)
    here, there = (read.prompt_text(store, str(key)) for key in (one.prompt_key, one.usual_prompt_key))
    assert here == there.replace("Pick a number.", "Choose.")
    assert there.splitlines()[0] == "Pick a number."
    assert "* ' " in there
    assert read.prompt_text(store, "unknown") == ""
    rewritten(folder / "300", other_choices)
    ingest.refresh(store)
    # Three kinds of prompts on one curve, each at one checkpoint: the one evaluated first is the measure.
    found = read.asked_otherwise(store)
    assert found[["step", "examples", "wording", "choices"]].values.tolist() == [[200, 4, 0, 0], [300, 0, 0, 4]]


def test_docs_that_a_run_lacks_are_counted(store: Store, folder: Path) -> None:
    rewritten(folder / "300", lambda record: record if record["doc_id"] else None)
    ingest.import_path(store, folder)
    (found,) = read.asked_otherwise(store).itertuples(index=False)
    assert (found.checkpoint, found.docs, found.lacking, found.extra, found.asked_otherwise) == ("step300", 0, 1, 0, 0)
    assert list(read.asked_otherwise(store)["doc_tasks"][0]) == ["toy_task"]


def test_numbers_that_are_not_finite_are_counted_apart(store: Store, folder: Path) -> None:
    def broken(record: Record) -> Record:
        for doc, value in ((1, "-inf"), (2, "nan")):
            if record["doc_id"] == doc:
                record["filtered_resps"][0][0] = value
        return record

    rewritten(folder / "200", broken)
    results = next((folder / "300").glob("results_*"))
    results.write_text(results.read_text().replace('"acc,none": 0.5', '"acc,none": NaN'))
    ingest.import_path(store, folder)
    assert read.asked_otherwise(store).empty
    answers, value = read.not_finite(store).itertuples(index=False)
    assert (answers.checkpoint, answers.docs, answers.infinite, answers.undefined) == ("step200", 2, 1, 1)
    assert read.doc(store, str(answers.doc_key))
    assert (value.checkpoint, value.docs, value.values_undefined) == ("step300", 0, 1)
