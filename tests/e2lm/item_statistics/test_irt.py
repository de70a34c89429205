"""The logistic curves above guessing: known ones are found again, and no other ones fit better."""

from __future__ import annotations

import math

import numpy as np
import pytest

from e2lm.item_statistics import part_of
from e2lm.item_statistics.irt import FEWEST_CHECKPOINTS, FEWEST_DOCS, LEAST_SLOPE, Fit, fit
from tests.e2lm.item_statistics.random_evidence import evidence, random_cube
from tests.e2lm.question_level import cube as real_cube
from tests.paths import needs_shared_data


def simulated(docs: int, takers: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray, Fit]:
    """Answers drawn from known curves with a floor of a quarter, some of them missing."""
    rng = np.random.default_rng(seed)
    ability = np.sort(rng.normal(size=takers))
    ability = (ability - ability.mean()) / ability.std()
    slope, shift, floor = rng.uniform(0.6, 2.0, docs), rng.normal(0, 1, docs), np.full(docs, 0.25)
    chance = floor[:, None] + (1 - floor[:, None]) / (1 + np.exp(-(slope[:, None] * ability + shift[:, None])))
    right = (rng.random(chance.shape) < chance).astype(float)
    right[rng.random(right.shape) < 0.05] = np.nan
    return right, floor, Fit(slope, shift, ability)


def log_posterior(answers: np.ndarray, floor: float, slope: float, shift: float, ability: np.ndarray) -> float:
    """Of one item, answer by answer, with the documented priors."""
    total = -((slope - 1) ** 2) / 2 - shift**2 / 18
    for answer, at in zip(answers.tolist(), ability.tolist(), strict=True):
        if not math.isnan(answer):
            chance = floor + (1 - floor) / (1 + math.exp(-(slope * at + shift)))
            total += math.log(chance if answer else 1 - chance)
    return total


def test_known_curves_and_abilities_are_found_again() -> None:
    right, floor, truth = simulated(600, 200)
    found = fit(right, floor)
    assert np.corrcoef(found.ability, truth.ability)[0, 1] > 0.98
    assert np.corrcoef(found.slope, truth.slope)[0, 1] > 0.7
    assert np.corrcoef(found.shift, truth.shift)[0, 1] > 0.93
    assert abs(np.median(found.slope - truth.slope)) < 0.1
    assert abs(found.ability.mean()) < 1e-9
    assert found.ability.std() == pytest.approx(1)


def test_at_the_abilities_found_no_other_curve_fits_a_question_better() -> None:
    right, floor, _ = simulated(60, 50, seed=3)
    found = fit(right, floor)
    for doc in range(0, 60, 4):
        slope, shift = float(found.slope[doc]), float(found.shift[doc])
        here = log_posterior(right[doc], 0.25, slope, shift, found.ability)
        for far in (0.02, 0.3):
            for by in ((far, 0.0), (-far, 0.0), (0.0, far), (0.0, -far)):
                assert log_posterior(right[doc], 0.25, slope + by[0], shift + by[1], found.ability) < here + 1e-4


def test_a_question_below_guessing_and_one_that_is_unlearned_have_low_discrimination() -> None:
    right, floor, truth = simulated(80, 60, seed=5)
    right[0] = (truth.ability < 0).astype(float)
    right[1] = (truth.ability > 0).astype(float)
    found = fit(right, floor)
    assert found.slope[0] < LEAST_SLOPE < 1 < found.slope[1]


def test_every_checkpoint_at_one_level_is_no_division_by_zero() -> None:
    found = fit(np.ones((30, 10)), np.full(30, 0.25))
    assert np.isfinite(found.slope).all()
    assert np.isfinite(found.ability).all()


def test_difficulty_is_undefined_where_ability_does_not_help_and_all_is_where_there_is_too_little() -> None:
    cube = random_cube(2, docs=FEWEST_DOCS + 4, points=9)
    cube.loglikelihoods[0, : -FEWEST_CHECKPOINTS + 1] = np.nan
    found = part_of(evidence(cube), "irt")
    helps = found["irt_discrimination"] >= LEAST_SLOPE
    assert np.isnan(found["irt_discrimination"]).tolist() == [True] + [False] * (FEWEST_DOCS + 3)
    np.testing.assert_array_equal(np.isnan(found["irt_difficulty"]), ~helps)
    few = part_of(evidence(random_cube(2, docs=FEWEST_DOCS - 1)), "irt")
    assert all(np.isnan(values).all() for values in few.values())


@needs_shared_data
def test_on_real_questions_it_agrees_with_difficulty() -> None:
    one = evidence(real_cube())
    found, course = part_of(one, "irt"), part_of(one, "course")
    known = ~np.isnan(found["irt_difficulty"])
    assert known.mean() > 0.8
    easiest, hardest = np.quantile(course["difficulty"], [0.25, 0.75])
    easy, hard = (known & where for where in (course["difficulty"] <= easiest, course["difficulty"] >= hardest))
    assert np.median(found["irt_difficulty"][easy]) < np.median(found["irt_difficulty"][hard]) - 1
