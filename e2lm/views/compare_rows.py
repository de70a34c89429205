"""Rows of the compare page's tables, and one side's choices in the order of another's."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from e2lm.comparison import Matched
from e2lm.comparison.column import Column
from e2lm.views.compare_side import LETTERS

# One row per question that not all sides have; `side` is the letter of the one that has it.
REST_COLUMNS = ("side", "doc_key", "task", "question")


def laid_out(
    texts: Sequence[str], own: Sequence[str], chances: Sequence[float], pick: int, golds: Sequence[int]
) -> tuple[tuple[float, ...], int, tuple[int, ...]]:
    """A side's probabilities, pick and keys in the order of the choices `texts`, where its `own` stand in another one.

    They stay as they are where they do not say the same. A pick of -1 is none.
    """
    known = [float(chances[place]) if place < len(chances) else np.nan for place in range(len(texts))]
    if len(set(own)) < len(own) or sorted(own) != sorted(texts):
        return tuple(known), pick, tuple(golds)
    places = [list(own).index(text) for text in texts]
    return (
        tuple(known[place] for place in places),
        places.index(pick) if pick in places else -1,
        tuple(sorted(places.index(gold) for gold in golds if gold in places)),
    )


def rest_table(columns: Sequence[Column], found: Matched) -> pd.DataFrame:
    """REST_COLUMNS of all questions that are not compared."""
    parts = [
        one.docs.iloc[rows][["doc_key", "task", "question"]].assign(side=LETTERS[place])
        for place, (one, rows) in enumerate(zip(columns, found.rest, strict=True))
    ]
    return pd.concat(parts, ignore_index=True)[list(REST_COLUMNS)]


def marks(right: pd.Series) -> list[str]:
    """Right and wrong as signs that do not rest on colour: a tick, a cross, a dash where undefined."""
    return ["–" if pd.isna(one) else "✓" if one else "✗" for one in right]
