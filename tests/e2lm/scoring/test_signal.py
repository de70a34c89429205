from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from e2lm.scoring.signal import OFFICIAL, Window, signal_of_curves, signal_quality, signal_quality_rows
from tests.e2lm.tables import shared_table
from tests.paths import needs_shared_data

UNITS = st.integers(0, 100).map(lambda number: number / 100)


def official_scores(task: str, model: str) -> list[float]:
    points = shared_table("competition/plot-data-combined-all.json")
    points = points[(points["task"] == task) & (points["model"] == model)].sort_values("step")
    inside = (points["step"] % 4000 == 0) & (points["tokens"] <= 206_000_000_000)
    return [float(value) for value in points.loc[inside, "value"]]


def test_sq_of_eight_points_by_hand() -> None:
    # Ranks of the scores: 0 2 1 3 4 5 6 7; two of them differ from their time by one: 1 - 6 * 2 / (8 * 63) = 0.976190.
    # Lag 1: x = 3 2 4 5 6 7 8 against 1 3 2 4 5 6 7; both have mean 5 and 4; products 6 + 3 + 2 + 0 + 1 + 4 + 9 = 25,
    # squares 4 + 9 + 1 + 0 + 1 + 4 + 9 = 28 and 9 + 1 + 4 + 0 + 1 + 4 + 9 = 28: 25 / 28 = 0.892857.
    signal = signal_quality([1, 3, 2, 4, 5, 6, 7, 8])
    assert signal.monotonicity == pytest.approx(1 - 12 / 504)
    assert signal.autocorrelation == pytest.approx(25 / 28)
    assert signal.sq == pytest.approx((1 - 12 / 504 + 25 / 28) / 2)
    assert (signal.points, signal.reason) == (8, "")


@needs_shared_data
@pytest.mark.parametrize(
    ("model", "published"), [("dense-500m-arch1", 0.9354), ("dense-1b-arch1", 0.9814), ("dense-3b-arch1", 0.9601)]
)
def test_sq_of_mmluvar_is_the_published_one(model: str, published: float) -> None:
    signal = signal_quality(official_scores("mmluvar", model))
    assert signal.points == 14
    assert signal.sq == pytest.approx(published, abs=5e-5)


@needs_shared_data
def test_ties_explain_why_two_monotonicities_of_arc_challenge_were_published() -> None:
    signal = signal_quality(official_scores("arc_challenge", "dense-1b-arch1"))
    assert signal.monotonicity == pytest.approx(0.8198, abs=5e-5)
    assert signal.monotonicity_min is not None
    assert signal.monotonicity_max is not None
    assert signal.monotonicity_min == pytest.approx(0.7890, abs=5e-5)
    assert signal.monotonicity_min <= 0.7934 <= signal.monotonicity_max


@needs_shared_data
def test_the_published_sq_of_hellaswag_is_that_of_the_1b_arch1_model() -> None:
    assert signal_quality(official_scores("hellaswag", "dense-1b-arch1")).sq == pytest.approx(0.9964, abs=5e-5)
    arch1 = [
        signal_quality(official_scores("hellaswag", f"dense-{size}-arch1")).sq or 0 for size in ("500m", "1b", "3b")
    ]
    assert np.mean(arch1) == pytest.approx(0.9920, abs=5e-5)


def test_fewer_than_eight_points_have_a_monotonicity_but_no_sq() -> None:
    signal = signal_quality([1, 2, 3, 4, 5, 6, 7])
    assert (signal.sq, signal.autocorrelation, signal.monotonicity) == (None, None, 1.0)
    assert signal.reason == "undefined, because 7 points are fewer than the 8 that one lag needs"


@pytest.mark.parametrize(("scores", "points"), [([], 0), ([0.5], 1), ([float("nan")] * 9, 0)])
def test_no_point_and_one_point_have_no_score_at_all(scores: list[float], points: int) -> None:
    signal = signal_quality(scores)
    assert (signal.sq, signal.monotonicity, signal.monotonicity_min, signal.autocorrelation) == (None,) * 4
    assert signal.points == points
    assert signal.reason.startswith("undefined, because")


@pytest.mark.parametrize("points", [2, 7, 8, 14])
def test_a_constant_series_has_no_correlation(points: int) -> None:
    signal = signal_quality([0.1] * points)
    assert (signal.sq, signal.monotonicity, signal.monotonicity_max, signal.autocorrelation) == (None,) * 4
    assert signal.reason == f"undefined, because all {points} scores are equal"


