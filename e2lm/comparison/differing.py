"""The questions on which sides differ, and by how much."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

from e2lm.choices import Mask
from e2lm.comparison.paired import Paired

Integers = npt.NDArray[np.int64]
Which = Literal["right in one only", "only A right", "only B right", "another pick", "all"]
WHICH: tuple[Which, ...] = get_args(Which)
Order = Literal["largest difference", "B gains most", "A gains most", "in the task's order"]
ORDERS: tuple[Order, ...] = get_args(Order)


def where(one: Paired, place: int, which: Which, picks_alike: Mask) -> Mask:
    """Which common questions the side at `place` (B) and the first (A) answer differently; of "right in one only" and
    its halves those that both answered. `picks_alike`: whether the picked choices say the same."""
    first, other = one.right[:, 0], one.right[:, place]
    known = ~np.isnan(first) & ~np.isnan(other)
    masks: dict[Which, Mask] = {
        "right in one only": known & (first != other),
        "only A right": known & (first == 1) & (other == 0),
        "only B right": known & (first == 0) & (other == 1),
        "another pick": ~picks_alike & (one.picks[:, 0] >= 0) & (one.picks[:, place] >= 0),
        "all": np.ones(len(first), dtype=bool),
    }
    return masks[which]


def ordered(one: Paired, place: int, chosen: Mask, order: Order) -> Integers:
    """The rows of the chosen questions by the difference of the right choice's probability, B minus A; where that is
    undefined they come last, equal ones keep the task's order."""
    rows = np.flatnonzero(chosen)
    if order == "in the task's order":
        return rows
    difference = one.p_key[rows, place] - one.p_key[rows, 0]
    rank = {"largest difference": -np.abs(difference), "B gains most": -difference, "A gains most": difference}[order]
    return rows[np.argsort(rank, kind="stable")]


def differing_table(one: Paired, place: int, rows: Integers) -> pd.DataFrame:
    """doc_key, subject, question, right_first, right_other (1, 0, NaN), p_first, p_other, difference of these rows."""
    table = one.docs.iloc[rows].reset_index(drop=True)[["doc_key", "subject", "question"]]
    return table.assign(
        right_first=one.right[rows, 0], right_other=one.right[rows, place], p_first=one.p_key[rows, 0],
        p_other=one.p_key[rows, place], difference=one.p_key[rows, place] - one.p_key[rows, 0],
    )  # fmt: skip
