from __future__ import annotations

from math import comb, exp

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from e2lm.comparison.chances import chi_squared_tail, cochran, holm, mcnemar

NAN = float("nan")


@settings(max_examples=40)
@given(st.integers(0, 60), st.integers(0, 60))
def test_mcnemar_is_twice_the_smaller_tail_of_a_fair_coin(only_first: int, only_other: int) -> None:
    count = only_first + only_other
    tail = sum(comb(count, k) for k in range(min(only_first, only_other) + 1)) / 2**count
    assert mcnemar(only_first, only_other) == pytest.approx(min(1.0, 2 * tail), rel=1e-9)


def test_mcnemar_by_hand() -> None:
    assert mcnemar(0, 5) == pytest.approx(2 / 32)
    assert mcnemar(1, 9) == pytest.approx(2 * (1 + 10) / 1024)
    assert mcnemar(4, 4) == 1.0
    assert mcnemar(0, 0) == 1.0
    assert mcnemar(3000, 4000) < 1e-30


@pytest.mark.parametrize(
    ("value", "freedom", "tail"),
    [
        (3.841459, 1, 0.05),
        (5.991465, 2, 0.05),
        (7.814728, 3, 0.05),
        (11.0705, 5, 0.05),
        (0.0, 2, 1.0),
        (6.0, 4, 4 * exp(-3)),
    ],
)
def test_the_tail_of_chi_squared_is_that_of_the_tables(value: float, freedom: int, tail: float) -> None:
    assert chi_squared_tail(value, freedom) == pytest.approx(tail, rel=1e-5)


def test_cochrans_q_by_hand() -> None:
    """Ten questions that three sides answer differently: right 8, 4 and 2 times; two that all answer alike change
    nothing."""
    right = np.array([[1, 0, 0]] * 4 + [[1, 1, 0]] * 4 + [[0, 0, 1]] * 2 + [[1, 1, 1], [0, 0, 0]], dtype=float)
    found = cochran(right)
    by_hand = 2 * (3 * (64 + 16 + 4) - 14**2) / (3 * 14 - (4 * 1 + 4 * 4 + 2 * 1))
    assert found.q == pytest.approx(by_hand)
    assert (found.freedom, found.questions) == (2, 10)
    assert found.p == pytest.approx(exp(-by_hand / 2))


def test_with_two_sides_q_is_not_asked() -> None:
    assert cochran(np.array([[1.0, 0.0]] * 30)).reason


@pytest.mark.parametrize(
    ("right", "said"),
    [([[1, 1, 1], [0, 0, 0]], "alike"), ([[1, 0, 0]] * 5, "too few"), ([[1, 0, 0]], "1 question differs")],
)
def test_q_is_undefined_with_its_reason(right: list[list[float]], said: str) -> None:
    found = cochran(np.array(right, dtype=float))
    assert said in found.reason
    assert np.isnan(found.q)
    assert np.isnan(found.p)


def test_holm_multiplies_by_the_tests_that_are_left() -> None:
    np.testing.assert_allclose(holm([0.01, 0.04, 0.03, NAN, 0.9]), [0.04, 0.09, 0.09, NAN, 0.9])
    np.testing.assert_allclose(holm([0.4, 0.5]), [0.8, 0.8])
    assert holm([]).size == 0
