"""The scatter of statistics, and the picture of what is picked."""

from __future__ import annotations

import numpy as np
import pytest

from e2lm.figures.positions import KEYS, positions_figure
from e2lm.figures.scatter import axis_title, scatter_figure
from e2lm.figures.theme import DARK, LIGHT, Theme
from e2lm.item_statistics import STATISTICS
from e2lm.item_statistics.picks import position_shares
from e2lm.views.item_scatter import points_of
from tests.e2lm.typed_cube import typed_cube

A, B, NOTHING = [-1.0, -2.0], [-2.0, -1.0], [float("nan")] * 2


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_every_dot_stands_at_its_statistics_with_its_question_as_text(theme: Theme) -> None:
    x, y = np.array([0.5, 0.1, np.nan]), np.array([2e11, 1e10, 1e9])
    points = points_of(x, y, np.arange(3))
    texts = ["Which <b>acid</b> is\nstrong?", "w" * 200]
    figure = scatter_figure(points, STATISTICS["difficulty"], STATISTICS["learned_at"], "tokens", texts, theme)
    trace = figure.data[0]
    assert list(trace.x) == points.shown_x.tolist()
    assert trace.text[0] == "Which &lt;b&gt;acid&lt;/b&gt; is strong?"
    assert len(trace.text[1]) == 70
    assert figure.layout.yaxis.title.text == "learned at, tokens"
    assert "200B" in figure.layout.yaxis.ticktext
    low, high = figure.layout.xaxis.range
    assert low < min(points.shown_x) < max(points.shown_x) < high


def test_influences_of_a_millionth_have_labels_that_differ() -> None:
    values = np.linspace(-4e-6, 3e-6, 400)
    figure = scatter_figure(
        points_of(values, values, np.arange(400)), STATISTICS["sq_influence"], STATISTICS["rc_influence"], "step",
        [""] * 400, LIGHT,
    )  # fmt: skip
    labels = list(figure.layout.xaxis.ticktext)
    assert len(labels) > 2
    assert len(set(labels)) == len(labels)


def test_no_dot_and_a_single_one_are_drawn_too() -> None:
    for values in (np.array([np.nan]), np.array([1.0])):
        points = points_of(values, values, np.arange(1))
        figure = scatter_figure(points, STATISTICS["flips"], STATISTICS["sq"], "step", ["q"] * len(points.x), LIGHT)
        assert figure.layout.xaxis.range[0] < figure.layout.xaxis.range[1]


def test_an_axis_says_its_unit() -> None:
    assert axis_title(STATISTICS["learned_at"], "step") == "learned at, step"
    assert axis_title(STATISTICS["question_chars"], "step") == "question length, characters"
    assert axis_title(STATISTICS["difficulty"], "step") == "difficulty"


def test_a_column_per_checkpoint_and_a_last_one_for_the_keys() -> None:
    shares = position_shares(typed_cube([[A, A, NOTHING], [A, B, NOTHING], [A, B, NOTHING]], [[0], [1], [1]]))
    figure = positions_figure(shares, [1e9, 2e9, 3e9], "tokens", LIGHT)
    first, second = figure.data
    assert (first.name, second.name) == ("A", "B")
    assert list(first.x)[:3] == ["1B", "2B", "3B"]
    assert list(first.x)[-1] == KEYS
    assert list(first.y)[:2] == [1, pytest.approx(1 / 3)]
    assert np.isnan(first.y[2])
    assert (first.y[-1], second.y[-1]) == (pytest.approx(1 / 3), pytest.approx(2 / 3))


def test_a_model_without_answers_has_an_empty_picture() -> None:
    figure = positions_figure(position_shares(typed_cube([], [])), [], "tokens", LIGHT)
    assert len(figure.data) == 0
