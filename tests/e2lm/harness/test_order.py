"""The order of checkpoints: coarse to fine and by step, models taking turns."""

from __future__ import annotations

import pytest

from e2lm.harness.order import BY_STEP, coarse_to_fine, in_order
from e2lm.harness.request import Target


def _target(step: int, model: str) -> Target:
    return Target(f"/models/{model}/step{step}", model, f"step{step}", step=step)


def test_coarse_to_fine_takes_the_ends_then_the_middles() -> None:
    assert coarse_to_fine(5) == [0, 4, 2, 1, 3]
    assert coarse_to_fine(1) == [0]
    assert coarse_to_fine(0) == []


@pytest.mark.parametrize("count", range(40))
def test_coarse_to_fine_takes_each_once(count: int) -> None:
    assert sorted(coarse_to_fine(count)) == list(range(count))


def test_models_take_turns_each_coarse_to_fine() -> None:
    targets = [_target(step, model) for model in ("a", "b") for step in (30, 10, 20)]
    names = [f"{target.model}{target.step}" for target in in_order(targets)]
    assert names == ["a10", "b10", "a30", "b30", "a20", "b20"]


def test_by_step_goes_through_each_model_from_its_start() -> None:
    targets = [_target(step, model) for model in ("a", "b") for step in (30, 10, 20)]
    names = [f"{target.model}{target.step}" for target in in_order(targets, BY_STEP)]
    assert names == ["a10", "b10", "a20", "b20", "a30", "b30"]
