"""The texts of a cube's questions, from what was asked: their subject and what each choice says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from e2lm.cube import Cube
from e2lm.item_statistics.evidence import WORDING_COLUMNS
from e2lm.prompts import choice_text

SUBJECT_FIELDS = ("subject", "category", "topic")


class Written(NamedTuple):
    """A doc's own fields, and its choices as they were scored, with the blank that the delimiter adds."""

    fields: Mapping[str, Any]
    continuations: Sequence[str]


def texts_of(cube: Cube, written: Mapping[str, Written]) -> pd.DataFrame:
    """WORDING_COLUMNS of each doc of the cube; "" and () for a doc_key that is not among the `written` ones.

    Where a task has letters scored, the doc's own field says what the choices are.
    """
    rows = []
    for doc_key, count in zip(cube.docs["doc_key"], cube.docs["n_choices"], strict=True):
        found = written.get(doc_key, Written({}, ()))
        rows.append((_subject(found.fields), _own_choices(found.fields, count) or _scored(found.continuations, count)))
    return pd.DataFrame(rows, columns=list(WORDING_COLUMNS))


def _subject(fields: Mapping[str, Any]) -> str:
    named = (fields.get(name) for name in SUBJECT_FIELDS)
    return next((name for name in named if isinstance(name, str) and name), "")


def _own_choices(fields: Mapping[str, Any], count: int) -> tuple[str, ...]:
    """The field "choices", a list of texts or, as in ARC, a dict that has them under "text"; () if it is not that."""
    choices = fields.get("choices")
    texts = choices.get("text") if isinstance(choices, Mapping) else choices
    if not isinstance(texts, list) or len(texts) != count or not all(isinstance(text, str) for text in texts):
        return ()
    return tuple(texts)


def _scored(continuations: Sequence[str], count: int) -> tuple[str, ...]:
    return tuple(map(choice_text, continuations)) if len(continuations) == count else ()
