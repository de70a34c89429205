"""Questions that need two facts at once. No sentence of the training text gives their answer."""

from __future__ import annotations

from collections.abc import Iterable

from e2lm.demo.facts import animals, astronomy, chemistry, elements, units
from e2lm.demo.facts.relation import Pair, Relation


def _column(relations: Iterable[Relation], name: str) -> tuple[Pair, ...]:
    return next(relation.pairs for relation in relations if relation.name == name)


def _joined(first: Iterable[Pair], second: Iterable[Pair]) -> tuple[Pair, ...]:
    """(a, c) for every (a, b) of `first` and (b, c) of `second`."""
    answer = dict(second)
    return tuple((thing, answer[middle]) for thing, middle in first if middle in answer)


def _answers(column: Iterable[Pair]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(answer for _, answer in column))


_SYMBOLS = _column(elements.RELATIONS, "symbol")
_ALL_SYMBOLS = tuple((row[0], row[1]) for row in elements.ELEMENTS)
_PROTONS = tuple((number, name) for name, number in _column(elements.RELATIONS, "number"))
_MOONS = _column(astronomy.RELATIONS, "moon")
_ORDER = _column(astronomy.RELATIONS, "order")
_YOUNG = tuple((young, animal) for animal, young in _column(animals.RELATIONS, "young"))
_CLASS = (*_column(animals.RELATIONS, "class"), ("cat", "a mammal"), ("goose", "a bird"), ("swan", "a bird"))
_UNITS = _column(units.RELATIONS, "unit")

COMPOSED = (
    Relation(
        "elements",
        "symbol from protons",
        "An atom with {thing} protons has the chemical symbol",
        (),
        _joined(_PROTONS, _SYMBOLS)[1::2],
    ),
    Relation(
        "astronomy",
        "order of a moon's planet",
        "Counted from the Sun, the planet with the moon {thing} is the",
        (),
        _joined(_MOONS, _ORDER)[::2],
        distractors=_answers(_ORDER),
    ),
    Relation(
        "chemistry",
        "symbol from ore",
        "The chemical symbol of the metal whose ore is {thing} is",
        (),
        _joined(_column(chemistry.RELATIONS, "ore"), _ALL_SYMBOLS),
        distractors=_answers(_ALL_SYMBOLS),
    ),
    Relation(
        "animals",
        "class from young",
        "In biology the animal that was once a {thing} is classed as",
        (),
        _joined(_YOUNG, _CLASS),
        distractors=_answers(_CLASS),
    ),
    Relation(
        "units",
        "unit from instrument",
        "The SI unit of what you read on a {thing} is the",
        (),
        _joined(_column(units.RELATIONS, "instrument"), _UNITS),
        distractors=_answers(_UNITS),
    ),
)
