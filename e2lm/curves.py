"""Curves: the values of one model, task, metric and filter ordered by training, and the gaps between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from e2lm.checkpoints.models import describe

Integers = npt.NDArray[np.int64]

# The curve table, one row per point: the newest run of every model, checkpoint, task, metric, filter, shots and
# partiality. step and tokens are Int64 with NA where unknown; value and stderr float64 with NaN where undefined;
# n is the number of docs behind the value (NA if unknown); n_shot is Int64; partial says that n < the task's size;
# higher_is_better is a bool; kind, note, provisional, tokens_from and run_id come from the run.
CURVE_COLUMNS = (
    "model", "checkpoint", "step", "tokens", "tokens_from", "task", "parent", "is_group", "metric", "filter", "n_shot",
    "value", "stderr", "n", "n_original", "partial", "higher_is_better", "kind", "note", "provisional", "run_id",
    "date",
)  # fmt: skip

# A curve's key: points of different keys never stand on one line. partial_n is 0 for full runs, else n, so that a
# smoke run of 50 docs never mixes with a full one or with one of 100.
CURVE_KEY = ("model", "task", "metric", "filter", "n_shot", "partial_n")

UNKNOWN = -1  # a step, a number of tokens or of docs that nothing says, where an integer is needed

GAP_COLUMNS = ("model", "task", "step", "tokens", "between", "seen_in")

# Checkpoints of a task that people excluded and no other run stands in for; tokens are NA where unknown.
EXCLUDED_COLUMNS = ("model", "task", "step", "tokens", "reason")


def curves_of(table: pd.DataFrame) -> pd.DataFrame:
    """A curve table ordered by curve and training, with three columns more.

    `partial_n` completes CURVE_KEY (UNKNOWN for a partial run of an unknown number of docs); `curve` numbers the curves
    in the order of their first rows; `place` is what orders a curve's points: tokens, or steps where more points know
    their step than their tokens; UNKNOWN, and then first, for a point that has neither. Of points at one place the
    newest stands last.
    """
    docs, step, tokens, shots = (whole(table[name]) for name in ("n", "step", "tokens", "n_shot"))
    partial_n = np.where(table["partial"].to_numpy(bool), docs, 0)
    names = (pd.factorize(table[name], use_na_sentinel=False)[0] for name in ("model", "task", "metric", "filter"))
    curve = _numbered(*names, pd.factorize(shots)[0], pd.factorize(partial_n)[0])
    known_steps, known_tokens = (np.bincount(curve, amount >= 0)[curve] for amount in (step, tokens))
    place = np.where(known_tokens >= known_steps, tokens, step)
    date = table["date"].astype("Float64").to_numpy(float, na_value=-np.inf)
    order = np.lexsort((date, place, curve))
    return table.assign(partial_n=partial_n, curve=curve, place=place).take(order).reset_index(drop=True)


def whole(column: pd.Series) -> Integers:
    """A column of steps, tokens or counts as integers, UNKNOWN where it is NA."""
    values = column.array
    known = values if isinstance(values, pd.arrays.IntegerArray) else column.astype("Int64").array
    return np.asarray(known.to_numpy(np.int64, na_value=UNKNOWN))


def _numbered(*codes: Integers) -> Integers:
    """Numbers the different combinations of codes in the order of their first rows."""
    combined = np.zeros(len(codes[0]), dtype=np.int64)
    for code in codes:
        combined = combined * (code.max(initial=0) + 1) + code
    return np.asarray(pd.factorize(combined)[0], dtype=np.int64)


def gaps(table: pd.DataFrame, excluded: pd.DataFrame | None = None) -> pd.DataFrame:
    """Checkpoints that were to be expected and are missing: GAP_COLUMNS, one row per model, task and step.

    Expected are the steps that the model has in another task, and those of models of the same family that share its
    schedule (have at least half of its steps), up to the model's own last step: its training may have ended there.
    `tokens` is NA where nothing tells it; `between` says that the model has points on both sides, so that a line would
    bridge the gap; `seen_in` is "other tasks", "other models" or, where `excluded` (EXCLUDED_COLUMNS) says so,
    "excluded: REASON".
    """
    points = table.loc[table["step"].notna() & ~table["partial"].astype(bool), ["model", "task", "step", "tokens"]]
    points = points.drop_duplicates(["model", "task", "step"])
    families = {model: describe(model).family for model in points["model"].unique().tolist()}
    held: dict[tuple[str, str], set[int]] = {}
    own: dict[str, set[int]] = {}
    for model, task, step in zip(*(points[name].tolist() for name in ("model", "task", "step")), strict=True):
        held.setdefault((model, task), set()).add(step)
        own.setdefault(model, set()).add(step)
    tokens = _tokens_at(points, families)
    expected = {model: _expected_steps(model, own, families) for model in own}
    rows = [
        (
            model,
            task,
            step,
            tokens.get((model, step), tokens.get((families[model], step))),
            min(has) < step < max(has),
            "other tasks" if step in own[model] else "other models",
        )
        for (model, task), has in held.items()
        for step in sorted(expected[model] - has)
    ]
    if excluded is not None and len(excluded):
        rows = _with_excluded(rows, excluded, held)
    return pd.DataFrame(rows, columns=list(GAP_COLUMNS)).astype({"step": "Int64", "tokens": "Int64", "between": bool})


def segments(place: Sequence[int], missing: Sequence[int]) -> npt.NDArray[np.int64]:
    """The number of the unbroken stretch that each point of a curve belongs to: a missing checkpoint ends a stretch.

    `place` holds the ascending steps (or tokens) of a curve's points, `missing` those of its gaps.
    """
    return np.searchsorted(np.unique(np.asarray(missing, dtype=np.int64)), np.asarray(place, dtype=np.int64))


def smooth(values: Sequence[float] | npt.NDArray[np.float64], window: int) -> npt.NDArray[np.float64]:
    """Centred moving mean over `window` (odd) neighbouring points; at the ends over as many as there are. A point
    without a value stays without one, and lends none to its neighbours."""
    numbers = pd.Series(np.asarray(values, dtype=float))
    means = numbers.rolling(window, center=True, min_periods=1).mean()
    return np.asarray(means.where(numbers.notna()), dtype=float)


# How many choices each question of a task has, by the beginning of the task's name in lower case. Where the number
# differs between questions (truthfulqa) or published scores are rescaled (bbh, musr) no level is known.
CHOICES = {
    "anli": 3, "arc_": 4, "boolq": 2, "copa": 2, "csqa": 5, "gpqa": 4, "hellaswag": 4, "hendryckstest": 4, "logiqa": 4,
    "mathqa": 5, "mmlu_pro": 10, "mmlu": 4, "openbookqa": 4, "piqa": 2, "race": 4, "rte": 2, "sciq": 4, "wic": 2,
    "winogrande": 2, "wnli": 2, "wsc": 2,
}  # fmt: skip
GUESSED_METRICS = ("acc", "acc_norm", "acc_bytes", "len_norm", "p_correct", "score")


def chance(task: str, metric: str) -> float | None:
    """What guessing gives in accuracy by the task's name; None where that or the metric tells nothing.

    Where the questions are known, their numbers of choices tell it better: e2lm.metrics.chance_level.
    """
    if metric not in GUESSED_METRICS:
        return None
    name_of_task = task.lower()
    return next((1 / count for name, count in CHOICES.items() if name_of_task.startswith(name)), None)


def _expected_steps(model: str, own: dict[str, set[int]], families: dict[str, str]) -> set[int]:
    alike = [
        steps
        for other, steps in own.items()
        if families[other] == families[model] and 2 * len(steps & own[model]) >= len(own[model])
    ]
    last = max(own[model])
    return {step for step in own[model].union(*alike) if step <= last}


def _with_excluded(
    rows: list[tuple[Any, ...]], excluded: pd.DataFrame, held: Mapping[tuple[str, str], set[int]]
) -> list[tuple[Any, ...]]:
    """Gaps with the excluded checkpoints among them, in the order of model, task and step."""
    found = {row[:3]: row for row in rows}
    for model, task, step, tokens, reason in zip(*(excluded[name] for name in EXCLUDED_COLUMNS), strict=True):
        has = held.get((model, task), {step})
        found[model, task, step] = (model, task, step, tokens, min(has) < step < max(has), f"excluded: {reason}")
    return [found[place] for place in sorted(found)]


def _tokens_at(points: pd.DataFrame, families: dict[str, str]) -> dict[tuple[str, int], int]:
    """Tokens by (model, step) and by (family, step), where all that is known agrees."""
    known = points.dropna(subset=["tokens"])
    found: dict[tuple[str, int], set[int]] = {}
    for model, step, tokens in zip(*(known[name].tolist() for name in ("model", "step", "tokens")), strict=True):
        found.setdefault((model, step), set()).add(tokens)
        found.setdefault((families[model], step), set()).add(tokens)
    return {place: next(iter(tokens)) for place, tokens in found.items() if len(tokens) == 1}
