"""Which questions several sides have in common, though their tasks or files may differ.

A question is the same where its doc is; where an exported file names the doc that it came from (its field `source`);
and else where text, choices and key are the same, in whatever order the choices stand. Questions that a side asks twice
are matched in their order, the first with the first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from e2lm.export.questions import Question

Integers = npt.NDArray[np.int64]
_DOC_KEY = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True)
class Matched:
    """`rows`: int [questions, sides], where each common question stands in every side, in the first side's order.
    `rest`: the rows of each side that not all others have. `by_text`: how many of the common questions some side has
    by their text alone."""

    rows: Integers
    rest: tuple[Integers, ...]
    by_text: int


def origins(doc_keys: Iterable[str], sources: Mapping[str, str]) -> list[str]:
    """For each doc the one that it was exported from, at the end of all exports; itself where it was not.

    `sources` are the texts of the field `source` by doc_key; what is no doc_key is something else's source.
    """
    found = []
    for key in doc_keys:
        if key not in sources:  # nearly all: this is asked of every question at every change
            found.append(key)
            continue
        met = {key}
        while (source := sources.get(key, "")) and _DOC_KEY.fullmatch(source) and source not in met:
            met.add(key := source)
        found.append(key)
    return found


def wording(question: Question) -> str:
    """What a question says apart from how it is asked: text, choices in any order, key; "" where it does not say it."""
    if not (question.text and question.choices):
        return ""
    choices = [" ".join(text.split()) for text in question.choices]
    golds = sorted(choices[gold] for gold in question.asked.golds if gold < len(choices))
    return "\0".join((" ".join(question.text.split()), "", *sorted(choices), "", *golds))


def matched(names: Sequence[Sequence[str]], wordings: Sequence[Sequence[str]] = ()) -> Matched:
    """The common questions of sides whose docs have these `names` (from `origins`).

    `wordings` say what each side's docs ask ("" unknown), () where docs are not to be matched by text.
    """
    if _alike(names):
        rows = np.repeat(np.arange(len(names[0]))[:, None], len(names), axis=1)
        return Matched(rows, tuple(np.zeros(0, dtype=np.int64) for _ in names), 0)
    sides = [_numbered(one) for one in names]
    by_text: list[set[str]] = [set() for _ in sides]
    for place in range(1, len(sides)) if wordings else ():
        sides[place], by_text[place] = _renamed(sides[place], wordings[place], sides[0], wordings[0])
    known = [{name: row for row, name in enumerate(one)} for one in sides]
    common = [name for name in sides[0] if all(name in rows for rows in known[1:])] if sides else []
    rows = np.array([[side[name] for side in known] for name in common], dtype=np.int64).reshape(-1, len(sides))
    rest = tuple(np.setdiff1d(np.arange(len(one)), rows[:, place]) for place, one in enumerate(sides))
    return Matched(rows, rest, len(set(common) & set().union(*by_text)))


def _alike(names: Sequence[Sequence[str]]) -> bool:
    """Whether all sides were asked the same questions in the same order, as different checkpoints are."""
    return bool(names) and all(one is names[0] or list(one) == list(names[0]) for one in names[1:])


def _numbered(names: Sequence[str]) -> list[str]:
    """Names that are all different: the second of equal ones is "name#2"."""
    seen: dict[str, int] = {}
    found = []
    for name in names:
        seen[name] = count = seen.get(name, 0) + 1
        found.append(name if count == 1 else f"{name}#{count}")
    return found


def _renamed(
    side: Sequence[str], said: Sequence[str], first: Sequence[str], first_said: Sequence[str]
) -> tuple[list[str], set[str]]:
    """A side's names, where the first side has a question under another name that one; and these names."""
    left, mine = _alone(first, first_said, set(side)), _alone(side, said, set(first))
    renamed, by_text = list(side), set()
    for words, row in mine.items():
        if words in left:
            renamed[row] = first[left[words]]
            by_text.add(renamed[row])
    return renamed, by_text


def _alone(side: Sequence[str], said: Sequence[str], others: set[str]) -> dict[str, int]:
    """The rows of what is asked under names that the `others` do not have, by what it says."""
    rows = [row for row, name in enumerate(side) if said[row] and name not in others]
    return dict(zip(_numbered([said[row] for row in rows]), rows, strict=True))
