"""Points to draw: placed on tokens or steps, cut at gaps, smoothed within stretches."""

from __future__ import annotations

import pytest

from e2lm.curves import gaps
from e2lm.views.points import drawn_points, placement
from tests.e2lm.tables import series, table


def test_tokens_are_the_axis_where_every_model_has_them() -> None:
    assert placement(table(*series("a", [0.1, 0.2])), "tokens") == ("tokens", (), ())


def test_a_model_without_tokens_puts_all_on_steps_and_is_named() -> None:
    rows = series("a", [0.1, 0.2]) + [row | {"tokens": None} for row in series("b", [0.1, 0.2])]
    assert placement(table(*rows), "tokens") == ("step", ("b",), ())


def test_steps_are_the_axis_when_they_are_asked_for() -> None:
    assert placement(table(*series("a", [0.1])), "step").unit == "step"


def test_smoothing_means_three_neighbours_and_stays_within_a_stretch() -> None:
    """1, 2, 6 is smoothed to (1+2)/2, (1+2+6)/3, (2+6)/2; the gap after it is not bridged."""
    rows = series("a-1b", [1, 2, 6, 9, 9]) + series("a-2b", [1, 2, 3, 4, 5])
    curves = table(*(row for place, row in enumerate(rows) if place != 3))
    points = drawn_points(curves, gaps(curves), "tokens", 3)
    first = points[points["model"] == "a-1b"]
    assert first["segment"].nunique() == 2
    assert first["shown"].tolist()[:3] == pytest.approx([1.5, 3.0, 4.0])
    assert first["value"].tolist()[:3] == [1, 2, 6]


def test_points_without_a_place_are_left_out() -> None:
    rows = series("a", [0.1, 0.2])
    rows[0] = rows[0] | {"tokens": None, "step": None}
    curves = table(*rows)
    assert len(drawn_points(curves, gaps(curves), "tokens")) == 1
