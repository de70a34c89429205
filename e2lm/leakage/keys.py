"""Questions whose keys cannot all be right: the same question with another key, or a right choice that is also wrong.

Questions and choices are the same where their texts are, spacing and a final sign aside; letter case counts, since BB
is not Bb. Two questions contradict each other where one offers the other's right answer as a wrong choice. With other
choices two keys may both be right ("which of these is an acid?"), so that is no contradiction.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from e2lm.leakage.items import Item, exact

# `found`: what is wrong with the key, in words; `other_key`: the doc_key of the question that it contradicts, "" where
# it contradicts itself; `other_answer`: that question's right answer.
KEY_COLUMNS = ("doc_key", "task", "question", "answer", "found", "other_key", "other_task", "other_answer")

OTHERWISE = "the same question has another key"
BOTH = "its right choice reads like a wrong one"
NONE = "it has no key"
ALL = "every choice is right"

_Places = dict[tuple[str, str], list[int]]


def doubtful_keys(items: Sequence[Item]) -> pd.DataFrame:
    """Questions whose key is doubtful, in the source's order: KEY_COLUMNS, a row for each doubt. Each question of a
    contradiction stands with the first that it contradicts."""
    rights, wrongs = _offers(items)
    rows = []
    for place, item in enumerate(items):
        answer = " or ".join(item.rights)
        rows += [(item.doc_key, item.task, item.text, answer, found, "", "", "") for found in _own_doubts(item)]
        own_rights, own_wrongs = _sides(item)
        text = exact(item.text)
        against = [wrongs.get((text, one), []) for one in own_rights]
        against += [rights.get((text, one), []) for one in own_wrongs]
        others = [other for places in against for other in places if other != place] if text else []
        if others:
            other = items[min(others)]
            rows.append(
                (item.doc_key, item.task, item.text, answer, OTHERWISE, other.doc_key, other.task,
                 " or ".join(other.rights))
            )  # fmt: skip
    return pd.DataFrame(rows, columns=list(KEY_COLUMNS))


def _offers(items: Sequence[Item]) -> tuple[_Places, _Places]:
    """The first two questions that give a choice as right, and as wrong, by the question's text and the choice: two,
    since one of them may be the question that is looked at."""
    rights: _Places = {}
    wrongs: _Places = {}
    for place, item in enumerate(items):
        text = exact(item.text)
        for side, held in zip(_sides(item), (rights, wrongs), strict=True):
            for choice in side:
                places = held.setdefault((text, choice), [])
                if len(places) < 2:
                    places.append(place)
    return rights, wrongs


def _sides(item: Item) -> tuple[frozenset[str], frozenset[str]]:
    """The choices that are right, and those that are only wrong, with their spacing evened out."""
    rights = _exact_set(item.rights)
    return rights, _exact_set(item.wrongs) - rights


def _own_doubts(item: Item) -> Iterator[str]:
    if not item.choices:
        return
    if not item.rights:
        yield NONE
    elif not item.wrongs:
        yield ALL
    if _exact_set(item.rights) & _exact_set(item.wrongs):
        yield BOTH


def _exact_set(texts: Sequence[str]) -> frozenset[str]:
    return frozenset(filter(None, map(exact, texts)))
