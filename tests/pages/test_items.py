"""The items page on an empty and on a filled store."""

from __future__ import annotations

import json

import pytest

from tests.pages.app import figure, opened, texts


@pytest.mark.usefixtures("empty_home")
def test_an_empty_store_says_what_to_do() -> None:
    at = opened("items")
    assert not at.exception
    assert "nothing is loaded yet" in texts(at)
    assert not at.dataframe


@pytest.mark.usefixtures("filled_home")
def test_the_docs_of_a_model_fill_heatmap_and_table() -> None:
    at = opened("items", family="sci-s")
    assert not at.exception
    assert "**rows 1 to 100** :gray[of 152" in texts(at)
    table = at.dataframe[0].value
    assert len(table) == 100
    assert {"question", "p_correct", "learned", "difficulty"} <= set(table.columns)
    kinds = [trace["type"] for trace in json.loads(figure(at, 0))["data"]]
    assert "heatmap" in kinds


@pytest.mark.usefixtures("filled_home")
def test_the_address_opens_the_same_view() -> None:
    task = "local_mmlu_cloze_global_facts"
    at = opened("items", family="sci-s", task=task, measure="margin", pattern="never", find="percent", rows="2-4")
    assert not at.exception
    assert next(one.value for one in at.selectbox if one.label == "task") == task
    assert "**rows 2 to 4**" in texts(at)
    questions = at.dataframe[0].value["question"]
    assert len(questions) == 3
    assert "margin" in figure(at, 0)


@pytest.mark.usefixtures("filled_home")
def test_a_search_without_a_hit_says_so() -> None:
    at = opened("items", family="sci-s", find="no question says this")
    assert not at.exception
    assert "No question fits" in texts(at)


@pytest.mark.usefixtures("filled_home")
def test_models_without_choices_say_why_there_is_no_heatmap() -> None:
    at = opened("items", family="lm-eval-generate")
    assert not at.exception
