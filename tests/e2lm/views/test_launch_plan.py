"""A plan in words and task by task: what a sweep will compute, what lm-eval would, and how long it takes."""

from __future__ import annotations

from dataclasses import replace

from e2lm.harness.plan import Measurement, Plan, TaskPlan
from e2lm.harness.state import CellState, Stage
from e2lm.views.launch_plan import (
    NOT_MEASURED,
    PLAN_COLUMNS,
    models_left,
    plan_facts,
    plan_line,
    plan_machine,
    plan_table,
)

MMLU = TaskPlan("mmlu_var", 57, 14_042, 56_168, "1.0", "p", 5, tokens=4_000_000, tokens_lm_eval=40_000_000)
SCIQ = TaskPlan("sciq", 1, 1000, 4000, "1.0", "q", -1, tokens=100_000, tokens_lm_eval=300_000)
PLAN = Plan((MMLU, SCIQ), 10, "cpu", "float32", "", "prefix", workers=2, tokenizer="toy")
MODELS = ["toy"] * 10


def test_each_task_says_how_many_times_as_many_tokens_lm_eval_computes() -> None:
    table = plan_table(PLAN)
    assert tuple(table.columns) == PLAN_COLUMNS
    assert table["ratio"].tolist() == [10.0, 3.0]
    assert table["shots"].isna().tolist() == [False, True]
    assert plan_table(replace(PLAN, tasks=(replace(MMLU, tokens=None),)))["ratio"].isna().all()


def test_the_whole_sweep_counts_every_checkpoint() -> None:
    assert plan_facts(PLAN, MODELS) == {
        "cells": "20", "docs": "15,042", "tokens to compute": "41M", "lm-eval computes": "403M, 9.8 x",
        "time": NOT_MEASURED,
    }  # fmt: skip


def test_what_has_results_already_is_counted_and_takes_no_time() -> None:
    measured = PLAN.with_measurement(Measurement("toy", "cpu", "float32", "prefix", 2.0, 4_100_000, 100.0))
    cells = [
        CellState("toy", f"step{step}", task, Stage.DONE if step < 8 or (step, task) == (8, "sciq") else Stage.STALE)
        for step in range(10)
        for task in ("mmlu_var", "sciq")
    ]
    assert models_left(cells) == ["toy", "toy"]
    assert plan_line(measured, models_left(cells), 17) == (
        "20 cells (17 done already), 15,042 docs each checkpoint, 8.2M tokens to compute (lm-eval computes 80.6M, "
        "9.8 x), about 2 min"
    )
    assert plan_facts(measured, [], 20)["time"] == "about 0 s"


def test_time_comes_from_the_first_measurement() -> None:
    measured = PLAN.with_measurement(Measurement("toy", "cpu", "float32", "prefix", 2.0, 4_100_000, 100.0))
    assert plan_facts(measured, MODELS)["time"] == "about 8 min"  # 10 checkpoints x 102 s / 2 workers
    assert plan_line(measured, MODELS) == (
        "20 cells, 15,042 docs each checkpoint, 41M tokens to compute (lm-eval computes 403M, 9.8 x), about 8 min"
    )


def test_what_is_not_known_is_said() -> None:
    unknown = replace(PLAN, tasks=(replace(MMLU, tokens=None, tokens_lm_eval=None),), tokenizer="")
    assert "not counted tokens" not in plan_line(unknown, MODELS)
    assert plan_line(unknown, MODELS) == f"10 cells, 14,042 docs each checkpoint, tokens not counted, {NOT_MEASURED}"
    assert plan_machine(unknown) == "cpu, float32, prefix scoring, 2 workers"


def test_a_16_bit_plan_names_its_softmax_and_whose_tokens_were_counted() -> None:
    on_card = replace(PLAN, device="cuda", dtype="bfloat16", softmax_dtype="float32", workers=1)
    assert plan_machine(on_card) == (
        "cuda, bfloat16 with float32 softmax, prefix scoring, 1 worker; tokens counted with toy's tokenizer"
    )
