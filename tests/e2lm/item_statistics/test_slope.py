"""The growth of the margin against a least-squares fit with an intercept for each model."""

from __future__ import annotations

import numpy as np
import pytest

from e2lm.item_statistics import part_of
from e2lm.metrics import values_of
from tests.e2lm.item_statistics.random_evidence import evidence, random_cube
from tests.e2lm.question_level import cube as real_cube
from tests.e2lm.typed_cube import typed_cube
from tests.paths import needs_shared_data

INF = float("inf")


def test_a_lead_that_doubles_with_each_doubling_by_hand() -> None:
    # Margins 1, 2 at 1000 and 2000 steps: one nat for log10(2) of training.
    cube = typed_cube([[[-1.0, -2.0], [-1.0, -3.0]]], [[0]])
    assert part_of(evidence(cube), "slope")["margin_slope"].tolist() == [pytest.approx(1 / np.log10(2))]


def test_each_slope_is_that_of_a_fit_with_an_intercept_per_model() -> None:
    cube = random_cube(3, holes=0.3)
    found = part_of(evidence(cube), "slope")["margin_slope"]
    margin, tokens = values_of(cube, "margin"), cube.checkpoints["tokens"].to_numpy(float)
    models = cube.checkpoints["model"].to_numpy()
    for doc in range(12):
        seen = ~np.isnan(margin[doc])
        design = np.column_stack([np.log10(tokens), *(models == model for model in np.unique(models[seen]))])
        fitted = np.linalg.lstsq(design[seen], margin[doc][seen], rcond=None)[0]
        assert found[doc] == pytest.approx(fitted[0], abs=1e-9)


def test_tokens_or_steps_of_equally_many_tokens_make_no_difference() -> None:
    cube = random_cube(4)
    by_tokens = part_of(evidence(cube), "slope")["margin_slope"]
    cube.checkpoints["tokens"] = cube.checkpoints["tokens"].mask(cube.checkpoints["step"] == 2000)
    np.testing.assert_allclose(part_of(evidence(cube), "slope")["margin_slope"], by_tokens)


def test_one_place_no_place_and_an_infinite_margin_leave_it_undefined() -> None:
    one = typed_cube([[[-1.0, -2.0]]], [[0]])
    infinite = typed_cube([[[-1.0, -2.0], [-1.0, -INF], [-1.0, -2.5]]], [[0]])
    placeless = typed_cube([[[-1.0, -2.0], [-1.0, -2.0]]], [[0]])
    placeless.checkpoints[["step", "tokens"]] = None
    for cube in (one, infinite, placeless):
        assert np.isnan(part_of(evidence(cube), "slope")["margin_slope"]).all()


@needs_shared_data
def test_the_untrained_checkpoint_of_real_models_has_no_place_on_a_logarithmic_axis() -> None:
    cube = real_cube()
    found = part_of(evidence(cube), "slope")["margin_slope"]
    margin, steps = values_of(cube, "margin"), cube.checkpoints["step"].to_numpy(float)
    science = (cube.checkpoints["model"] == "sci-s").to_numpy()
    placed = steps > 0
    design = np.column_stack([np.log10(np.maximum(steps, 1)), science, ~science])[placed]
    fitted = np.linalg.lstsq(design, margin[:, placed].T, rcond=None)[0][0]
    np.testing.assert_allclose(found, fitted, atol=1e-9)
