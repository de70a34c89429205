"""Plans: what they add up to, the time that a first measurement foresees, and their file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from e2lm.errors import RequestError
from e2lm.harness.plan import Measurement, Plan, TaskPlan, read_plan, save_plan

TASKS = (
    TaskPlan("quiz", 1, 100, 400, "1.0", "abc", 0, tokens=6_000, tokens_lm_eval=40_000),
    TaskPlan("exam", 57, 200, 800, "2.0", "def", 5, tokens=4_000, tokens_lm_eval=60_000),
)
PLAN = Plan(TASKS, 9, "cpu", "float32", "", "prefix")
MEASURED = Measurement("toy", "cpu", "float32", "prefix", load_seconds=2.0, tokens=10_000, seconds=5.0)


def test_a_plan_adds_up_its_tasks() -> None:
    assert (PLAN.cells, PLAN.docs, PLAN.tokens, PLAN.tokens_lm_eval) == (18, 300, 10_000, 100_000)
    assert replace(PLAN, tasks=(TASKS[0], replace(TASKS[1], tokens=None))).tokens is None


def test_time_is_unknown_until_a_checkpoint_of_each_model_was_measured() -> None:
    assert PLAN.seconds(["toy"] * 9) is None
    measured = PLAN.with_measurement(MEASURED)
    assert measured.checkpoint_seconds("toy") == pytest.approx(7.0)
    assert measured.seconds(["toy"] * 9) == pytest.approx(63.0)
    assert replace(measured, workers=3).seconds(["toy"] * 9) == pytest.approx(21.0)
    assert measured.seconds(["toy", "other"]) is None


def test_a_measurement_of_fewer_tokens_is_scaled_and_of_another_machine_does_not_count() -> None:
    half = PLAN.with_measurement(replace(MEASURED, tokens=5_000))
    assert half.checkpoint_seconds("toy") == pytest.approx(12.0)
    assert PLAN.with_measurement(replace(MEASURED, device="cuda")).checkpoint_seconds("toy") is None
    assert PLAN.with_measurement(replace(MEASURED, scoring="lm-eval")).checkpoint_seconds("toy") is None


def test_the_first_measurement_of_a_model_stays() -> None:
    twice = PLAN.with_measurement(MEASURED).with_measurement(replace(MEASURED, seconds=50.0))
    assert twice.measured == (MEASURED,)


def test_a_plan_survives_its_file(tmp_path: Path) -> None:
    assert read_plan(tmp_path) is None
    save_plan(tmp_path, PLAN.with_measurement(MEASURED))
    assert read_plan(tmp_path) == PLAN.with_measurement(MEASURED)
    (tmp_path / "plan.json").write_text("{", encoding="utf-8")
    with pytest.raises(RequestError) as error:
        read_plan(tmp_path)
    assert error.value.file == str(tmp_path / "plan.json")
