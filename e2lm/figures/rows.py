"""What the heatmap draws: rows of docs in bands, thinned to the lines that a screen has.

A figure has some 500 lines of pixels: where there are more docs, each line is the mean of a block of neighbouring docs,
so that 14,042 docs draw as fast as 252 and what is seen does not depend on which of them was drawn last.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from e2lm.figures.theme import count_label
from e2lm.views.item_list import ItemList, bands_of

MOST_LINES = 1000


class Band(NamedTuple):
    """The rows start to stop - 1 share one fate: "learned", "forgotten", "never"."""

    name: str
    start: int
    stop: int


@dataclass(frozen=True)
class Rows:
    """What is drawn, docs from top to bottom.

    `values`: float [docs, checkpoints], NaN where a doc was not evaluated. `amounts`: tokens (or steps) per column,
    `unit` says which. `strip`: float [docs] in 0..1 and its title. `questions`: a text per doc, for the strip's hover.
    """

    values: np.ndarray
    amounts: Sequence[float]
    unit: str
    bands: Sequence[Band]
    measure: str
    strip: np.ndarray
    strip_title: str
    questions: Sequence[str]


def rows_of(listed: ItemList, places: np.ndarray, measure: str, order: str) -> Rows:
    """The rows of an item list that are shown; the strip is SQ of each item, its difficulty where SQ is undefined."""
    docs = listed.docs.iloc[places]
    sq, title = docs["sq"].to_numpy(float, na_value=np.nan), "SQ of item"
    if np.isnan(sq).all():
        sq, title = docs["difficulty"].to_numpy(float, na_value=np.nan), "difficulty"
    bands = [Band(*band) for band in bands_of(listed, places, order)]
    values = listed.values[measure][places]
    return Rows(values, listed.amounts.tolist(), listed.unit, bands, measure, sq, title, docs["question"].tolist())


def rows_between(edges: np.ndarray, low: float, high: float) -> tuple[int, int]:
    """The rows that a box from `low` to `high` on the vertical axis holds: first, one past the last, at least one."""
    first = int(np.clip(np.searchsorted(edges, min(low, high), side="right") - 1, 0, max(len(edges) - 1, 0)))
    return first, max(first + 1, int(np.searchsorted(edges, max(low, high))))


def block_size(docs: int) -> int:
    """How many neighbouring docs share a line of the picture."""
    return max(1, -(-docs // MOST_LINES))


def block_means(values: np.ndarray, size: int) -> np.ndarray:
    """Means of `size` neighbouring rows, NaN where all are: [docs, columns] -> [ceil(docs / size), columns]."""
    if size == 1:
        return values
    starts = np.arange(0, len(values), size)
    known = np.add.reduceat((~np.isnan(values)).astype(float), starts, axis=0)
    total = np.add.reduceat(np.nan_to_num(values), starts, axis=0)
    return np.where(known > 0, total / np.maximum(known, 1), np.nan)


def column_names(amounts: Sequence[float]) -> list[str]:
    """A name per checkpoint, "72B"; where two would be the same, an invisible mark keeps the columns apart."""
    names: list[str] = []
    for amount in amounts:
        name = count_label(amount)
        names.append(name + "\u200b" * sum(other.rstrip("\u200b") == name for other in names))
    return names


def limits(values: np.ndarray, measure: str) -> tuple[float, float]:
    """The values at the two ends of the colours: 0 to 1, for margins symmetric and wide enough for 95 % of them."""
    if measure != "margin":
        return 0.0, 1.0
    known = np.abs(values[np.isfinite(values)])
    widest = float(np.quantile(known, 0.95)) if known.size else 0.0
    return (-widest, widest) if widest > 0 else (-1.0, 1.0)


def heights(bands: Sequence[Band], docs: int) -> np.ndarray:
    """Each doc's upper edge, in rows from the top, with room between the bands: float [docs]."""
    gap = max(0.014 * docs, 0.3)
    return np.arange(docs) + np.repeat(np.arange(len(bands)) * gap, [band.stop - band.start for band in bands])
