"""Stages by difficulty, and each one's score over its own stretch of training."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from e2lm.candidates.curriculum import NOWHERE, STAGE_COLUMNS, curriculum, stages_of
from e2lm.errors import RequestError
from e2lm.scoring.settings import default_settings
from e2lm.scoring.signal import Window, signal_quality
from e2lm.subsets import Array, Measured
from tests.e2lm.toy_cube import toy_measured

MODEL = "demo-100k-deep"
SETTINGS = default_settings([MODEL])
NAN = float("nan")


def toy(points: int = 20, docs: int = 40) -> tuple[Measured, Array]:
    """The easier half is learned in the first half of training, the harder in the second."""
    place = np.arange(points)
    early = np.clip(place / (points / 2), 0, 1)
    late = np.clip((place - points / 2) / (points / 2), 0, 1)
    noise = np.random.default_rng(1).normal(scale=0.05, size=(docs, points))
    values = np.where((np.arange(docs) % 2 == 0)[:, None], early, late) + noise
    return toy_measured(values), 1 - values.mean(axis=1)


def test_stages_are_of_equal_size_and_the_easiest_come_first() -> None:
    stages = stages_of(np.array([0.9, 0.1, NAN, 0.5, 0.2, 0.8, 0.4]), 3)
    assert stages.tolist() == [2, 0, NOWHERE, 1, 0, 2, 1]


def test_whole_sub_tasks_go_into_stages_by_their_mean_difficulty() -> None:
    stages = stages_of(np.array([0.9, 0.1, 0.2, 0.4, 0.5, NAN]), 2, ["law", "art", "art", "law", "law", "law"])
    assert stages.tolist() == [1, 0, 0, 1, 1, NOWHERE]


def test_each_stage_is_scored_by_the_points_of_its_stretch() -> None:
    measured, hardness = toy()
    stages = stages_of(hardness, 2)
    found = curriculum(measured, stages, [1, 1], hardness, SETTINGS)
    assert tuple(found.stages.columns) == STAGE_COLUMNS
    easy, hard = measured.values[stages == 0].mean(axis=0), measured.values[stages == 1].mean(axis=0)
    assert found.stages["sq"].tolist() == pytest.approx([signal_quality(easy[:10]).sq, signal_quality(hard[10:]).sq])
    flat = measured.values.mean(axis=0)
    assert found.stages["flat_sq"].tolist() == pytest.approx(
        [signal_quality(flat[:10]).sq, signal_quality(flat[10:]).sq]
    )
    assert found.whole["sq"] == pytest.approx(signal_quality(flat).sq)
    assert found.mix["sq"] == pytest.approx(found.stages["sq"].mean())
    assert found.stages["points"].tolist() == [10, 10]
    assert found.unit == "tokens"


def test_the_shares_of_training_weigh_the_mix() -> None:
    measured, hardness = toy(points=32)
    found = curriculum(measured, stages_of(hardness, 2), [3, 1], hardness, SETTINGS)
    assert found.stages["points"].tolist() == [24, 8]
    assert found.mix["sq"] == pytest.approx(0.75 * found.stages["sq"][0] + 0.25 * found.stages["sq"][1])


def test_a_stage_with_too_few_points_says_so_and_leaves_the_mix_undefined() -> None:
    measured, hardness = toy(points=12)
    found = curriculum(measured, stages_of(hardness, 2), [1, 1], hardness, SETTINGS)
    assert all("fewer than the 8" in reason for reason in found.stages["reason"])
    assert np.isnan(found.mix["sq"])
    assert np.isfinite(found.whole["sq"])


def test_a_windows_step_does_not_thin_the_stages_but_its_last_token_bounds_them() -> None:
    measured, hardness = toy()
    settings = replace(SETTINGS, window=Window(4000, 16 * 10**9))
    found = curriculum(measured, stages_of(hardness, 2), [1, 1], hardness, settings)
    assert found.stages["points"].tolist() == [8, 8]
    assert found.stages["stop"].tolist() == [8e9, 16e9]


def test_a_stage_without_training_is_refused() -> None:
    measured, hardness = toy()
    with pytest.raises(RequestError, match="no share"):
        curriculum(measured, stages_of(hardness, 2), [1, 0], hardness, SETTINGS)
