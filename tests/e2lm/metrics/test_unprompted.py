"""Loglikelihoods without the prompt, laid beside those with it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from e2lm.cube import Cube
from e2lm.metrics import unprompted_of
from tests.e2lm.typed_cube import typed_cube

NAN = np.nan


def _cube(shift: float, models: list[str]) -> Cube:
    """Doc d at checkpoint k has -(d + 1) - k / 10 for its first choice, one less for its second, minus the shift."""
    points = range(len(models))
    rows = [[[-(doc + 1) - k / 10 - shift, -(doc + 2) - k / 10 - shift] for k in points] for doc in range(3)]
    return typed_cube(rows, [[0]] * 3, models=models)


def test_docs_are_matched_by_key_and_checkpoints_by_model_and_step() -> None:
    cube = _cube(0, ["a", "a", "b"])
    other = _cube(5, ["b", "a"])
    shuffled = Cube("bare", "none", other.docs.iloc[[2, 0]], other.checkpoints, other.loglikelihoods[[2, 0]])
    found = unprompted_of(cube, shuffled)
    assert found.shape == (3, 3, 2)
    np.testing.assert_allclose(found[:, 0, 0], [-6.1, NAN, -8.1], rtol=1e-6)
    assert np.isnan(found[:, 1]).all()
    np.testing.assert_allclose(found[:, 2, 1], [-7.0, NAN, -9.0], rtol=1e-6)


def test_one_run_can_stand_at_every_checkpoint() -> None:
    found = unprompted_of(_cube(0, ["a", "a"]), _cube(5, ["b", "b"]), run_id="b-2000")
    np.testing.assert_allclose(found[:, :, 0], [[-6.1, -6.1], [-7.1, -7.1], [-8.1, -8.1]], rtol=1e-6)
    assert np.isnan(unprompted_of(_cube(0, ["a"]), _cube(5, ["b"]), run_id="gone")).all()


def test_a_doc_with_other_choices_is_not_compared() -> None:
    cube = typed_cube([[[-1.0, -2.0]], [[-1.0, -2.0]]], [[0], [0]], [["a", "b"], ["a", "b"]])
    other = typed_cube([[[-3.0, -4.0, -5.0]], [[-3.0, -4.0]]], [[0], [0]], [["a", "b", "c"], ["a", "b"]])
    found = unprompted_of(cube, other)
    assert np.isnan(found[0]).all()
    assert found[1, 0].tolist() == [-3.0, -4.0]
    longer = typed_cube([[[-3.0, -4.0]], [[-3.0, -4.0]]], [[0], [0]], [["a", "bb"], ["a", "b"]])
    assert np.isnan(unprompted_of(cube, longer)[0]).all()


def test_steps_that_begin_anew_with_a_stage_are_other_moments() -> None:
    cube = _cube(0, ["a", "a"])
    named = cube.checkpoints.assign(checkpoint=["stage1-step1000", "stage2-step1000"], step=[1000, 1000])
    staged = replace(cube, checkpoints=named)
    other = replace(_cube(5, ["a"]), checkpoints=named.iloc[[1]])
    found = unprompted_of(staged, other)
    assert np.isnan(found[:, 0]).all()
    assert not np.isnan(found[:, 1]).any()


def test_without_steps_names_decide() -> None:
    def unnumbered(cube: Cube, names: list[str]) -> Cube:
        steps = np.array([None] * len(names), dtype=object)
        return replace(cube, checkpoints=cube.checkpoints.assign(checkpoint=names, step=steps))

    found = unprompted_of(unnumbered(_cube(0, ["a", "a"]), ["x", "y"]), unnumbered(_cube(5, ["a"]), ["y"]))
    assert np.isnan(found[:, 0]).all()
    assert not np.isnan(found[:, 1]).any()
