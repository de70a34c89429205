"""What is wrong with what was imported, as a person reads it: problems, and checkpoints that are missing."""

from __future__ import annotations

import pandas as pd

READABLE_COLUMNS = ("where", "problem", "remedy")


def readable(problems: pd.DataFrame) -> pd.DataFrame:
    """READABLE_COLUMNS of problems with file, line (0: none), field, problem, remedy: "runs/a.jsonl, line 3, doc"."""
    where = [
        ", ".join(part for part in (file, f"line {line}" if line else "", field) if part)
        for file, line, field in zip(problems["file"], problems["line"], problems["field"], strict=True)
    ]
    return pd.DataFrame(
        {"where": where, "problem": problems["problem"].tolist(), "remedy": problems["remedy"].tolist()}
    )


def missing_checkpoints_by_model(gaps: pd.DataFrame) -> pd.DataFrame:
    """One row per model and step that lacks tasks: model, step, tokens, lacks (how many tasks), tasks (their names),
    place (inside the model's curve, or at an end), expected (why); `gaps` has GAP_COLUMNS of e2lm.curves."""
    grouped = gaps.groupby(["model", "step"], sort=True, observed=True)
    table = grouped.agg(
        tokens=("tokens", "first"), lacks=("task", "nunique"), tasks=("task", _names), place=("between", "any"),
        expected=("seen_in", _reasons),
    )  # fmt: skip
    table["place"] = ["inside its curve" if inside else "at an end" for inside in table["place"]]
    return table.reset_index()[["model", "step", "tokens", "expected", "place", "lacks", "tasks"]]


def _reasons(seen_in: pd.Series) -> str:
    return ", ".join(sorted({why if why.startswith("excluded") else f"seen in {why}" for why in seen_in}))


def _names(tasks: pd.Series) -> str:
    return ", ".join(sorted(set(tasks.astype(str))))
