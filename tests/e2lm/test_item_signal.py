"""SQ of single questions, all at once, against the score of each alone."""

from __future__ import annotations

import numpy as np
import pytest

from e2lm.item_signal import columns_in_window, doc_signals
from e2lm.metrics import values_of
from e2lm.scoring.settings import Lineup, ScoreSettings
from e2lm.scoring.signal import OFFICIAL, Window, signal_quality, signal_quality_rows
from tests.e2lm.question_level import cube
from tests.e2lm.typed_cube import checkpoint_table
from tests.paths import needs_shared_data

ALL = ScoreSettings()


def test_each_doc_has_the_sq_of_its_own_curve_under_each_model() -> None:
    rng = np.random.default_rng(5)
    values = np.round(rng.normal(size=(6, 24)).cumsum(axis=1), 1)
    values[1, 3] = values[2, 20] = values[4, 20] = np.nan
    checkpoints = checkpoint_table(["a"] * 12 + ["b"] * 12)
    found = doc_signals(values, checkpoints, ALL)
    assert found.shape == (6, 2)
    for doc in range(6):
        assert found[doc, 0] == pytest.approx(signal_quality(values[doc, :12]).sq, abs=1e-12)
        assert found[doc, 1] == pytest.approx(signal_quality(values[doc, 12:]).sq, abs=1e-12)


def test_sq_of_one_doc_by_hand() -> None:
    # 1 .. 8 in order: monotonicity 1; with 8 points only lag 1 counts, a straight line correlates with itself: SQ 1.
    # Two neighbours swapped: 1 - 6 * 2 / (8 * 63) = 0.976; autocorrelation of 1 2 3 4 5 6 8 7 by numpy.
    straight, swapped = np.arange(1.0, 9), np.array([1.0, 2, 3, 4, 5, 6, 8, 7])
    lagged = np.corrcoef(swapped[1:], swapped[:-1])[0, 1]
    assert signal_quality_rows(np.array([straight, swapped])) == pytest.approx([1, (1 - 12 / 504 + lagged) / 2])


def test_lower_is_better_is_flipped() -> None:
    falling = -np.arange(10.0)[None, :]
    checkpoints = checkpoint_table(["a"] * 10)
    assert doc_signals(falling, checkpoints, ALL, higher_is_better=False)[0, 0] == pytest.approx(1)
    assert doc_signals(falling, checkpoints, ALL)[0, 0] == pytest.approx(0.5)


def test_too_few_points_equal_ones_and_infinite_ones_are_undefined() -> None:
    rows = np.array([[np.nan] * 2 + list(range(8)), [np.nan] * 3 + list(range(7)), [1.0] * 10, [-np.inf, *range(9)]])
    np.testing.assert_array_equal(np.isnan(signal_quality_rows(rows)), [False, True, True, True])
    assert np.isnan(signal_quality_rows(np.full((2, 0), np.nan))).all()


def test_only_checkpoints_in_the_models_window_count_in_the_order_of_training() -> None:
    checkpoints = checkpoint_table(["a"] * 8 + ["b"] * 8).iloc[::-1].reset_index(drop=True)
    settings = ScoreSettings((Lineup("E2LM", ("a",), ("a",), window=OFFICIAL),))
    columns = columns_in_window(checkpoints, settings)
    assert checkpoints["step"].iloc[columns["a"]].tolist() == [4000, 8000]
    assert checkpoints["step"].iloc[columns["b"]].tolist() == list(range(1000, 9000, 1000))
    assert columns_in_window(checkpoints, ScoreSettings(window=Window(None, 0)))["a"].tolist() == []


def test_limited_runs_count_and_a_model_without_steps_and_tokens_has_no_points() -> None:
    checkpoints = checkpoint_table(["a", "a", "b"]).assign(partial=[True, False, False])
    checkpoints.loc[2, ["step", "tokens"]] = None
    columns = columns_in_window(checkpoints, ALL)
    assert columns["a"].tolist() == [0, 1]
    assert columns["b"].tolist() == []


@needs_shared_data
def test_real_questions_have_the_sq_of_their_own_curves() -> None:
    real = cube()
    values = values_of(real, "p_correct")
    found = doc_signals(values, real.checkpoints, ALL)
    assert found.shape == (252, 2)
    assert np.isnan(found).all(), "6 and 7 checkpoints are fewer than the 8 that one lag needs"
    both = doc_signals(values, real.checkpoints.assign(model="one", step=range(13)), ALL)[:, 0]
    alone = np.array([signal_quality(row).sq for row in values], dtype=float)
    np.testing.assert_allclose(both, alone, atol=1e-12)
    assert np.isnan(alone).sum() == 2
