from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from e2lm.choices import acc, gold_mask
from e2lm.curves import CURVE_COLUMNS, gaps
from e2lm.scoring.settings import default_settings
from e2lm.scoring.signal import signal_quality
from e2lm.scoring.table import model_scores, task_scores
from e2lm.subsets import means, measured, subset_curves
from e2lm.views.points import drawn_points
from tests.e2lm.question_level import cube as question_level_cube
from tests.e2lm.tables import table
from tests.e2lm.toy_cube import toy_cube, toy_measured
from tests.paths import needs_shared_data

NAN, INF = float("nan"), float("inf")


def mask(*places: int, of: int) -> np.ndarray:
    return np.isin(np.arange(of), places)


def test_mean_count_and_standard_error_by_hand() -> None:
    # Of 1, 0, 0, 1: mean 1/2, sample variance 4 * 0.25 / 3, over 4 docs.
    found = toy_measured([[1, 0], [0, 0], [0, 1], [1, 1], [1, 1]])
    curves = subset_curves(found, mask(0, 1, 2, 3, of=5))
    assert curves["value"].tolist() == [0.5, 0.5]
    assert curves["stderr"].tolist() == pytest.approx([np.sqrt(1 / 3 / 4)] * 2)
    assert (curves["n"].tolist(), curves["n_original"].tolist()) == ([4, 4], [4, 4])


def test_the_table_is_a_curve_table() -> None:
    curves = subset_curves(toy_measured([[1, 0], [0, 1]]), mask(0, of=2))
    assert tuple(curves.columns) == CURVE_COLUMNS
    expected = table({"model": "m", "value": 0.0}).dtypes
    whole = ["step", "tokens", "n_shot", "n", "n_original", "value", "stderr"]
    assert curves.dtypes[whole].tolist() == expected[whole].tolist()
    assert curves["task"].unique().tolist() == ["quiz"]
    assert curves["is_group"].all()
    assert curves["stderr"].isna().all()
    assert not curves["partial"].any()


def test_checkpoints_that_lack_some_of_the_docs_are_partial() -> None:
    found = toy_measured([[1, NAN], [0, 1], [1, 1]])
    curves = subset_curves(found, mask(0, 1, of=3))
    assert curves["value"].tolist() == [0.5, 1.0]
    assert curves["n"].tolist() == [2, 1]
    assert curves["partial"].tolist() == [False, True]
    assert not subset_curves(found, mask(1, 2, of=3))["partial"].any()


def test_a_doc_that_no_checkpoint_has_a_value_of_makes_nothing_partial() -> None:
    curves = subset_curves(toy_measured([[NAN, NAN], [0, 1], [1, 1]]), np.ones(3, dtype=bool))
    assert curves["n_original"].tolist() == curves["n"].tolist() == [2, 2]
    assert not curves["partial"].any()


def test_points_of_limited_runs_stay_partial() -> None:
    cube = toy_cube(2)
    cube.checkpoints["partial"] = [True, False]
    found = measured(cube, np.ones((2, 2)), "acc", higher_is_better=True)
    assert subset_curves(found, np.ones(2, dtype=bool))["partial"].tolist() == [True, False]


def test_no_doc_chosen_leaves_no_value() -> None:
    values, counts = means(toy_measured([[1, 0], [0, 1]]), np.zeros(2, dtype=bool))
    assert np.isnan(values).all()
    assert counts.tolist() == [0, 0]


def test_an_infinite_value_counts_only_where_its_doc_is_chosen() -> None:
    found = toy_measured([[-INF, -1.0], [-2.0, INF], [-4.0, -INF]])
    assert means(found, mask(1, 2, of=3))[0].tolist()[0] == -3.0
    assert means(found, mask(0, 1, of=3))[0].tolist() == [-INF, INF]
    assert np.isnan(means(found, mask(1, 2, of=3))[0][1])
    assert subset_curves(found, mask(0, 1, of=3))["stderr"].isna().all()


CELLS = st.one_of(st.sampled_from([NAN, 0.0, 1.0]), st.floats(-1000, 0))
BINARY = st.sampled_from([NAN, 0.0, 1.0])
SHAPES = st.tuples(st.integers(1, 12), st.integers(1, 4))


@given(SHAPES, st.sampled_from([CELLS, BINARY]), st.data())
def test_any_subset_has_what_a_loop_over_its_docs_gives(
    shape: tuple[int, int], cells: st.SearchStrategy[float], data: st.DataObject
) -> None:
    values = data.draw(arrays.arrays(float, shape, elements=cells))
    chosen = data.draw(arrays.arrays(bool, shape[0]))
    curves = subset_curves(toy_measured(values), chosen)
    found = curves[["value", "stderr", "n"]].to_numpy(float)
    for cells_of_column, (value, stderr, count) in zip(values.T, found, strict=True):
        known = cells_of_column[chosen & ~np.isnan(cells_of_column)]
        mean = known.mean() if len(known) else NAN
        spread = known.std(ddof=1) / np.sqrt(len(known)) if len(known) > 1 else NAN
        assert count == len(known)
        np.testing.assert_allclose(value, mean, rtol=1e-12, atol=1e-12)
        np.testing.assert_allclose(stderr, spread, rtol=1e-9, atol=1e-6)


def test_equal_shares_are_equal_to_the_last_digit() -> None:
    rng = np.random.default_rng(1)
    column = (rng.random(9973) < 0.3).astype(float)
    values, _ = means(toy_measured(np.array([rng.permutation(column) for _ in range(20)]).T), np.ones(9973, dtype=bool))
    assert len(set(values.tolist())) == 1
    assert values[0] == column.sum() / 9973


@needs_shared_data
def test_scores_and_pictures_are_made_of_a_subset_as_of_any_curves() -> None:
    cube = question_level_cube()
    right = acc(cube.loglikelihoods, gold_mask(cube.docs["golds"].tolist(), 4))
    chosen = (cube.docs["task"] == cube.docs["task"].iloc[0]).to_numpy()
    curves = subset_curves(measured(cube, right, "acc", higher_is_better=True, n_shot=0), chosen)
    settings = default_settings(curves["model"])
    (row,) = task_scores(curves, settings).to_dict("records")
    expected = signal_quality(right[chosen][:, (cube.checkpoints["model"] == "sci-s").to_numpy()].mean(axis=0))
    assert (row["sq"], row["n_shot"]) == (expected.sq, 0)
    assert len(model_scores(curves, settings)) == 2
    assert len(drawn_points(curves, gaps(curves), "step")) == len(curves)


def test_a_subset_leaves_the_cube_as_it_was() -> None:
    cube = toy_cube(3)
    before = cube.checkpoints.copy(deep=True)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        subset_curves(measured(cube, np.ones((3, 2)), "acc", higher_is_better=True), mask(0, of=3))
    pd.testing.assert_frame_equal(cube.checkpoints, before)
