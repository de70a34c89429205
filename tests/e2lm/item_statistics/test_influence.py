"""Leaving one question out, all at once, against scoring the others' curves one question at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from e2lm.item_statistics import Evidence, part_of
from e2lm.item_statistics.influence import SCORES
from e2lm.metrics import METRICS
from e2lm.scoring.settings import default_settings
from e2lm.scoring.table import task_scores
from e2lm.subsets import Measured, measured, subset_curves
from tests.e2lm.item_statistics.random_evidence import evidence, random_cube
from tests.e2lm.question_level import cube as real_cube
from tests.paths import needs_shared_data


def naive(one: Evidence, asked: Sequence[int]) -> dict[str, np.ndarray]:
    """SQ, RC and CS with all docs minus those without each of the `asked`, by the functions that score any subset."""
    values = measured(one.cube, one.values, one.metric, METRICS[one.metric].higher_is_better)
    docs = len(values.docs)
    whole = _scores(values, np.ones(docs, dtype=bool), one)
    rest = [_scores(values, np.arange(docs) != doc, one) for doc in asked]
    return {score: np.array([whole[score] - without[score] for without in rest]) for score in SCORES}


def _scores(values: Measured, chosen: np.ndarray, one: Evidence) -> dict[str, float]:
    table = task_scores(subset_curves(values, chosen), one.settings)
    full = table[~table["partial"].astype(bool)]
    if full.empty:
        return dict.fromkeys(SCORES, np.nan)
    return {score: float(pd.to_numeric(full[score]).iloc[0]) for score in SCORES}


def check(one: Evidence, every: int = 1) -> dict[str, np.ndarray]:
    """Holds every so-manieth doc's influences against the naive ones, which it returns."""
    asked = range(0, len(one.values), every)
    found, expected = part_of(one, "influence"), naive(one, asked)
    unanswered = np.isnan(one.values[asked]).all(axis=1)
    for score in SCORES:
        wanted = np.where(unanswered, np.nan, expected[score])
        np.testing.assert_allclose(found[f"{score}_influence"][asked], wanted, atol=1e-12, err_msg=score)
    return expected


@pytest.mark.parametrize("metric", ["acc", "p_correct", "brier"])
def test_every_influence_is_the_score_of_all_minus_that_of_all_others(metric: str) -> None:
    expected = check(evidence(random_cube(7, docs=20, points=12), metric=metric))
    assert all(np.isfinite(expected[score]).all() for score in SCORES), "SQ, RC and CS are all put to the test"
    moved = SCORES if metric == "p_correct" else ("sq",)
    assert all(np.abs(expected[score]).max() > 0 for score in moved)


@pytest.mark.parametrize("holes", [0.002, 0.02, 0.4])
@pytest.mark.parametrize("seed", range(4))
def test_missing_answers_make_points_partial_with_and_without_a_question(seed: int, holes: float) -> None:
    check(evidence(random_cube(seed, docs=8, points=10, holes=holes), metric="p_correct"))


def test_without_the_only_question_that_a_checkpoint_lacks_it_is_a_point() -> None:
    cube = random_cube(11, docs=6, points=10)
    cube.loglikelihoods[2, 4] = cube.loglikelihoods[3, 5] = np.nan
    cube.loglikelihoods[5] = np.nan
    one = evidence(cube, metric="p_correct")
    check(one)
    assert np.isnan(part_of(one, "influence")["sq_influence"]).tolist() == [False] * 5 + [True]


def test_infinite_values_leave_only_the_question_that_has_them_with_an_influence_to_be_found() -> None:
    cube = random_cube(13, docs=6, points=10)
    cube.loglikelihoods[1, 3, :] = -np.inf
    check(evidence(cube, metric="gold_ll"))


def test_limited_runs_are_no_points() -> None:
    cube = random_cube(17, docs=8, points=12)
    limited = cube.checkpoints["step"].isin([2000, 3000])
    check(evidence(replace(cube, checkpoints=cube.checkpoints.assign(partial=limited))))
    none = evidence(replace(cube, checkpoints=cube.checkpoints.assign(partial=True)))
    assert all(np.isnan(values).all() for values in part_of(none, "influence").values())


def test_a_single_question_and_none_at_all() -> None:
    assert np.isnan(part_of(evidence(random_cube(1, docs=1)), "influence")["sq_influence"]).all()
    empty = random_cube(1, docs=1)
    empty = replace(empty, docs=empty.docs[:0], loglikelihoods=empty.loglikelihoods[:0])
    assert len(part_of(evidence(empty), "influence")["sq_influence"]) == 0


@needs_shared_data
def test_the_compliance_of_real_models_with_and_without_each_question() -> None:
    one = Evidence(real_cube(), default_settings(["sci-s", "web-s"]), metric="p_correct")
    expected = check(one, every=9)
    assert np.isfinite(expected["cs"]).all()
    assert np.isnan(expected["sq"]).all(), "7 and 6 checkpoints are fewer than the 8 that SQ needs"
