"""How a difference between two models, or two ways to ask one, grows with training: at each amount that both have."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from e2lm.comparison.column import part_of
from e2lm.cube import Cube
from e2lm.item_statistics.evidence import amounts_of
from e2lm.metrics import METRICS, values_of
from e2lm.subsets import measured
from e2lm.uncertainty import bands, resampled

Integers = npt.NDArray[np.int64]

# One row per common amount of training; `difference` is other minus first, over `questions` that both have the metric
# of there, `low` and `high` its 95 % interval.
THROUGH_COLUMNS = (
    "amount", "unit", "first_checkpoint", "other_checkpoint", "questions", "first", "other", "difference", "low",
    "high",
)  # fmt: skip


def through(
    first: Cube, first_model: str, first_metric: str, other: Cube, other_model: str, other_metric: str, rows: Integers
) -> pd.DataFrame:
    """THROUGH_COLUMNS of `other_model` against `first_model`, whose metrics are comparable.

    `rows`: int [questions, 2], where each common question stands in the docs of both cubes.
    """
    left, right, unit = _common(first.checkpoints, first_model, other.checkpoints, other_model)
    values = np.full((len(rows), 2, len(left)), np.nan)
    for place, (cube, columns, metric) in enumerate(((first, left, first_metric), (other, right, other_metric))):
        values[:, place] = values_of(part_of(cube, rows[:, place], columns["place"].to_numpy(np.int64)), metric)
    values[np.isnan(values).any(axis=1, keepdims=True).repeat(2, axis=1)] = np.nan
    docs = first.docs.iloc[rows[:, 0]].reset_index(drop=True)
    both = pd.concat([one.iloc[part["place"]] for one, part in ((first.checkpoints, left), (other.checkpoints, right))])
    flat = values.reshape(len(rows), -1)
    ready = measured(
        replace(first, docs=docs, checkpoints=both), flat, first_metric, METRICS[first_metric].higher_is_better
    )
    samples = resampled(ready, np.ones(len(rows), dtype=bool))
    with np.errstate(invalid="ignore"):  # of two infinite means there is no difference
        low, high = bands(samples[:, len(left) :] - samples[:, : len(left)])
        counts = (~np.isnan(values[:, 0])).sum(axis=0)
        means = np.where(counts > 0, np.nansum(values, axis=0) / np.maximum(counts, 1), np.nan)
    table = {
        "amount": left["amount"], "unit": unit, "first_checkpoint": left["checkpoint"],
        "other_checkpoint": right["checkpoint"], "questions": counts, "first": means[0], "other": means[1],
        "difference": means[1] - means[0], "low": low, "high": high,
    }  # fmt: skip
    return pd.DataFrame(table, columns=list(THROUGH_COLUMNS))


def same_moments(first: Cube, first_model: str, other: Cube, other_model: str) -> int:
    """At how many amounts of training both models have answers."""
    return len(_common(first.checkpoints, first_model, other.checkpoints, other_model)[0])


def _common(
    first: pd.DataFrame, first_model: str, other: pd.DataFrame, other_model: str
) -> tuple[pd.DataFrame, pd.DataFrame, str]:
    """Of both models amount, checkpoint and place (the cube's column), a row per common amount; the unit of amounts."""
    rows = [
        table.assign(place=np.arange(len(table)))[(table["model"] == model).to_numpy()]
        for table, model in ((first, first_model), (other, other_model))
    ]
    amounts, unit = amounts_of(pd.concat([one[["model", "checkpoint", "step", "tokens"]] for one in rows]))
    parts = [
        one[["checkpoint", "place"]].assign(amount=part).drop_duplicates("amount", keep="last")
        for one, part in zip(rows, (amounts[: len(rows[0])], amounts[len(rows[0]) :]), strict=True)
    ]
    shared = set(parts[0]["amount"]) & set(parts[1]["amount"])
    if unit == "checkpoint":  # names tell nothing about how far two models are
        shared = set()
    left, right = (one[one["amount"].isin(shared)].sort_values("amount", ignore_index=True) for one in parts)
    return left, right, unit
