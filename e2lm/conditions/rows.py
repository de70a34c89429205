"""A condition as the rows of a form, each joined to those before it by and or or, and back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from e2lm.conditions.condition import EVERY, And, Condition, Every, Or

Join = Literal["and", "or"]


@dataclass(frozen=True)
class Row:
    """One part of a condition. `join` of the first row says nothing; "and" binds tighter than "or", as in the text."""

    join: Join
    condition: Condition


def rows_of(condition: Condition) -> tuple[Row, ...]:
    """The rows that make up a condition; what stands in brackets stays together in one row."""
    if isinstance(condition, Every):
        return ()
    groups = condition.parts if isinstance(condition, Or) else (condition,)
    rows: list[Row] = []
    for group in groups:
        first, *rest = group.parts if isinstance(group, And) else (group,)
        rows += [Row("or" if rows else "and", first), *(Row("and", part) for part in rest)]
    return tuple(rows)


def condition_of(rows: Sequence[Row]) -> Condition:
    """The condition that rows make up; of no row the one that every question meets."""
    groups: list[list[Condition]] = []
    for place, row in enumerate(rows):
        if place == 0 or row.join == "or":
            groups.append([])
        groups[-1].append(row.condition)
    parts = tuple(And(tuple(group)) if len(group) > 1 else group[0] for group in groups)
    return EVERY if not parts else Or(parts) if len(parts) > 1 else parts[0]
