from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from e2lm.scoring.compliance import compliance

UNITS = st.integers(0, 100).map(lambda number: number / 100)


def test_cs_by_hand() -> None:
    # Jointly from 0.2 to 0.6; leads 0.0, 0.1 and 0.2 of 0.4: mean of 0, 0.25 and 0.5.
    found = compliance(np.array([0.2, 0.4, 0.6]), np.array([0.2, 0.3, 0.4]))
    assert found.cs == pytest.approx(0.25)
    assert (found.points, found.reason) == (3, "")


def test_a_web_run_in_front_gives_zero_not_less() -> None:
    assert compliance(np.array([0.2, 0.3]), np.array([0.4, 0.5])).cs == 0.0


def test_checkpoints_that_one_run_lacks_do_not_count() -> None:
    found = compliance(np.array([0.2, np.nan, 0.6, 0.9]), np.array([0.2, 0.3, 0.4, np.nan]))
    assert found.cs == pytest.approx(0.25)
    assert found.points == 2


@pytest.mark.parametrize(
    ("science", "web", "reason"),
    [
        ([], [], "no checkpoint of the science and the web run can be matched"),
        ([0.3], [0.2], "only one checkpoint of the science and the web run can be matched"),
        ([0.3, 0.3], [0.3, 0.3], "all scores at 2 matched checkpoints are equal"),
        ([float("inf"), 0.3], [0.3, 0.3], "a score is infinite"),
    ],
)
def test_undefined_says_why(science: list[float], web: list[float], reason: str) -> None:
    found = compliance(np.array(science), np.array(web))
    assert (found.cs, found.reason) == (None, f"undefined, because {reason}")


@given(st.lists(st.tuples(UNITS, UNITS), min_size=2, max_size=20))
def test_cs_lies_between_0_and_1_and_at_most_one_side_has_any(pairs: list[tuple[float, float]]) -> None:
    science, web = np.array(pairs).T
    one, other = compliance(science, web).cs, compliance(web, science).cs
    if one is None or other is None:
        assert one is other is None
    else:
        assert 0 <= one <= 1
        assert min(one, other) == 0
