"""The answers to all questions of a task, laid out so that any one of them is looked up without a search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from e2lm.cube import Cube
from e2lm.items import Sums, sums_of
from e2lm.metrics import values_of
from e2lm.views.tracks import Lane, Track, lanes_of, tracks_in

Array = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
NOWHERE = -1


@dataclass(frozen=True)
class Sheet:
    """A cube, its checkpoints as lanes of its models, and what each of them answered right by acc.

    `right`: float [docs, checkpoints of the cube], 1 right, 0 wrong, NaN not evaluated; `rows`: the row of each
    doc_key in the order of the cube, the first where two sub-tasks ask a doc.
    """

    cube: Cube
    lanes: tuple[Lane, ...]
    unit: str
    right: Array
    rows: Mapping[str, int]

    @cached_property
    def sums(self) -> Sums:
        """How many of all docs each checkpoint answers right."""
        return sums_of(self.right)

    @cached_property
    def differs(self) -> Mask:
        """Docs that some models answer right and others wrong at their last checkpoints, [docs]."""
        ends = np.stack([self._ends(lane) for lane in self.lanes] or [np.full(len(self.right), np.nan)])
        return np.asarray((ends == 1).any(axis=0) & (ends == 0).any(axis=0))

    def tracks(self, row: int, continuations: Sequence[str], golds: Sequence[int]) -> list[Track]:
        """What each model that was asked a doc answered to it."""
        values = self.cube.loglikelihoods[row, :, : len(continuations)].astype(np.float64)
        return [track for track in tracks_in(self.lanes, values, continuations, golds, "acc") if track.evaluated.size]

    def rows_of(self, keys: Sequence[str]) -> Integers:
        """The rows of docs, NOWHERE for those that the cube does not have."""
        return np.fromiter((self.rows.get(key, NOWHERE) for key in keys), dtype=np.int64, count=len(keys))

    def _ends(self, lane: Lane) -> Array:
        """What a model's last evaluated checkpoint says of each doc."""
        last = np.full(len(self.right), np.nan)
        for place in lane.places[lane.places >= 0]:
            last = np.where(np.isnan(self.right[:, place]), last, self.right[:, place])
        return last


def sheet_of(cube: Cube, missing: pd.DataFrame) -> Sheet:
    """The sheet of a cube; `missing`: model, step, tokens of checkpoints that were expected."""
    lanes, unit = lanes_of(cube.checkpoints, missing)
    rows: dict[str, int] = {}
    for row, key in enumerate(cube.docs["doc_key"].tolist()):
        rows.setdefault(key, row)
    return Sheet(cube, lanes, unit, np.asfortranarray(values_of(cube, "acc")), rows)
