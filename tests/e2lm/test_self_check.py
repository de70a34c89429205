"""The self-check counts what it compared, names differences, and says so in words."""

from __future__ import annotations

import numpy as np

from e2lm.self_check import DIFFERENCE_COLUMNS, self_check
from tests.e2lm.typed_cube import typed_cube

NAN = np.nan
CUBE = typed_cube([[[-1.0, -2.0]] * 2, [[-1.0, -2.0]] * 2], [[0], [1]])
RECOMPUTED = np.array([[1.0, 0.0], [0.0, NAN]])


def test_equal_values_agree() -> None:
    check = self_check(CUBE, "acc", RECOMPUTED, RECOMPUTED + 1e-12)
    assert (check.compared, check.differing, check.unknown, check.agrees) == (3, 0, 0, True)
    assert check.differences.empty
    assert str(check) == "agrees with lm-eval on 3 answers"


def test_other_values_are_counted_and_named() -> None:
    check = self_check(CUBE, "acc", RECOMPUTED, np.array([[1.0, 1.0], [NAN, NAN]]))
    assert (check.compared, check.differing, check.agrees) == (2, 1, False)
    assert list(check.differences.columns) == list(DIFFERENCE_COLUMNS)
    assert check.differences.values.tolist() == [["d0", "toy", "step2000", 0.0, 1.0]]
    assert str(check) == "differs from lm-eval in 1 of 2 answers"


def test_what_was_logged_and_cannot_be_recomputed_is_said() -> None:
    check = self_check(CUBE, "acc", RECOMPUTED, np.array([[1.0, NAN], [NAN, 1.0]]))
    assert (check.compared, check.differing, check.unknown, check.agrees) == (1, 0, 1, False)
    assert str(check) == "agrees with lm-eval on 1 answer; 1 answer that lm-eval scored cannot be recomputed"
    assert check.differences["checkpoint"].tolist() == ["step2000"]


def test_nothing_logged_is_no_agreement() -> None:
    check = self_check(CUBE, "acc", RECOMPUTED, np.full((2, 2), NAN))
    assert not check.agrees
    assert str(check) == "nothing logged to compare with"


def test_infinite_values_are_equal_to_themselves() -> None:
    values = np.array([[-np.inf, np.inf], [0.0, -np.inf]])
    assert self_check(CUBE, "margin", values, values).agrees
    assert self_check(CUBE, "margin", values, -values).differing == 3
