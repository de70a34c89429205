"""How often the training text tells each fact, which is why some questions are learned early, late or never.

A table lists its facts from the best known to the least known, and the weight of a fact falls geometrically along it,
from 1 to RAREST: a stand-in for the long tail of real text. On top of that every EVERY_UNTOLD-th fact is left out, and
of every EVERY_DISPUTED-th fact one mention in three is wrong, as a real text has mistakes. The test asks for all of
them, and its key is always the true answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from e2lm.demo.choices import wrong_answers
from e2lm.demo.facts.relation import Relation

RAREST = 0.03
EVERY_UNTOLD, FIRST_UNTOLD = 9, 6
EVERY_DISPUTED, FIRST_DISPUTED = 11, 4
WRONG_MENTIONS = 1 / 3


@dataclass(frozen=True)
class Fact:
    """One pair of a relation and how the text tells it.

    `weight` is the fact's part of the text relative to other facts (0 if it is untold); `told` is "often", "sometimes",
    "rarely", "never", "disputed" or "only in parts" (two facts must be joined); `mistake` is the wrong answer that a
    disputed fact is given in WRONG_MENTIONS of its mentions, "" for the others.
    """

    relation: Relation
    thing: str
    answer: str
    weight: float
    told: str
    mistake: str = ""


def facts_of(relation: Relation) -> tuple[Fact, ...]:
    """The facts of one relation in the order of its table."""
    return tuple(_fact(relation, place) for place in range(len(relation.pairs)))


def facts(relations: Iterable[Relation]) -> tuple[Fact, ...]:
    return tuple(fact for relation in relations for fact in facts_of(relation))


def _fact(relation: Relation, place: int) -> Fact:
    thing, answer = relation.pairs[place]
    if not relation.statements:
        return Fact(relation, thing, answer, 0.0, "only in parts")
    if place % EVERY_UNTOLD == FIRST_UNTOLD:
        return Fact(relation, thing, answer, 0.0, "never")
    known = RAREST ** (place / (len(relation.pairs) - 1))
    weight = relation.share * known
    if place % EVERY_DISPUTED == FIRST_DISPUTED:
        return Fact(relation, thing, answer, weight, "disputed", wrong_answers(relation, thing, answer)[0])
    band = "often" if known > 0.3 else "sometimes" if known > 0.1 else "rarely"
    return Fact(relation, thing, answer, weight, band)
