from __future__ import annotations

import numpy as np
import pytest

from e2lm.scoring.signal import signal_quality_rows
from e2lm.subsets import subset_curves
from e2lm.uncertainty import bands, beats, compared, interval, recentred, resampled, score_interval
from tests.e2lm.toy_cube import toy_measured

NAN, INF = float("nan"), float("inf")
RNG = np.random.default_rng(3)
ANSWERS = (RNG.random((400, 3)) < [0.2, 0.5, 0.9]).astype(float)
LOGS = RNG.normal(-50, 10, (400, 3))
ALL = np.ones(400, dtype=bool)
SOME = np.arange(400) % 3 == 0


@pytest.mark.parametrize("values", [ANSWERS, LOGS])
@pytest.mark.parametrize("chosen", [ALL, SOME])
def test_the_spread_of_resamples_is_the_standard_error(values: np.ndarray, chosen: np.ndarray) -> None:
    found = toy_measured(values)
    samples, curves = resampled(found, chosen), subset_curves(found, chosen)
    assert samples.shape == (1000, 3)
    np.testing.assert_allclose(samples.std(axis=0), curves["stderr"], rtol=0.12)
    np.testing.assert_allclose(samples.mean(axis=0), curves["value"], atol=4 * curves["stderr"].max() / np.sqrt(1000))


