"""Dots of two statistics, and those that a box, a lasso or a click holds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from e2lm.views.item_scatter import Points, points_of, rank_correlation, selected

NAN, INF = float("nan"), float("inf")
X, Y = np.array([0.0, 1.5, 2.25, 3.1, NAN, 5.0]), np.array([0.0, 1.2, 2.4, 3.9, 4.0, INF])


def exact(x: np.ndarray, y: np.ndarray) -> Points:
    """Dots where their values are."""
    return Points(np.arange(len(x)) + 10, x, y, x, y, 0)


def test_rows_without_one_of_the_two_have_no_dot_and_are_counted() -> None:
    points = points_of(X, Y, np.array([3, 4, 5, 0]))
    assert points.places.tolist() == [3, 0]
    assert (points.x.tolist(), points.y.tolist()) == ([3.1, 0.0], [3.9, 0.0])
    assert points.undefined == 2


def test_dots_of_a_few_different_values_are_spread_always_alike_and_never_as_far_as_the_next_value() -> None:
    counts, many = np.repeat([1.0, 2.0, 5.0], 50), np.random.default_rng(1).normal(size=150) * 1000
    points = points_of(counts, np.concatenate([many, many[:0]]), np.arange(150))
    assert len(np.unique(points.shown_x)) == 150
    assert np.abs(points.shown_x - counts).max() < 0.5
    assert points.x.tolist() == counts.tolist()
    part = points_of(counts, many, np.arange(0, 150, 7))
    assert part.shown_x.tolist() == points.shown_x[::7].tolist(), "a dot stands still when others are filtered away"
    everywhere = points_of(np.arange(300.0), np.arange(300.0), np.arange(300))
    assert everywhere.shown_x.tolist() == list(range(300)), "so many different values hide none"


def test_boxes_and_lassos_hold_the_dots_within_them() -> None:
    points = exact(X[:4], Y[:4])
    assert selected(points, {"box": [{"x": [2.5, 1.0], "y": [0.5, 3.0]}]}).tolist() == [11, 12]
    two: list[dict[str, list[float]]] = [{"x": [-1, 0.5], "y": [-1, 1]}, {"x": [3, 4], "y": [3, 4]}]
    assert selected(points, {"box": two, "lasso": []}).tolist() == [10, 13]
    triangle = {"x": [1.0, 3.0, 1.0], "y": [1.0, 3.2, 3.2]}
    assert selected(points, {"box": [], "lasso": [triangle]}).tolist() == [12]
    assert selected(points, {"points": [], "box": [], "lasso": []}).tolist() == []


def test_a_click_selects_one_dot_and_the_points_of_a_shape_are_found_by_the_shape() -> None:
    points = exact(X[:4], Y[:4])
    assert selected(points, {"points": [{"point_index": 2}], "box": [], "lasso": []}).tolist() == [12]
    assert selected(points, {"points": [{"point_index": 9}]}).tolist() == [], "of a figure with more dots"
    shape: dict[str, list[dict[str, Any]]] = {
        "points": [{"point_index": 2}],
        "box": [{"x": [-1, 1], "y": [-1, 1]}],
        "lasso": [],
    }
    assert selected(points, shape).tolist() == [10]


def test_any_lasso_holds_the_dots_that_a_winding_line_goes_around() -> None:
    """Held against the angles under which a dot sees the corners, whose sum is a full turn only within."""
    rng = np.random.default_rng(4)
    dots = rng.uniform(-1, 1, (200, 2))
    turns = np.sort(rng.uniform(0, 2 * np.pi, 9))
    corners = np.column_stack([np.cos(turns), np.sin(turns)]) * rng.uniform(0.3, 1, 9)[:, None]
    inside = []
    for place, dot in enumerate(dots):
        angles = np.arctan2(*(corners - dot).T[::-1])
        steps = (np.diff(np.append(angles, angles[0])) + np.pi) % (2 * np.pi) - np.pi
        inside += [place + 10] if abs(steps.sum()) > np.pi else []
    found = selected(exact(*dots.T), {"lasso": [{"x": corners[:, 0].tolist(), "y": corners[:, 1].tolist()}]})
    assert found.tolist() == inside
    assert 20 < len(inside) < 180


def test_rank_correlation_by_hand() -> None:
    assert rank_correlation(exact(np.array([1.0, 2, 3, 4]), np.array([10.0, 20, 30, 99]))) == pytest.approx(1)
    # Ranks 1 2 3 4 and 2 1 4 3: 1 - 6 * 4 / (4 * 15).
    assert rank_correlation(exact(np.array([1.0, 2, 3, 4]), np.array([5.0, 2, 9, 7]))) == pytest.approx(0.6)
    assert np.isnan(rank_correlation(exact(np.array([1.0, 1]), np.array([1.0, 2]))))
    assert np.isnan(rank_correlation(exact(np.array([1.0]), np.array([1.0]))))
