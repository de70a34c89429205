"""Which choices are right: a task's targets read in one way for all its docs, checked against the logged accuracy.

lm-eval logs `target` as text: an index, the text of a choice, or a list of either. "2" among the choices 1, 2, 3, 4
can be read in two ways, and for tasks whose choices stand inside the question (winogrande) it is no choice at all.
So readings are tried on every doc, and one that explains the logged `acc` of them all is taken; a doc whose key
contradicts its own logged accuracy has none.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from e2lm.counting import digits_count

Golds = tuple[int, ...]

_TOLERATED = 0.05


class Keyed(NamedTuple):
    """What the key of one doc is read from: `acc` is None where the log holds none."""

    target: object
    doc: Mapping[str, Any]
    continuations: tuple[str, ...]
    loglikelihoods: tuple[float, ...]
    acc: float | None


Reading = Callable[[Keyed], Golds]


def key_of(doc: Keyed, reading: Reading) -> Golds:
    """The right choices of a doc by one reading; () where it has no choices, its key cannot be told, or its own logged
    accuracy contradicts it. A single continuation is no choice, so a plain loglikelihood task has no golds."""
    return _checked(reading(doc), doc) if len(doc.continuations) > 1 else ()


def reading_of(docs: Iterable[Keyed]) -> Reading:
    """The first reading that explains every doc, else the one that explains the most, if that is nearly all.

    `docs` are gone through several times, so that a large file need not be held in memory.
    """
    if _is_ambiguous(docs):
        return _unresolved
    best: Reading = _unresolved
    fewest = total = sum(1 for _ in _with_choices(docs))
    for reading in READINGS:
        unexplained = sum(not _checked(reading(doc), doc) for doc in _with_choices(docs))
        if not unexplained:
            return reading
        if unexplained < fewest:
            fewest, best = unexplained, reading
    return best if fewest <= total * _TOLERATED else _unresolved


def _with_choices(docs: Iterable[Keyed]) -> Iterator[Keyed]:
    return (doc for doc in docs if len(doc.continuations) > 1)


def _is_ambiguous(docs: Iterable[Keyed]) -> bool:
    """Whether targets are indices and choices' texts alike, and neither an accuracy nor the docs tell which."""
    if any(doc.acc is not None for doc in _with_choices(docs)):
        return False
    differ, spelled = False, True
    for doc in _with_choices(docs):
        by_index, by_text = _by_index(doc), _by_text(doc)
        if not by_index or not by_text:
            return False
        differ |= by_index != by_text
        spelled &= any(type(value) is int and str(value) == str(doc.target) for value in doc.doc.values())
    return differ and not spelled


def _checked(golds: Golds, doc: Keyed) -> Golds:
    return golds if golds and _explains(golds, doc) else ()


def _explains(golds: Golds, doc: Keyed) -> bool:
    """Whether the key agrees with the logged accuracy, by the largest loglikelihood or by probability mass."""
    if doc.acc is None or any(math.isnan(ll) for ll in doc.loglikelihoods):
        return True
    if doc.acc in (0.0, 1.0):
        right = _first_largest(doc.loglikelihoods) in golds
        if right == (doc.acc == 1.0):
            return True
    return math.isclose(doc.acc, _mass(golds, doc.loglikelihoods), abs_tol=1e-4)


def _first_largest(values: Sequence[float]) -> int:
    return max(range(len(values)), key=lambda at: (values[at], -at))


def _mass(golds: Golds, loglikelihoods: Sequence[float]) -> float:
    """Probability of the right choices among all (truthfulqa_mc2's acc)."""
    largest = max(loglikelihoods)
    if math.isinf(largest):
        return -1.0
    weights = [math.exp(ll - largest) for ll in loglikelihoods]
    return sum(weights[at] for at in golds) / sum(weights)


def _by_index(doc: Keyed) -> Golds:
    golds = [_index(item) for item in _items(doc.target)]
    return _valid(golds, len(doc.continuations))


def _by_text(doc: Keyed) -> Golds:
    texts = [continuation.strip() for continuation in doc.continuations]
    whole = str(doc.target).strip()
    if whole in texts:
        return (texts.index(whole),)
    golds = [texts.index(item) if (item := str(part).strip()) in texts else None for part in _items(doc.target)]
    return _valid(golds, len(texts))


def _by_gold_field(doc: Keyed) -> Golds:
    """The doc's own `gold`: the index that lm-eval's tasks written in Python use."""
    return _valid([_index(item) for item in _items(doc.doc.get("gold"))], len(doc.continuations))


def _by_labels(doc: Keyed) -> Golds:
    """A list of 0 and 1 in the doc, one per choice (truthfulqa's mc1_targets and mc2_targets)."""
    for value in doc.doc.values():
        labels = value.get("labels") if isinstance(value, Mapping) else None
        if (
            isinstance(labels, list)
            and len(labels) == len(doc.continuations)
            and all(label in (0, 1) for label in labels)
        ):
            golds = tuple(at for at, label in enumerate(labels) if label)
            if _explains(golds, doc):
                return golds
    return ()


def _by_accuracy(doc: Keyed) -> Golds:
    """Of two choices the logged accuracy tells the right one without any key."""
    if len(doc.continuations) != 2 or doc.acc not in (0.0, 1.0) or any(math.isnan(ll) for ll in doc.loglikelihoods):
        return ()
    pick = _first_largest(doc.loglikelihoods)
    return (pick if doc.acc == 1.0 else 1 - pick,)


def _unresolved(_: Keyed) -> Golds:
    return ()


READINGS: tuple[Reading, ...] = (_by_index, _by_text, _by_gold_field, _by_labels, _by_accuracy)


def _items(target: object) -> list[object]:
    """A target's parts: of a list, or of the text of one."""
    if isinstance(target, str) and target.startswith("[") and target.endswith("]"):
        try:
            parsed = ast.literal_eval(target)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return [target]
        return list(parsed) if isinstance(parsed, list) else [target]
    return target if isinstance(target, list) else [target]


def _index(item: object) -> int | None:
    if isinstance(item, bool):
        return int(item)
    if isinstance(item, int):
        return item
    return digits_count(item.strip()) if isinstance(item, str) and item.strip().isdecimal() else None


def _valid(golds: Sequence[int | None], choices: int) -> Golds:
    found = [at for at in golds if at is not None and 0 <= at < choices]
    return tuple(dict.fromkeys(found)) if found and len(found) == len(golds) else ()