@pytest.mark.parametrize("scores", [[0.0] * 13 + [1.0], [0.0, 0.0] + [1.0] * 12])
def test_a_lag_whose_series_is_constant_leaves_no_autocorrelation(scores: list[float]) -> None:
    signal = signal_quality(scores)
    assert (signal.sq, signal.autocorrelation) == (None, None)
    assert signal.monotonicity is not None
    assert signal.reason.startswith("undefined, because all scores but the first or last few are equal")


def test_an_infinite_score_is_said() -> None:
    assert signal_quality([1, 2, 3, 4, 5, 6, 7, float("inf")]).reason == "undefined, because a score is infinite"


def test_a_point_without_a_value_does_not_count() -> None:
    assert signal_quality([1, 2, 3, 4, float("nan"), 5, 6, 7, 8]).points == 8


def test_the_number_of_lags_grows_with_the_points() -> None:
    scores = np.cos(np.arange(17))
    lagged = [abs(np.corrcoef(scores[lag:], scores[: 17 - lag])[0, 1]) for lag in (1, 2, 3)]
    assert signal_quality(scores).autocorrelation == pytest.approx(np.mean(lagged))


@given(st.lists(st.floats(-100, 100), min_size=8, max_size=40, unique=True))
def test_a_rising_series_is_monotonic_and_its_reverse_is_not(scores: list[float]) -> None:
    rising = sorted(scores)
    assert signal_quality(rising).monotonicity == 1.0
    assert signal_quality(rising[::-1]).monotonicity == 0.0


@given(st.lists(UNITS, min_size=2, max_size=30))
def test_the_stable_order_is_the_most_favourable_one(scores: list[float]) -> None:
    signal = signal_quality(scores)
    if signal.monotonicity is not None:
        assert signal.monotonicity_min is not None
        assert signal.monotonicity_max == signal.monotonicity
        assert 0 <= signal.monotonicity_min <= signal.monotonicity <= 1


@given(st.lists(st.integers(0, 2).map(float), min_size=2, max_size=6))
def test_the_tie_range_is_what_trying_every_order_gives(scores: list[float]) -> None:
    """Ranks that respect the scores, all of them, by brute force."""
    time = np.arange(len(scores))
    found = [
        max(0.0, 1 - 6 * float(((np.array(ranks) - time) ** 2).sum()) / (len(scores) * (len(scores) ** 2 - 1)))
        for ranks in permutations(range(len(scores)))
        if all(
            (one < other) == (ranks[i] < ranks[j])
            for i, one in enumerate(scores)
            for j, other in enumerate(scores)
            if one != other
        )
    ]
    signal = signal_quality(scores)
    if signal.monotonicity is not None:
        assert signal.monotonicity_min == pytest.approx(min(found))
        assert signal.monotonicity_max == pytest.approx(max(found))


@given(st.lists(UNITS, min_size=8, max_size=30), st.sampled_from([0.5, 2.0, 1024.0]), st.sampled_from([0.0, -3.0, 8.0]))
def test_moving_and_stretching_the_scale_changes_nothing(scores: list[float], factor: float, shift: float) -> None:
    # Powers of two and halves keep ties ties and differences differences in floating point.
    before = signal_quality(np.round(np.array(scores) * 64))
    after = signal_quality(np.round(np.array(scores) * 64) * factor + shift)
    assert after.monotonicity == before.monotonicity
    assert (after.sq is None) == (before.sq is None)
    if before.sq is not None:
        assert after.sq == pytest.approx(before.sq)


@given(st.lists(st.lists(UNITS, min_size=0, max_size=20), max_size=8))
def test_curves_scored_together_score_as_alone(curves: list[list[float]]) -> None:
    assert signal_of_curves([np.array(curve) for curve in curves]) == [signal_quality(curve) for curve in curves]


@given(st.lists(UNITS, min_size=8, max_size=30))
def test_rows_have_nan_exactly_where_sq_is_undefined(scores: list[float]) -> None:
    signal, row = signal_quality(scores), float(signal_quality_rows(np.array([scores]))[0])
    assert np.isnan(row) if signal.sq is None else row == pytest.approx(signal.sq)


def test_windows_say_what_they_hold() -> None:
    assert str(OFFICIAL) == "steps divisible by 4,000, up to 206B tokens"
    assert str(Window()) == "all points"
