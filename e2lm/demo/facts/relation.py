"""What a table of facts is: pairs of a thing and what is true of it, and the ways a text says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Pair = tuple[str, str]


@dataclass(frozen=True)
class Relation:
    """One kind of fact of one subject.

    `question` is a prompt with {thing}; the answer continues it. `statements` are the sentences of the training text,
    with {thing} and {answer}. Where `question` is not the beginning of one of them, the test asks in words that the
    text does not use. `pairs` are (thing, answer) from the best known to the least known; `share` is how much of the
    training text the relation gets, 1 being the ordinary amount. `distractors` are wrong for every thing and complete
    the choices where a column has few different answers. `also_true` names answers of the column that must not stand
    as wrong choices beside a thing or an answer, because one could defend them.
    """

    subject: str
    name: str
    question: str
    statements: tuple[str, ...]
    pairs: tuple[Pair, ...]
    share: float = 1.0
    distractors: tuple[str, ...] = ()
    also_true: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def pairs(table: str) -> tuple[Pair, ...]:
    """(thing, answer) pairs of a text such as "iron = Fe; copper = Cu"; line ends count as blanks."""
    cells = (entry.split("=") for entry in " ".join(table.split()).split(";") if entry.strip())
    return tuple((thing.strip(), answer.strip()) for thing, answer in cells)
