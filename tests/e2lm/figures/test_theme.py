"""Ticks, labels and tones that every figure shares."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from e2lm.figures.theme import (
    LIGHT,
    MOST_LISTED,
    bare_layout,
    count_label,
    decimals,
    figure_of,
    mixed,
    nice_ticks,
    plain,
    score,
    value_labels,
)


def test_ticks_are_round_and_inside() -> None:
    assert nice_ticks(0.243, 0.371, 7) == [0.26, 0.28, 0.3, 0.32, 0.34, 0.36]
    assert nice_ticks(0, 240e9, 6) == [0, 50e9, 100e9, 150e9, 200e9]


def test_a_single_tick_gives_no_scale_so_there_are_more() -> None:
    assert len(nice_ticks(0.305, 0.397, 3)) >= 2


@pytest.mark.parametrize(("low", "high"), [(1.0, 1.0), (2.0, 1.0), (math.nan, 1.0), (0.0, math.inf)])
def test_an_empty_or_endless_range_has_no_ticks(low: float, high: float) -> None:
    assert nice_ticks(low, high, 5) == []


def test_values_show_as_many_places_as_tell_them_apart() -> None:
    assert value_labels([0.3, 0.35, 0.4]) == ["0.30", "0.35", "0.40"]
    assert value_labels([0.3, 0.4], bare=True) == [".3", ".4"]
    assert decimals([]) == 0


@pytest.mark.parametrize(
    ("tokens", "words"),
    [(0, "0"), (50e9, "50B"), (2.097e9, "2.1B"), (1.2e6, "1.2M"), (54000, "54K"), (300e9, "300B"), (12, "12")],
)
def test_tokens_are_said_as_people_do(tokens: float, words: str) -> None:
    assert count_label(tokens) == words


def test_scores_have_three_places_and_a_dash_for_nothing() -> None:
    assert score(0.95904) == "0.959"
    assert score(None) == score(math.nan) == "–"


def test_tones_are_mixed_by_hand() -> None:
    """Half of black on white: 127.5, rounded to even."""
    assert mixed("#000000", "#FFFFFF", 0.5) == "#808080"


def test_a_finished_figure_sends_short_arrays_as_lists_and_no_template() -> None:
    """Plotly draws a packed array anew from each copy, and a figure whose template was lost on the way."""
    short, long = np.array([0.5, math.nan]), np.arange(MOST_LISTED + 1.0)
    made = figure_of([{"type": "scatter", "x": short, "y": long}], bare_layout(LIGHT, height=9)).to_dict()
    assert made["data"][0]["x"][0] == 0.5
    assert isinstance(made["data"][0]["x"], list)
    assert set(made["data"][0]["y"]) == {"dtype", "bdata"}
    assert "template" not in made["layout"]
    assert json.loads(figure_of([{"x": short}], {}).to_json())["data"][0]["x"] == [0.5, None]


def test_text_from_files_is_no_markup() -> None:
    assert plain("<b>a & b</b>") == "&lt;b&gt;a &amp; b&lt;/b&gt;"
