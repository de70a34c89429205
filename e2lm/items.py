"""Items: what became of each question during training: learned, forgotten or never known, when, and how hard it is.

A question is *known* from the first of three right checkpoints in a row until the first of three wrong ones in a row,
so that one lucky or unlucky answer changes nothing. Checkpoints at which it was not evaluated are passed over. With
fewer than three checkpoints as many as there are must agree.

    learned    known at the last checkpoint        learned_at: where its last known period begins
    forgotten  known once, not at the last         forgotten_at: where its last known period ends
    never      never known
    missing    never evaluated

    difficulty      share of evaluated checkpoints at which it is wrong, 0 easy .. 1 hard
    discrimination  Pearson correlation over checkpoints between the item and the mean of all other items
    flips           changes between right and wrong from one evaluated checkpoint to the next
    losses          those of them that go from right to wrong: how often it was forgotten
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

Array = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Band = Literal["learned", "forgotten", "never", "missing"]
Order = Literal["learned at", "difficulty"]

BANDS: tuple[Band, ...] = ("learned", "forgotten", "never", "missing")
IN_A_ROW = 3
NOWHERE = -1

# One row per doc: learned_at and forgotten_at are columns of the matrix (Int64), NA where they do not apply; difficulty
# and discrimination are Float64, NA where undefined (never evaluated; right, or wrong, at every checkpoint).
ITEM_COLUMNS = ("band", "learned_at", "forgotten_at", "difficulty", "discrimination", "flips", "evaluated")


class Sums(NamedTuple):
    """How many docs each checkpoint answers right, and how many it was evaluated on, [checkpoints] each."""

    right: Array
    evaluated: Integers


def sums_of(right: Array) -> Sums:
    """The sums over all docs of a task."""
    return Sums(np.nansum(right, axis=0), (~np.isnan(right)).sum(axis=0))


def item_table(right: Array, in_a_row: int = IN_A_ROW) -> pd.DataFrame:
    """ITEM_COLUMNS of `right` (docs x checkpoints in the order of training: 1 right, 0 wrong, NaN not evaluated)."""
    band, began, ended = fates(right, in_a_row)
    evaluated = (~np.isnan(right)).sum(axis=1)
    return pd.DataFrame(
        {
            "band": pd.Categorical(band, categories=BANDS, ordered=True),
            "learned_at": _positions(began),
            "forgotten_at": _positions(ended),
            "difficulty": pd.array(difficulty(right), dtype="Float64"),
            "discrimination": pd.array(discrimination(right), dtype="Float64"),
            "flips": flips(right),
            "evaluated": evaluated,
        }
    )


def fates(right: Array, in_a_row: int = IN_A_ROW) -> tuple[npt.NDArray[np.str_], Integers, Integers]:
    """The band of each doc, and the columns at which it was learned and forgotten, NOWHERE where that does not apply.

    Columns of NaN at the end change nothing, so that models with fewer checkpoints can be rows of one matrix.
    """
    known, began, ended = _known_periods(right, in_a_row)
    missing = np.isnan(right).all(axis=1)
    band = np.select([missing, known, began != NOWHERE], ["missing", "learned", "forgotten"], "never")
    return band, began, np.where(known, NOWHERE, ended)


def difficulty(right: Array) -> Array:
    """Share of evaluated checkpoints (of one or several models) at which each doc is wrong; NaN if never evaluated."""
    evaluated = (~np.isnan(right)).sum(axis=1)
    return np.where(evaluated > 0, 1 - np.nansum(right, axis=1) / np.maximum(evaluated, 1), np.nan)


def discrimination(right: Array, sums: Sums | None = None) -> Array:
    """Correlation of each doc with the mean of the others over its checkpoints; NaN where either is constant.

    `sums` are those of all docs where `right` holds only some of them.
    """
    whole = sums_of(right) if sums is None else sums
    seen = ~np.isnan(right)
    filled = np.where(seen, right, 0.0)
    others = whole.evaluated - seen
    rest = np.where(others > 0, (whole.right - filled) / np.maximum(others, 1), np.nan)
    both = seen & ~np.isnan(rest)
    count = np.maximum(both.sum(axis=1, keepdims=True), 1)
    item, rest = np.where(both, filled, 0.0), np.where(both, rest, 0.0)
    item = np.where(both, item - item.sum(axis=1, keepdims=True) / count, 0.0)
    rest = np.where(both, rest - rest.sum(axis=1, keepdims=True) / count, 0.0)
    scale = np.sqrt((item**2).sum(axis=1) * (rest**2).sum(axis=1))
    defined = scale > 1e-12
    return np.where(defined, (item * rest).sum(axis=1) / np.where(defined, scale, 1.0), np.nan)


def flips(right: Array) -> Integers:
    """How often each doc changes between right and wrong from one evaluated checkpoint to the next."""
    return sum(
        (~np.isnan(after) & ~np.isnan(before) & (after != before) for before, after in _neighbours(right)),
        np.zeros(len(right), dtype=np.int64),
    )


def losses(right: Array) -> Integers:
    """How often each doc changes from right to wrong from one evaluated checkpoint to the next: the forgetting events
    of Toneva et al. 2019, arXiv 1812.05159."""
    return sum(
        ((before == 1) & (after == 0) for before, after in _neighbours(right)), np.zeros(len(right), dtype=np.int64)
    )


def known_from(right: Array, in_a_row: int = IN_A_ROW) -> Integers:
    """The column from which each doc is known to the end; NOWHERE where it is not known at the last checkpoint.

    With `in_a_row` 1 it is the first checkpoint after which no answer is wrong.
    """
    known, began, _ = _known_periods(right, in_a_row)
    return np.where(known, began, NOWHERE)


def band_sizes(items: pd.DataFrame) -> dict[Band, int]:
    """How many docs each band holds, in the order in which bands are shown."""
    counts = items["band"].value_counts()
    return {band: int(counts.get(band, 0)) for band in BANDS}


def order(items: pd.DataFrame, by: Order = "learned at") -> Integers:
    """Positions of the rows of an item table in the order of showing.

    "learned at": band by band, earliest learned first (then earliest forgotten, then easiest); "difficulty": easiest
    first, never evaluated last. Equal rows keep their order.
    """
    hardness = items["difficulty"].fillna(2.0).to_numpy(float)
    if by == "difficulty":
        return np.argsort(hardness, kind="stable")
    began, ended = (items[name].fillna(NOWHERE).to_numpy(np.int64) for name in ("learned_at", "forgotten_at"))
    return np.lexsort((hardness, ended, began, items["band"].cat.codes.to_numpy()))


def _neighbours(right: Array) -> Iterator[tuple[Array, Array]]:
    """Each checkpoint's answers and, before them, those at the last checkpoint that each doc was evaluated at."""
    before = np.full(len(right), np.nan)
    for answer in right.T:
        yield before, answer
        before = np.where(np.isnan(answer), before, answer)


def _known_periods(right: Array, in_a_row: int) -> tuple[npt.NDArray[np.bool_], Integers, Integers]:
    """Whether each doc is known at the end, and the columns where its last known period began and ended."""
    docs = len(right)
    needed = np.clip((~np.isnan(right)).sum(axis=1), 1, in_a_row)
    known = np.zeros(docs, dtype=bool)
    answer_before = np.full(docs, np.nan)
    length = np.zeros(docs, dtype=np.int64)
    start, began, ended = (np.full(docs, NOWHERE) for _ in range(3))
    for column, answer in enumerate(right.T):
        seen = ~np.isnan(answer)
        changed = seen & (answer != answer_before)
        start = np.where(changed, column, start)
        length = np.where(changed, 1, length + seen)
        answer_before = np.where(seen, answer, answer_before)
        settled = seen & (length >= needed)
        learns, forgets = settled & (answer == 1) & ~known, settled & (answer == 0) & known
        began, ended = np.where(learns, start, began), np.where(forgets, start, ended)
        known = (known | learns) & ~forgets
    return known, began, ended


def _positions(columns: Integers) -> pd.arrays.IntegerArray:
    return pd.arrays.IntegerArray(columns.astype(np.int64), columns == NOWHERE)
