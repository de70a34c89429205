"""What metrics say of themselves."""

from __future__ import annotations

import numpy as np
import pytest

from e2lm.metrics import METRICS, chance_level, range_in_words
from e2lm.metrics.formulas import FORMULAS


def test_every_metric_has_a_formula_and_every_formula_a_metric() -> None:
    assert list(METRICS) == list(FORMULAS)
    assert all(name == metric.name for name, metric in METRICS.items())


def test_only_brier_is_better_when_lower() -> None:
    assert [name for name, metric in METRICS.items() if not metric.higher_is_better] == ["brier"]


def test_guessing_among_two_and_four_choices() -> None:
    assert chance_level("acc", [2, 4]) == pytest.approx(0.375)
    assert chance_level("p_correct", np.array([4, 4, 4])) == 0.25
    assert chance_level("brier", [2, 4]) == pytest.approx((0.5 + 0.75) / 2)
    assert chance_level("minus_mean", [2, 4]) == 0.0


def test_more_right_choices_are_guessed_more_easily() -> None:
    assert chance_level("acc", [4, 4], [1, 3]) == 0.5
    assert chance_level("minus_mean", [4, 4], [1, 3]) is None


def test_docs_without_a_key_do_not_count_and_no_docs_have_no_level() -> None:
    assert chance_level("acc", [4, 2], [0, 1]) == 0.5
    assert chance_level("acc", []) is None
    assert chance_level("acc", [4], [0]) is None


@pytest.mark.parametrize("metric", ["gold_ll", "margin", "minus_min", "minus_max_p", "minus_min_p", "pmi"])
def test_where_nothing_says_what_guessing_gives_there_is_no_level(metric: str) -> None:
    assert chance_level(metric, [4, 4]) is None


def test_ranges_and_directions_in_words() -> None:
    assert range_in_words(METRICS["acc"]) == "0 to 1, higher is better"
    assert range_in_words(METRICS["gold_ll"]) == "at most 0 nats, higher is better"
    assert range_in_words(METRICS["margin"]) == "unbounded nats, higher is better"
    assert range_in_words(METRICS["brier"]).startswith("0 to 2, lower is better")
