"""The wrong answers of a question: other answers of the same column, in an order that depends on the question alone."""

from __future__ import annotations

from hashlib import sha256

from e2lm.demo.facts.relation import Relation


def order_of(*words: str) -> str:
    """A sort key that looks random and is the same on every machine."""
    return sha256("|".join(words).encode()).hexdigest()


def wrong_answers(relation: Relation, thing: str, answer: str) -> list[str]:
    """All answers of the column that are wrong for `thing`, none that could be defended."""
    defensible = {answer, *relation.also_true.get(thing, ()), *relation.also_true.get(answer, ())}
    column = {other for _, other in relation.pairs} | set(relation.distractors)
    return sorted(column - defensible, key=lambda other: order_of(relation.name, thing, other))
