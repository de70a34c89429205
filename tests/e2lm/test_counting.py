"""Counts from outside: whole, not negative, and of a size that an index can hold."""

from __future__ import annotations

import pytest

from e2lm.counting import LARGEST, count, counted, digits_count


@pytest.mark.parametrize(("value", "expected"), [(0, 0), (1000.0, 1000), (2.5e9, 2_500_000_000), (LARGEST, LARGEST)])
def test_a_whole_number_is_a_count(value: float, expected: int) -> None:
    assert count(value) == expected


@pytest.mark.parametrize(
    "value", [None, True, -1, "5", [5], float("nan"), float("inf"), -float("inf"), 2**63, 10**400, 1e300]
)
def test_anything_else_is_unknown(value: object) -> None:
    assert count(value) is None


def test_digits_of_any_length_are_read_or_unknown() -> None:
    assert digits_count("0004000") == 4000
    assert digits_count("125", 1000) == 125_000
    assert digits_count("9" * 5000) is None
    assert digits_count("9" * 18, 10**6) is None


def test_a_noun_follows_its_number() -> None:
    assert [counted(number, "run") for number in (0, 1, 1024)] == ["0 runs", "1 run", "1,024 runs"]
