"""The course of a question through training: how hard it is and when, from when it is known, how often it is lost."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce

import numpy as np

from e2lm import items
from e2lm.choices import Array
from e2lm.item_statistics.evidence import Evidence, Integers

THIRDS = ("early", "middle", "late")


def course(evidence: Evidence) -> dict[str, Array]:
    """The statistics of the part "course", float64 [docs] each."""
    right = evidence.right[:, evidence.own]
    seen = (~np.isnan(right)).sum(axis=1)
    known, steady = _moments(evidence, items.IN_A_ROW), _moments(evidence, 1)
    asked = (~np.isnan(known)).sum(axis=1)
    return {
        "difficulty": items.difficulty(right),
        **{f"difficulty_{third}": _difficulty_in(evidence, place) for place, third in enumerate(THIRDS)},
        "learned_at": half_by(known),
        "right_from": half_by(steady),
        "known_by": _share(np.isfinite(known).sum(axis=1), asked),
        "forgotten": np.where(seen > 0, _over_models(evidence, items.losses), np.nan),
        "flips": np.where(seen > 0, _over_models(evidence, items.flips), np.nan),
        "evaluated": seen.astype(float),
        "discrimination": items.discrimination(right),
    }


def half_by(moments: Array) -> Array:
    """By when at least half of the models are there: [docs, models] to [docs].

    `moments` is inf where a model never gets there, NaN where it was not asked; of an even number of models half are
    enough. NaN where fewer than half get there, or none was asked.
    """
    asked = (~np.isnan(moments)).sum(axis=1)
    if not moments.shape[1]:
        return np.full(len(moments), np.nan)
    needed = np.maximum(-(-asked // 2), 1) - 1
    reached = np.take_along_axis(np.sort(moments, axis=1), needed[:, None], axis=1)[:, 0]  # NaN is sorted to the end
    return np.where(np.isfinite(reached), reached, np.nan)


def _moments(evidence: Evidence, in_a_row: int) -> Array:
    """When each model begins to know each doc to the end, as an amount of training, for `half_by`."""
    found = np.full((len(evidence.right), len(evidence.columns)), np.nan)
    for place, columns in enumerate(evidence.columns.values()):
        right = evidence.right[:, columns]
        began = items.known_from(right, in_a_row)
        moment = np.where(began == items.NOWHERE, np.inf, evidence.amounts[columns][began])
        found[:, place] = np.where(np.isnan(right).all(axis=1), np.nan, moment)
    return found


def _difficulty_in(evidence: Evidence, third: int) -> Array:
    """Difficulty at one third of each model's checkpoints."""
    parts = [np.array_split(columns, len(THIRDS))[third] for columns in evidence.columns.values()]
    return items.difficulty(evidence.right[:, np.concatenate([np.zeros(0, dtype=np.int64), *parts])])


def _over_models(evidence: Evidence, count: Callable[[Array], Integers]) -> Array:
    """A count of each model's changes, summed."""
    counts = (count(evidence.right[:, columns]) for columns in evidence.columns.values())
    return reduce(np.add, counts, np.zeros(len(evidence.right)))


def _share(part: Integers, whole: Integers) -> Array:
    return np.where(whole > 0, part / np.maximum(whole, 1), np.nan)
