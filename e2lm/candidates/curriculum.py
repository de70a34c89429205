"""Curricula: easy questions early in training, hard ones late, each stage scored over its own share of training.

    score of the mix = sum over stages of (share of training x score of the stage's questions in its stretch)

It is held against the flat benchmark, all questions at every checkpoint, scored over the same stretches: a stretch has
fewer points than the whole curve, and a score of few points is another number. "Steps divisible by" does not hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from e2lm.candidates.splits import every_step
from e2lm.errors import RequestError
from e2lm.item_statistics.evidence import amounts_of
from e2lm.scoring.settings import ScoreSettings
from e2lm.scoring.table import task_scores
from e2lm.subsets import Array, Integers, Mask, Measured, subset_curves

NOWHERE = -1
PARTS = ("sq", "rc", "cs", "total")

# One row per stage, the easiest first: its number from 1, how many questions, their mean difficulty, the stretch of
# training (`unit`: tokens, steps or checkpoints; from beyond `start` to `stop`), how many points scores rest on there,
# its scores, those of the flat benchmark in the same stretch, and why SQ is undefined, "" where it is not.
STAGE_COLUMNS = (
    "stage", "questions", "difficulty", "share", "start", "stop", "points", *PARTS, *(f"flat_{part}" for part in PARTS),
    "reason",
)  # fmt: skip


@dataclass(frozen=True)
class Curriculum:
    """`stages` has STAGE_COLUMNS; `mix` and `flat` are the scores over all stretches by share, NaN where one is
    undefined; `whole` those of the flat benchmark over all of training at once."""

    stages: pd.DataFrame
    mix: dict[str, float]
    flat: dict[str, float]
    whole: dict[str, float]
    unit: str


def stages_of(difficulty: Array, count: int, groups: Sequence[str] | None = None) -> Integers:
    """The stage of each question, 0 the easiest, NOWHERE where its difficulty is unknown; all of about equal size.

    With `groups` (one name per question) whole groups, such as sub-tasks, are put into stages by their mean difficulty.
    """
    known = np.flatnonzero(~np.isnan(difficulty))
    names = np.arange(len(known)) if groups is None else np.unique(np.asarray(groups)[known], return_inverse=True)[1]
    sizes = np.bincount(names)
    means = np.bincount(names, weights=difficulty[known]) / np.maximum(sizes, 1)
    order = np.argsort(means, kind="stable")
    middle = np.empty(len(sizes))
    middle[order] = np.cumsum(sizes[order]) - sizes[order] / 2
    found = np.full(len(difficulty), NOWHERE)
    found[known] = np.minimum(middle[names] / max(len(known), 1) * count, count - 1).astype(np.int64)
    return found


def curriculum(
    measured: Measured, stages: Integers, shares: Sequence[float], difficulty: Array, settings: ScoreSettings
) -> Curriculum:
    """The scores of a curriculum; `stages` as `stages_of` gives them, `shares` of training in the stages' order.

    Raises RequestError where a share is not above zero.
    """
    if not shares or min(shares) <= 0:
        raise RequestError("a stage has no share of training", remedy="Give each stage more than 0 %", field="shares")
    every = every_step(settings)
    amounts, unit = amounts_of(measured.checkpoints)
    inside = _within(measured.checkpoints, every)
    last = float(amounts[inside].max()) if inside.any() else 0.0
    ends = np.cumsum(np.asarray(shares, dtype=float)) / sum(shares)
    flat = subset_curves(measured, stages != NOWHERE)
    rows, start = [], -1.0
    for place, (share, end) in enumerate(zip(shares, ends, strict=True)):
        stop = last if place == len(shares) - 1 else end * last
        stretch = inside & (amounts > start) & (amounts <= stop)
        docs = stages == place
        own = _scores(subset_curves(measured, docs), stretch, every)
        other = _scores(flat, stretch, every)
        rows.append(
            {
                "stage": place + 1, "questions": int(docs.sum()),
                "difficulty": float(difficulty[docs].mean()) if docs.any() else np.nan,
                "share": share / sum(shares), "start": max(start, 0.0), "stop": stop, **own,
                **{f"flat_{part}": other[part] for part in PARTS},
            }
        )  # fmt: skip
        start = stop
    table = pd.DataFrame(rows, columns=list(STAGE_COLUMNS))
    whole = _scores(flat, inside, every)
    return Curriculum(table, _mixed(table, ""), _mixed(table, "flat_"), {part: whole[part] for part in PARTS}, unit)


def _within(checkpoints: pd.DataFrame, settings: ScoreSettings) -> Mask:
    """Full runs up to the most tokens that the scores' windows allow."""
    most = {str(model): settings.window_of(str(model)).max_tokens for model in checkpoints["model"].unique()}
    bounds = checkpoints["model"].map({model: np.inf if bound is None else bound for model, bound in most.items()})
    tokens = checkpoints["tokens"].astype("Float64").fillna(0.0).to_numpy(float)
    return np.asarray(~checkpoints["partial"].to_numpy(bool) & (tokens <= bounds.to_numpy(float)))


def _scores(curves: pd.DataFrame, stretch: Mask, settings: ScoreSettings) -> dict[str, Any]:
    """PARTS (NaN where undefined), points and reason of the curves within a stretch."""
    found = task_scores(curves[stretch].reset_index(drop=True), settings)
    full = found[found["partial_n"] == 0]
    if full.empty:
        nothing = dict.fromkeys(PARTS, float("nan"))
        return {**nothing, "points": 0, "reason": "undefined, because no full run lies in this stretch"}
    row = full.iloc[0]
    values = {part: float("nan") if row[part] is None else float(row[part]) for part in PARTS}
    return {**values, "points": int(row["points"]), "reason": str(row["sq_reason"]) if row["sq"] is None else ""}


def _mixed(table: pd.DataFrame, prefix: str) -> dict[str, float]:
    shares = table["share"].to_numpy(float)
    return {part: float((shares * table[f"{prefix}{part}"].to_numpy(float)).sum()) for part in PARTS}
