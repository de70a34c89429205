from __future__ import annotations

import numpy as np
import pytest

from e2lm.scoring.noise import sq_of_shuffled
from e2lm.scoring.signal import signal_quality


def test_one_percent_of_shuffled_curves_lie_above_the_line() -> None:
    line = sq_of_shuffled(14)
    assert line is not None
    rng = np.random.default_rng(1)
    qualities = np.array([signal_quality(rng.permutation(np.arange(14.0))).sq for _ in range(4000)])
    assert 0.004 < np.mean(qualities > line) < 0.018


def test_the_line_is_the_same_every_time_and_falls_with_points_and_curves() -> None:
    sq_of_shuffled.cache_clear()
    before = sq_of_shuffled(14)
    sq_of_shuffled.cache_clear()
    assert sq_of_shuffled(14) == before
    lines = [sq_of_shuffled(points, curves=curves) or 0 for points, curves in ((8, 1), (14, 1), (27, 1), (27, 3))]
    assert lines == sorted(lines, reverse=True)


@pytest.mark.parametrize("points", [0, 7])
def test_where_sq_is_undefined_there_is_no_line(points: int) -> None:
    assert sq_of_shuffled(points) is None


def test_very_long_curves_have_the_line_of_long_ones() -> None:
    assert sq_of_shuffled(5000) == sq_of_shuffled(200)
