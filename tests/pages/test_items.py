"""The items page on an empty and on a filled store."""

from __future__ import annotations

import json
from pathlib import Path

from results_store import open_store, read
from results_store.reviews import say
from tests.pages.conftest import Open
from tests.pages.opened import charts, filled, texts
from tests.paths import SHARED_DATA, needs_shared_data


def test_an_empty_store_says_what_to_do(open_app: Open, empty_home: Path) -> None:
    at = open_app(empty_home, "items")
    assert not at.exception
    assert "nothing is loaded yet" in texts(at)
    assert not at.dataframe


def test_the_docs_of_a_model_fill_heatmap_and_table(open_app: Open, filled_home: Path) -> None:
    at = open_app(filled_home, "items", family="sci-s")
    assert not at.exception
    assert "**rows 1 to 100** :gray[of 152" in texts(at)
    table = at.dataframe[0].value
    assert len(table) == 100
    assert {"question", "p_correct", "learned", "difficulty"} <= set(table.columns)
    kinds = [trace["type"] for trace in json.loads(charts(at)[0])["data"]]
    assert "heatmap" in kinds


def test_the_address_opens_the_same_view(open_app: Open, filled_home: Path) -> None:
    task = "local_mmlu_cloze_global_facts"
    at = open_app(
        filled_home, "items", family="sci-s", task=task, measure="margin", pattern="never", find="percent", rows="2-4"
    )
    assert not at.exception
    assert next(one.value for one in at.selectbox if one.label == "task") == task
    assert "**rows 2 to 4**" in texts(at)
    asked = at.dataframe[0].value["question"]
    assert len(asked) == 3
    assert "margin" in charts(at)[0]


def test_a_search_without_a_hit_says_so(open_app: Open, filled_home: Path) -> None:
    at = open_app(filled_home, "items", family="sci-s", find="no question says this")
    assert not at.exception
    assert "No question fits" in texts(at)


def test_models_without_choices_say_why_there_is_no_heatmap(open_app: Open, competition: Path) -> None:
    at = open_app(competition, "items")
    assert not at.exception
    assert "no answers to single questions" in texts(at)


@needs_shared_data
def test_models_without_answers_lead_to_those_that_have_them(open_app: Open, tmp_path: Path) -> None:
    home = filled(tmp_path / "home", SHARED_DATA / "question-level")
    app = open_app(filled(home, SHARED_DATA / "competition" / "plot-data-combined-all.json"), "items")
    app.button(key="show_sci-s").click().run()
    assert not app.exception
    assert app.selectbox(key="family").value == "sci-s"
    assert app.selectbox(key="linked_task").value


TASK = "local_mmlu_cloze_global_facts"


def test_chosen_statistics_are_columns_and_orders(open_app: Open, filled_home: Path) -> None:
    address = {"columns": "question length", "sort": "question length, highest first"}
    at = open_app(filled_home, "items", family="sci-s", task=TASK, **address)
    assert not at.exception
    table = at.dataframe[0].value
    assert "difficulty" not in table.columns
    lengths = table["question_chars"].tolist()
    assert lengths == sorted((len(text) for text in table["question"]), reverse=True)


def test_the_scatter_stands_beside_the_rows_that_it_is_of(open_app: Open, filled_home: Path) -> None:
    address = {"picture": "scatter", "x": "right_from", "y": "cs_influence"}
    at = open_app(filled_home, "items", family="sci-s", task=TASK, **address)
    assert not at.exception
    trace = json.loads(charts(at)[0])["data"][0]
    assert trace["type"] == "scattergl"
    assert {"right_from", "cs_influence"} <= set(at.dataframe[0].value.columns)
    assert "Rank correlation" in texts(at)
    assert "have no dot, because one of the two is undefined" in texts(at)


def test_what_is_picked_has_a_picture(open_app: Open, filled_home: Path) -> None:
    at = open_app(filled_home, "items", family="sci-s", task=TASK, picture="picks")
    assert not at.exception
    assert [trace["type"] for trace in json.loads(charts(at)[0])["data"]] == ["bar"] * 4


def test_found_questions_are_kept_until_all_are_wanted_again(open_app: Open, filled_home: Path) -> None:
    at = open_app(filled_home, "items", family="sci-s", task=TASK, find="percent")
    found = at.dataframe[0].value["doc_key"].tolist()
    next(button for button in at.button if button.label == "keep").click().run()
    at.text_input(key="find").set_value("").run()
    assert at.dataframe[0].value["doc_key"].tolist() == found
    next(button for button in at.button if button.label == f"only {len(found)}").click().run()
    assert not at.exception
    assert len(at.dataframe[0].value) > len(found)


def test_what_people_said_is_a_column_and_a_filter(open_app: Open, filled_home: Path) -> None:
    with open_store(filled_home) as store:
        key = read.search(store, "", TASK)[5]
    say(filled_home, "ada", "flag", f"question:{key}", flag="wrong key", raised=True)
    say(filled_home, "ben", "vote", f"question:{key}", choice="drop")
    at = open_app(filled_home, "items", family="sci-s", task=TASK, pattern="wrong key")
    assert not at.exception
    table = at.dataframe[0].value
    assert table["doc_key"].tolist() == [key]
    assert table["marks"].tolist() == ["wrong key, 1 drop"]
