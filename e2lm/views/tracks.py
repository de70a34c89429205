"""Tracks: what one model answered to one doc at each of its checkpoints."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from e2lm import items
from e2lm.choices import acc, gold_mask, padded, pick, probabilities
from e2lm.item_statistics.evidence import amounts_of
from e2lm.prompts import choice_text
from e2lm.views.model_labels import in_order

Array = npt.NDArray[np.float64]
LENGTHS: dict[str, Callable[[str], int]] = {"acc_norm": len, "acc_bytes": lambda text: len(text.encode())}


@dataclass(frozen=True)
class Track:
    """One entry per checkpoint of `model`, by tokens; `checkpoints` are their names, `amounts` tokens or steps (float).

    `probabilities`: float [checkpoints, choices], a row of NaN where a checkpoint is missing. `picks`: int
    [checkpoints], -1 where missing. `right`: float [checkpoints], 1, 0 or NaN. `learned`: the index of the checkpoint
    from which the model knows the doc to the end (as e2lm.items has it), None if it does not; `band` its fate.
    """

    model: str
    checkpoints: tuple[str, ...]
    amounts: Array
    probabilities: Array
    picks: npt.NDArray[np.int64]
    right: Array
    learned: int | None = None
    band: items.Band = "never"

    @property
    def evaluated(self) -> npt.NDArray[np.int64]:
        """The places of the checkpoints that answered."""
        return np.flatnonzero(self.picks >= 0)

    def nearest(self, amount: float) -> int:
        """The evaluated checkpoint nearest to an amount of training; 0 where there is none."""
        known = self.evaluated
        return int(known[np.argmin(np.abs(self.amounts[known] - amount))]) if known.size else 0


def tracks_of(
    answers: pd.DataFrame, continuations: Sequence[str], golds: Sequence[int], metric: str, missing: pd.DataFrame
) -> tuple[list[Track], str]:
    """One track per model in the usual order, and the unit of their amounts.

    `answers`: model, checkpoint, step, tokens, loglikelihoods (list), one row per model and checkpoint by tokens;
    `missing`: model, step, tokens of checkpoints that were expected (e2lm.curves.gaps). `metric` is acc, acc_norm or
    acc_bytes.
    """
    columns = ["model", "checkpoint", "step", "tokens"]
    absent = missing[missing["model"].isin(answers["model"])].assign(checkpoint="")[columns]
    absent = absent.dropna(subset=["step"] if answers["tokens"].isna().any() else ["step", "tokens"])
    points = pd.concat([answers[columns], absent], ignore_index=True) if len(absent) else answers[columns]
    amounts, unit = amounts_of(points)
    values = padded_answers(answers["loglikelihoods"].tolist(), len(continuations), len(points))
    asked = _Asked(continuations, golds, metric)
    return [_track(points, model, amounts, values, asked) for model in in_order(points["model"])], unit


def padded_answers(lists: Sequence[Sequence[float]], choices: int, rows: int) -> Array:
    """Lists of loglikelihoods as [rows, choices], NaN where a row has none or another number of choices."""
    table = np.full((rows, choices), np.nan)
    for row, values in enumerate(lists):
        if len(values) == choices:
            table[row] = values
    return table


class _Asked(NamedTuple):
    continuations: Sequence[str]
    golds: Sequence[int]
    metric: str


def _track(points: pd.DataFrame, model: str, amounts: Array, values: Array, asked: _Asked) -> Track:
    rows = np.flatnonzero((points["model"] == model).to_numpy())
    rows = rows[np.argsort(amounts[rows], kind="stable")]
    mine = values[rows]
    mask = np.repeat(gold_mask([list(asked.golds)], values.shape[1]), len(rows), axis=0)
    scaled = mine
    if asked.metric in LENGTHS:
        lengths = [LENGTHS[asked.metric](choice_text(text)) for text in asked.continuations]
        scaled = mine / padded([lengths], values.shape[1])
    right = acc(scaled, mask)
    fate = items.item_table(right[None, :]).iloc[0]
    return Track(
        model=model,
        checkpoints=tuple(points["checkpoint"].iloc[rows]),
        amounts=amounts[rows],
        probabilities=probabilities(mine),
        picks=pick(scaled),
        right=right,
        learned=int(fate["learned_at"]) if fate["band"] == "learned" else None,
        band=fate["band"],
    )


def answer_table(answers: pd.DataFrame) -> pd.DataFrame:
    """What was generated: model, checkpoint, step, tokens, answer (several on lines), then one column per metric."""
    metrics = pd.DataFrame(answers["metrics"].tolist(), index=answers.index)
    texts = answers["answers"].map("\n".join).rename("answer")
    return pd.concat([answers[["model", "checkpoint", "step", "tokens"]], texts, metrics], axis=1)
