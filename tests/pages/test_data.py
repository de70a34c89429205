"""The data page: importing, mapping columns, forgetting, giving tokens and names."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from results_store import ingest, open_store, read
from tests import object_store
from tests.pages.conftest import Open
from tests.pages.opened import texts
from tests.paths import SHARED_DATA, needs_shared_data
from tests.results_store.toys import write_run


def press(at: AppTest, label: str) -> None:
    next(one for one in at.button if one.label == label).click()


def test_an_empty_store_offers_the_import(open_app: Open, empty_home: Path) -> None:
    at = open_app(empty_home, "data")
    assert not at.exception
    assert [one.label for one in at.text_input] == ["folder, file or zip on this machine, or an object store"]


@needs_shared_data
def test_a_folder_is_imported_by_its_path(open_app: Open, empty_home: Path) -> None:
    at = open_app(empty_home, "data")
    at.text_input[0].set_value(str(SHARED_DATA / "question-level"))
    press(at, "import")
    at.run()
    assert not at.exception
    assert "13 runs (13 new), 2 models, 13 checkpoints, 3,276 samples" in texts(at)
    assert "question\\-level" in texts(at)


def test_a_missing_folder_is_named_with_a_remedy(open_app: Open, empty_home: Path) -> None:
    at = open_app(empty_home, "data")
    at.text_input[0].set_value(str(empty_home / "nowhere"))
    press(at, "import")
    at.run()
    assert not at.exception
    assert "nowhere" in at.error[0].value


@needs_shared_data
def test_the_columns_of_a_table_are_shown_before_it_is_read(open_app: Open, empty_home: Path) -> None:
    at = open_app(empty_home, "data")
    at.text_input[0].set_value(str(SHARED_DATA / "olmo-ladder" / "190M-10xC.csv"))
    press(at, "import")
    at.run()
    assert not at.exception
    chosen = {one.label: one.value for one in at.selectbox}
    assert chosen["step"] == "_step"
    assert chosen["tokens"] == "throughput/total_tokens"
    next(one for one in at.text_input if one.label == "or its name").set_value("OLMo-ladder-190M")
    press(at, "import with these columns")
    at.run()
    assert not at.exception
    assert "73 runs (73 new), 1 model," in texts(at)


def test_a_source_is_forgotten_with_one_click(open_app: Open, filled_home: Path) -> None:
    at = open_app(filled_home, "data")
    assert "3,276" in texts(at)
    press(at, "forget")
    at.run()
    assert not at.exception
    assert "3,276" not in texts(at)


def test_a_store_that_does_not_answer_is_marked_and_one_without_results_yet_is_not(
    open_app: Open, empty_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    object_store.use(monkeypatch, "http://127.0.0.1:9")
    ingest.watch(empty_home, str(empty_home / "shared"))
    assert "badge" not in texts(open_app(empty_home, "data"))
    ingest.watch(empty_home, "s3://bucket/runs")
    with open_store(empty_home) as store:
        ingest.refresh(store)
        ingest.fetch_new(store)
    at = open_app(empty_home, "data")
    assert not at.exception
    assert "s3://bucket/runs :red-badge[store not reached, its data is kept]" in texts(at).replace("\\", "")


def test_problems_name_file_and_remedy(open_app: Open, filled_home: Path) -> None:
    with open_store(filled_home) as store:
        ingest.import_path(store, SHARED_DATA / "formats")
    at = open_app(filled_home, "data", part="problems")
    assert not at.exception
    table = at.table[0].value
    assert table["where"].str.replace("\\", "").str.contains("winobias_results_is_a_list").any()
    assert table["remedy"].str.len().min() > 0


def test_unknown_tokens_are_given_by_a_typed_rule(open_app: Open, filled_home: Path) -> None:
    at = open_app(filled_home, "data", part="tokens")
    assert not at.exception
    next(one for one in at.selectbox if one.label == "model").set_value("sci-s")
    at.run()
    next(one for one in at.text_input if one.label == "tokens =").set_value("step * 1000")
    at.run()
    press(at, "save tokens")
    at.run()
    assert not at.exception
    with open_store(filled_home) as store:
        runs = read.run_table(store)
    assert set(runs.loc[runs["model"] == "sci-s", "tokens"]) == {
        0,
        50_000,
        100_000,
        200_000,
        400_000,
        800_000,
        1_075_000,
    }


def test_a_rule_that_is_not_arithmetic_is_refused(open_app: Open, filled_home: Path) -> None:
    at = open_app(filled_home, "data", part="tokens")
    next(one for one in at.selectbox if one.label == "model").set_value("sci-s")
    at.run()
    next(one for one in at.text_input if one.label == "tokens =").set_value("__import__('os')")
    at.run()
    assert not at.exception
    assert "token rule" in at.error[0].value


def test_a_provisional_name_is_confirmed_or_corrected(open_app: Open, filled_home: Path) -> None:
    with open_store(filled_home) as store:
        ingest.import_path(store, SHARED_DATA / "formats")
    at = open_app(filled_home, "data", part="names")
    assert not at.exception
    at.text_input[1].set_value("my-model")
    press(at, "confirm")
    at.run()
    assert not at.exception
    with open_store(filled_home) as store:
        assert "my-model" in set(read.run_table(store)["model"])
        assert read.provisional(store).empty


def test_a_section_with_nothing_in_it_has_no_count(open_app: Open, competition: Path) -> None:
    labels = [option.content for option in open_app(competition, "data").get("button_group")[0].proto.options]
    assert "sources 1" in labels
    assert "duplicates" in labels


def test_curves_that_join_several_publishers_are_no_unused_files(
    open_app: Open, empty_home: Path, tmp_path: Path
) -> None:
    for place, publisher in enumerate(("here", "there")):
        file = write_run(tmp_path / "in" / publisher, acc=place / 4)
        file.write_text(file.read_text().replace("models/toy/step100", f"{publisher}/llama-1b"))
    at = open_app(empty_home, "data")
    at.text_input[0].set_value(str(tmp_path / "in"))
    press(at, "import")
    at.run()
    assert not at.exception
    assert "1 to look at, see integrity" in texts(at)
    assert "not used" not in texts(at)
