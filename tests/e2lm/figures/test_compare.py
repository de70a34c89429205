"""The compare page's figures: everything drawn is in the data, what is undefined is not drawn."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from e2lm.comparison.by_subject import by_subject
from e2lm.comparison.through import THROUGH_COLUMNS
from e2lm.figures.compare import SideRow, in_words, sides_figure
from e2lm.figures.compare_choices import Answer, answers_figure
from e2lm.figures.compare_subjects import subjects_figure
from e2lm.figures.compare_table import Counts, table_figure
from e2lm.figures.compare_through import through_figure
from e2lm.figures.theme import DARK, LIGHT
from tests.e2lm.comparison.test_paired import common

NAN = float("nan")
NOWHERE = (NAN, NAN)
ROWS = [
    SideRow("A", "one <b>", "#0072B2", 0.4, (0.35, 0.45), NAN, NOWHERE),
    SideRow("B", "two", "#E69F00", 0.5, (0.45, 0.55), 0.1, (0.06, 0.14)),
]


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_means_and_differences_stand_side_by_side(theme: object) -> None:
    figure = sides_figure(ROWS, "", 0.25, theme)  # type: ignore[arg-type]
    dots = [trace for trace in figure.data if "markers" in trace["mode"]]
    assert [trace["x"][0] for trace in dots] == [0.4, 0.5, 0.1]
    assert [trace["xaxis"] for trace in dots] == ["x", "x", "x2"]
    assert "one &lt;b&gt;" in dots[0]["hovertext"]
    assert dots[2]["text"][0] == "+0.100"
    assert any(shape["x0"] == 0.25 for shape in figure.layout.shapes)


def test_what_is_undefined_is_not_drawn() -> None:
    rows = [ROWS[0], ROWS[1]._replace(value=NAN, difference=NAN, apart=NOWHERE)]
    assert len(sides_figure(rows, "nats", None, LIGHT).data) == 2
    assert in_words(-0.5, NOWHERE, signed=True) == "−0.500"


def test_each_field_of_the_table_counts_what_its_row_and_column_say() -> None:
    figure = table_figure(Counts(40, 10, 20, 30), "A", "B", LIGHT)
    only_first = figure.data[2]
    assert only_first["text"] == "only A right: 10 of 100 questions (10.0%)"
    assert max(only_first["x"]) < 0.5 < min(only_first["y"]), "A right is the left column, B wrong the lower row"
    numbers = {(one["x"], one["y"]): one["text"].split("<span")[0] for one in figure.layout.annotations[4:]}
    assert numbers == {(0.25, 0.25): "40", (0.75, 0.25): "<b>20</b>", (0.25, 0.75): "<b>10</b>", (0.75, 0.75): "30"}


def test_a_table_of_no_questions_counts_none() -> None:
    figure = table_figure(Counts(0, 0, 0, 0), "A", "B", DARK)
    assert all("0 of 0 questions" in trace["text"] for trace in figure.data)


def test_each_side_has_its_bars_with_key_and_pick() -> None:
    answers = [Answer("A", (0.2, 0.8), 1, (0,)), Answer("B", (0.6, NAN), 0, (0,)), Answer("C", (NAN, NAN), -1, (0,))]
    figure = answers_figure(["red <i>", "blue"], answers, LIGHT)
    assert [list(trace["x"]) for trace in figure.data[1::2]] == [[0.2, 0.8], [0.6, 0.0], [0.0, 0.0]]
    assert figure.data[1]["marker"]["color"] == (LIGHT.ink, LIGHT.wrong)
    words = [one["text"] for one in figure.layout.annotations]
    assert "<b>A</b> wrong" in words
    assert "<b>B</b> right" in words
    assert "<b>C</b> no answer" in words
    assert any("red &lt;i&gt;" in one and "(key)" in one for one in words)
    assert words.count("–") == 3


def test_subjects_are_filled_where_their_interval_leaves_zero_out() -> None:
    table = by_subject(common([[0.9, 0.2] if place % 2 == 0 else [0.1, 0.8] for place in range(12)]), 1)
    figure = subjects_figure(table, "A", "B", LIGHT)
    dots = [trace for trace in figure.data if trace["mode"] == "markers"]
    assert [trace["marker"]["color"] for trace in dots] == [LIGHT.primary, LIGHT.wrong]
    assert figure.layout.yaxis.ticktext == ("plants  6", "animals  6")


def test_a_difference_through_training_breaks_where_it_is_undefined_and_leads_to_its_checkpoints() -> None:
    rows = [
        (1e9, "tokens", "a1", "b1", 5, 0.2, 0.3, 0.1, 0.05, 0.15),
        (2e9, "tokens", "a2", "b2", 0, NAN, NAN, NAN, NAN, NAN),
    ]
    figure = through_figure(pd.DataFrame(rows, columns=list(THROUGH_COLUMNS)), ("A", "B"), LIGHT)
    assert figure.data[2]["customdata"][1] == ["a2", "b2"]
    assert json.loads(figure.to_json())["data"][2]["y"][1] is None
    empty = through_figure(pd.DataFrame(rows, columns=list(THROUGH_COLUMNS)).iloc[:0], ("A", "B"), DARK)
    assert empty.layout.height
