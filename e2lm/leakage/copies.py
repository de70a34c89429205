"""Questions that are asked twice, nearly or exactly: within a task, or there and in another set of questions.

Compared are text and choices together, the choices in the order of their letters, so that a copy with its choices
shuffled is found, and short questions with other choices ("Which of these is true?") are none.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from e2lm.leakage.items import Item, plain
from e2lm.leakage.near import USUAL_SIMILARITY, Alike, overlap, repeats

# `similarity`: Jaccard, 1 for equal texts; `same_answer`: whether the right answers read the same.
COPY_COLUMNS = (
    "doc_key", "task", "question", "answer", "similarity", "same_answer", "other_key", "other_task", "other_question",
    "other_answer",
)  # fmt: skip


def near_duplicates(items: Sequence[Item], least: float = USUAL_SIMILARITY) -> pd.DataFrame:
    """Questions that are nearly an earlier one, beside that: COPY_COLUMNS, the most similar first."""
    found = repeats([_compared(item) for item in items], least)
    return _table(items, items, found)


def shared_with(items: Sequence[Item], others: Sequence[Item], least: float = USUAL_SIMILARITY) -> pd.DataFrame:
    """Questions that are nearly one of another set, such as the split a model was tuned on: COPY_COLUMNS.

    Where one of the others has no choices, the texts alone are compared.
    """
    compared = _compared if all(other.choices for other in others) else _text
    found = overlap([compared(item) for item in items], [compared(item) for item in others], least)
    return _table(items, others, found)


def _compared(item: Item) -> str:
    return "\n".join([item.text, *sorted(item.choices)])


def _text(item: Item) -> str:
    return item.text


def _table(items: Sequence[Item], others: Sequence[Item], found: Sequence[Alike]) -> pd.DataFrame:
    rows = []
    for place, other_place, similarity in found:
        item, other = items[place], others[other_place]
        same = {plain(text) for text in item.rights} == {plain(text) for text in other.rights}
        rows.append(
            (
                item.doc_key, item.task, item.text, " or ".join(item.rights), similarity, same, other.doc_key,
                other.task, other.text, " or ".join(other.rights),
            )
        )  # fmt: skip
    table = pd.DataFrame(rows, columns=list(COPY_COLUMNS)).astype({"similarity": float, "same_answer": bool})
    return table.sort_values("similarity", ascending=False, kind="stable", ignore_index=True)
