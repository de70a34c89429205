"""What a sweep will take, from its plan: in words before it starts, and task by task."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from e2lm.counting import counted
from e2lm.harness.plan import Plan, TaskPlan
from e2lm.harness.state import CellState, Stage
from e2lm.harness.words import duration, token_label

PLAN_COLUMNS = ("task", "leaves", "docs", "requests", "shots", "version", "tokens", "lm_eval_tokens", "ratio")
NOT_MEASURED = "time known after a first checkpoint"


def plan_table(plan: Plan) -> pd.DataFrame:
    """PLAN_COLUMNS, one row per task, for one checkpoint: `tokens` to compute, those of lm-eval's own way and how many
    times as many these are (None where not counted); `shots` None where members differ."""
    rows = [
        (
            task.name, task.leaves, task.docs, task.requests, None if task.shots < 0 else task.shots, task.version,
            task.tokens, task.tokens_lm_eval, _ratio(task),
        )
        for task in plan.tasks
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(PLAN_COLUMNS)).astype(
        {"shots": "Int64", "tokens": "Int64", "lm_eval_tokens": "Int64", "ratio": "Float64"}
    )


def models_left(cells: Sequence[CellState]) -> list[str]:
    """The model of every checkpoint that has cells without results, once for each such checkpoint."""
    left = dict.fromkeys((cell.model, cell.checkpoint) for cell in cells if cell.stage != Stage.DONE)
    return [model for model, _ in left]


def plan_facts(plan: Plan, models: Sequence[str], done: int = 0) -> dict[str, str]:
    """The plan in figures with their names: `models` are named once for every checkpoint that is to be evaluated, of
    whose cells, and of those of the others, `done` have results already."""
    tokens, usual = plan.tokens, plan.tokens_lm_eval
    facts = {
        "cells": f"{plan.cells:,}{f', {done:,} done already' if done else ''}",
        "docs": f"{plan.docs:,}",
        "tokens to compute": "unknown" if tokens is None else token_label(tokens * len(models)),
    }
    if tokens and usual is not None:
        facts["lm-eval computes"] = f"{token_label(usual * len(models))}, {usual / tokens:.1f} x"
    facts["time"] = plan_time(plan, models)
    return facts


def plan_time(plan: Plan, models: Sequence[str]) -> str:
    """ "about 2 h 10 min", or that nothing was measured yet."""
    seconds = plan.seconds(list(models))
    return NOT_MEASURED if seconds is None else f"about {duration(seconds)}"


def plan_machine(plan: Plan) -> str:
    """On what it runs and how: "cpu, float32, prefix scoring, 2 workers; tokens of toy's tokenizer"."""
    softmax = f" with {plan.softmax_dtype} softmax" if plan.softmax_dtype else ""
    words = f"{plan.device}, {plan.dtype}{softmax}, {plan.scoring} scoring, {counted(plan.workers, 'worker')}"
    return words + (f"; tokens counted with {plan.tokenizer}'s tokenizer" if plan.tokenizer else "")


def plan_line(plan: Plan, models: Sequence[str], done: int = 0) -> str:
    """The plan in a line: "810 cells, 14,042 docs, 312M tokens to compute (lm-eval computes 3.1B, 9.9 x), ..."."""
    facts = plan_facts(plan, models, done)
    usual = facts.get("lm-eval computes")
    count = facts["tokens to compute"]
    tokens = "tokens not counted" if plan.tokens is None else f"{count} tokens to compute"
    tokens += f" (lm-eval computes {usual})" if usual else ""
    cells, _, before = facts["cells"].partition(", ")
    cells += f" cells{f' ({before})' if before else ''}"
    return f"{cells}, {facts['docs']} docs each checkpoint, {tokens}, {facts['time']}"


def _ratio(task: TaskPlan) -> float | None:
    return task.tokens_lm_eval / task.tokens if task.tokens and task.tokens_lm_eval is not None else None
