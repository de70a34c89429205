"""Tracks: what one model answered to one doc at each of its checkpoints."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, cast

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


class Lane(NamedTuple):
    """The checkpoints of `model` by tokens, missing ones among them: their names, amounts (float), and the places of
    their answers (int), -1 where missing."""

    model: str
    checkpoints: tuple[str, ...]
    amounts: Array
    places: npt.NDArray[np.int64]


def lanes_of(checkpoints: pd.DataFrame, missing: pd.DataFrame) -> tuple[tuple[Lane, ...], str]:
    """One lane per model in the usual order, and the unit of their amounts.

    `checkpoints`: model, checkpoint, step, tokens, a row for each place of the answers; `missing`: model, step, tokens
    of checkpoints that were expected (e2lm.curves.gaps).
    """
    columns = ["model", "checkpoint", "step", "tokens"]
    absent = missing[missing["model"].isin(checkpoints["model"])].assign(checkpoint="")[columns]
    absent = absent.dropna(subset=["step"] if checkpoints["tokens"].isna().any() else ["step", "tokens"])
    points = pd.concat([checkpoints[columns], absent], ignore_index=True) if len(absent) else checkpoints[columns]
    amounts, unit = amounts_of(points)
    models, names = points["model"].to_numpy(str), points["checkpoint"].tolist()
    lanes = []
    for model in in_order(models.tolist()):
        rows = np.flatnonzero(models == model)
        rows = rows[np.argsort(amounts[rows], kind="stable")]
        places = np.where(rows < len(checkpoints), rows, -1)
        lanes.append(Lane(model, tuple(names[row] for row in rows), amounts[rows], places))
    return tuple(lanes), unit


def tracks_of(
    answers: pd.DataFrame, continuations: Sequence[str], golds: Sequence[int], metric: str, missing: pd.DataFrame
) -> tuple[list[Track], str]:
    """One track per model in the usual order, and the unit of their amounts.

    `answers`: model, checkpoint, step, tokens, loglikelihoods (list), one row per model and checkpoint by tokens;
    `missing`: model, step, tokens of checkpoints that were expected (e2lm.curves.gaps). `metric` is acc, acc_norm or
    acc_bytes.
    """
    lanes, unit = lanes_of(answers, missing)
    values = padded_answers(answers["loglikelihoods"].tolist(), len(continuations), len(answers))
    return tracks_in(lanes, values, continuations, golds, metric), unit


def tracks_in(
    lanes: Sequence[Lane], values: Array, continuations: Sequence[str], golds: Sequence[int], metric: str
) -> list[Track]:
    """The track in each lane; `values` are the loglikelihoods, [places, choices], NaN where there are none."""
    longest = max((len(lane.places) for lane in lanes), default=0)
    table = np.full((len(lanes), longest, values.shape[1]), np.nan)
    for row, lane in enumerate(lanes):
        there = lane.places >= 0
        table[row, : len(there)][there] = values[lane.places[there]]
    scaled = table
    if metric in LENGTHS:
        lengths = [LENGTHS[metric](choice_text(text)) for text in continuations]
        scaled = table / padded([lengths], values.shape[1])
    right = acc(scaled, np.repeat(gold_mask([list(golds)], values.shape[1]), len(lanes), axis=0))
    chances, picks, (bands, learned, _) = probabilities(table), pick(scaled), items.fates(right)
    return [
        Track(
            model=lane.model,
            checkpoints=lane.checkpoints,
            amounts=lane.amounts,
            probabilities=chances[row, : len(lane.places)],
            picks=picks[row, : len(lane.places)],
            right=right[row, : len(lane.places)],
            learned=int(learned[row]) if bands[row] == "learned" else None,
            band=cast("items.Band", str(bands[row])),
        )
        for row, lane in enumerate(lanes)
    ]


def padded_answers(lists: Sequence[Sequence[float]], choices: int, rows: int) -> Array:
    """Lists of loglikelihoods as [rows, choices], NaN where a row has none or another number of choices."""
    table = np.full((rows, choices), np.nan)
    for row, values in enumerate(lists):
        if len(values) == choices:
            table[row] = values
    return table


def answer_table(answers: pd.DataFrame) -> pd.DataFrame:
    """What was generated: model, checkpoint, step, tokens, answer (several on lines), then one column per metric."""
    metrics = pd.DataFrame(answers["metrics"].tolist(), index=answers.index)
    texts = answers["answers"].map("\n".join).rename("answer")
    return pd.concat([answers[["model", "checkpoint", "step", "tokens"]], texts, metrics], axis=1)