def test_a_resample_is_a_mean_over_docs_drawn_with_replacement() -> None:
    # Each doc has a digit of its own, so that a sum tells how often it was drawn.
    digits = 100.0 ** np.arange(3)
    totals = np.rint(3 * resampled(toy_measured(np.tile(digits, (2, 1)).T), np.ones(3, bool), 200)[:, 0]).astype(int)
    drawn = np.array([[total // 100**place % 100 for place in range(3)] for total in totals])
    assert (drawn.sum(axis=1) == 3).all()
    assert len(np.unique(drawn, axis=0)) == 10  # as many as there are ways to draw 3 of 3


@pytest.mark.parametrize("clusters", [None, np.array([0, 1, 1, 2, 2])])
def test_each_resample_is_what_a_loop_over_its_draws_gives(clusters: np.ndarray | None) -> None:
    """The first column tells how often each doc was drawn, as the digits of its sum to the base 8."""
    values = np.array(
        [[1, 0.5, NAN, -1], [8, NAN, NAN, -2], [64, -3.0, 1.5, -INF], [512, 0.25, 2.5, -4], [4096, NAN, 3.5, -5]]
    )
    samples = resampled(toy_measured(values), np.ones(5, bool), 100, clusters=clusters)
    drawn = 5 if clusters is None else None
    for sample in samples:
        times = _times_drawn(sample[0], drawn)
        for column in (1, 2, 3):
            cells = [(t, value) for t, value in zip(times, values[:, column], strict=True) if t and value == value]
            total = sum(t for t, _ in cells)
            mean = sum(t * value for t, value in cells) / total if total else NAN
            np.testing.assert_allclose(sample[column], mean, rtol=1e-6)


def _times_drawn(mean: float, docs: int | None) -> list[int]:
    """Digits of the sum behind a mean; where the number of docs drawn is unknown, the one whose digits add up to it."""
    for count in [docs] if docs else range(1, 20):
        total = round(mean * count)
        digits = [total // 8**place % 8 for place in range(5)]
        if sum(digits) == count and abs(total - mean * count) < 0.01 * count:
            return digits
    raise AssertionError(mean)


def test_the_same_seed_and_docs_meet_the_same_draws_whatever_the_metric() -> None:
    one = resampled(toy_measured(ANSWERS), ALL, 50)
    np.testing.assert_array_equal(one, resampled(toy_measured(ANSWERS), ALL, 50))
    np.testing.assert_allclose(resampled(toy_measured(ANSWERS * 3 - 7), ALL, 50), one * 3 - 7, rtol=1e-6)
    assert (resampled(toy_measured(ANSWERS), ALL, 50, seed=2) != one).any()


def test_subsets_of_the_same_questions_are_paired() -> None:
    found = toy_measured(LOGS)
    smaller = ALL & (np.arange(400) > 20)
    both = np.corrcoef(resampled(found, ALL)[:, 0], resampled(found, smaller)[:, 0])[0, 1]
    apart = np.corrcoef(resampled(found, SOME)[:, 0], resampled(found, ~SOME)[:, 0])[0, 1]
    assert both > 0.9
    assert abs(apart) < 0.15


def test_missing_cells_leave_the_mean_of_the_others() -> None:
    holes = np.where(RNG.random(ANSWERS.shape) < 0.3, NAN, ANSWERS)
    found = toy_measured(holes)
    samples = resampled(found, ALL)
    np.testing.assert_allclose(samples.mean(axis=0), np.nanmean(holes, axis=0), atol=0.01)
    np.testing.assert_allclose(samples.std(axis=0), subset_curves(found, ALL)["stderr"], rtol=0.12)


def test_a_checkpoint_without_values_stays_without_and_a_lone_doc_tells_nothing() -> None:
    never = ANSWERS.copy()
    never[:, 1] = NAN
    assert np.isnan(resampled(toy_measured(never), ALL, 20)).all(axis=0).tolist() == [False, True, False]
    assert np.isnan(resampled(toy_measured(ANSWERS), np.arange(400) == 5, 20)).all()
    assert np.isnan(resampled(toy_measured(ANSWERS), ALL, 20, clusters=np.zeros(400, np.int64))).all()


def test_an_infinite_value_makes_a_mean_infinite_where_it_is_drawn() -> None:
    values = np.tile([-1.0, -2.0, -3.0, -INF], (2, 1)).T
    samples = resampled(toy_measured(values), np.ones(4, bool))[:, 0]
    assert np.mean(samples == -INF) == pytest.approx(1 - 0.75**4, abs=0.05)
    assert np.isfinite(samples[samples != -INF]).all()


def test_whole_clusters_are_drawn_and_means_are_ratios_of_sums() -> None:
    # Two clusters of 3 and 1 docs with means 0 and 1: a resample has both twice, one of each or the other twice.
    found = toy_measured([[0.0, 0.0], [0.0, 0.0], [0.0, 0.0], [1.0, 1.0]])
    samples = resampled(found, np.ones(4, bool), clusters=np.array([0, 0, 0, 1]))[:, 0]
    values, times = np.unique(samples, return_counts=True)
    assert values.tolist() == [0.0, 0.25, 1.0]
    assert times / len(samples) == pytest.approx([0.25, 0.5, 0.25], abs=0.05)


def test_clusters_that_answer_alike_widen_the_interval() -> None:
    subject = np.arange(400) // 40
    alike = np.tile((subject % 2).astype(float), (2, 1)).T
    found = toy_measured(alike)
    alone, together = resampled(found, ALL)[:, 0], resampled(found, ALL, clusters=subject)[:, 0]
    assert together.std() > 4 * alone.std()


def test_missing_cells_and_infinities_count_in_clusters_too() -> None:
    values = np.array([[0.0, -INF], [NAN, 1.0], [1.0, 1.0], [1.0, 1.0]])
    samples = resampled(toy_measured(values), np.ones(4, bool), clusters=np.array([0, 0, 1, 1]))
    assert sorted(set(np.round(samples[:, 0], 6).tolist())) == [0.0, 0.666667, 1.0]
    assert sorted(set(samples[:, 1].tolist())) == [-INF, 1.0]


def test_an_interval_holds_the_middle_of_the_samples() -> None:
    samples = np.arange(101.0)
    assert interval(samples, 0.9) == pytest.approx((5.0, 95.0))
    assert interval(np.append(samples, [NAN] * 7), 0.9) == pytest.approx((5.0, 95.0))
    assert np.isnan(interval(np.array([NAN, NAN]))).all()
    assert np.isnan(interval(np.zeros(0))).all()
    low, high = bands(np.stack([samples, np.full(101, NAN), samples + 1], axis=1), 0.9)
    np.testing.assert_allclose(low, [5.0, NAN, 6.0])
    np.testing.assert_allclose(high, [95.0, NAN, 96.0])


def test_ninety_five_of_a_hundred_intervals_hold_the_true_share() -> None:
    rng = np.random.default_rng(9)
    answers = (rng.random((150, 200)) < 0.4).astype(float)
    low, high = bands(resampled(toy_measured(answers), np.ones(150, bool)))
    assert 0.9 < np.mean((low <= 0.4) & (high >= 0.4)) < 0.99


def test_a_scores_interval_lies_around_it_and_within_its_range() -> None:
    # Samples 0.80 to 0.90 have the median 0.85; around 0.97 they reach from 0.925 to the highest score there is.
    samples = np.linspace(0.80, 0.90, 101)
    assert recentred(samples, 0.97)[[0, 50, 100]] == pytest.approx([0.92, 0.97, 1.02])
    assert score_interval(samples, 0.97, 0.9) == pytest.approx((0.925, 1.0))
    assert score_interval(samples, 0.97, 0.9, most=2.0) == pytest.approx((0.925, 1.015))
    assert score_interval(np.append(samples, NAN), 0.02, 0.9)[0] == 0.0
    assert np.isnan(score_interval(np.array([NAN]), 0.5)).all()
    assert score_interval(np.array([0.2, 0.2, 0.9]), 0.3)[0] == pytest.approx(0.3)


def test_the_interval_of_sq_holds_what_fresh_questions_give_where_plain_percentiles_do_not() -> None:
    rng = np.random.default_rng(12)
    rising = np.linspace(0.25, 0.45, 14)
    fresh = np.median(signal_quality_rows(rng.binomial(2000, rising, (2000, 14)) / 2000))
    held = np.zeros((60, 4), dtype=bool)
    for case in range(60):
        answers = rng.binomial(2000, rising) / 2000
        value = signal_quality_rows(answers[None])[0]
        samples = signal_quality_rows(rng.binomial(2000, answers, (300, 14)) / 2000)
        (low, high), (plain_low, plain_high) = score_interval(samples, value), interval(samples)
        held[case] = low <= fresh <= high, low <= value <= high, plain_low <= fresh <= plain_high, value <= plain_high
    assert held[:, 0].mean() >= 0.93
    assert held[:, 1].all()
    assert held[:, 2:].mean(axis=0).max() < 0.95


def test_the_chance_that_one_beats_the_other_by_hand() -> None:
    # Larger, equal, smaller, undefined: (1 + 0.5) / 3.
    a, b = np.array([2.0, 1.0, 0.0, NAN]), np.array([1.0, 1.0, 1.0, 1.0])
    assert (beats(a, b), compared(a, b)) == (0.5, 3)
    assert beats(a, b) + beats(b, a) == 1
    assert np.isnan(beats(a, np.full(4, NAN)))
