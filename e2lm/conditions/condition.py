"""Conditions as values: comparisons of a question's fields, joined by and, or, not; each writes itself as one line.

    difficulty <= 0.6 and subject is one of ("anatomy", "virology")
    sq in top 25% or (question contains "percent" and not answer matches /^[0-9]+$/)
    doc_key in list "box on difficulty and slope"

"and" binds tighter than "or", "not" tighter than both. What `str` writes, e2lm.conditions.parsing reads back as the
same value.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from e2lm.conditions.spelling import field_name, number_text, pattern_text, plain_pattern, quoted
from e2lm.errors import RequestError

Needs = Literal["number", "two numbers", "text", "text or true", "texts", "pattern", "share", "list", "nothing"]

# What each comparison is held against, in the order of showing.
COMPARISONS: dict[str, Needs] = {
    "<=": "number", ">=": "number", "<": "number", ">": "number", "=": "number", "!=": "number",
    "between": "two numbers", "in top": "share", "in bottom": "share",
    "is": "text or true", "is not": "text or true", "is one of": "texts", "is none of": "texts",
    "contains": "text", "does not contain": "text", "matches": "pattern", "does not match": "pattern",
    "in list": "list", "not in list": "list", "is known": "nothing", "is unknown": "nothing",
}  # fmt: skip
KEY = "doc_key"  # the field that names the question itself: the index of a table
WHOLE = "all questions"


@dataclass(frozen=True)
class Share:
    """So many questions, or so many percent of those whose value is known."""

    amount: float
    percent: bool = True

    def __post_init__(self) -> None:
        if not 0 <= self.amount <= (100 if self.percent else 1e9) or (not self.percent and self.amount % 1):
            raise RequestError(
                f"{number_text(self.amount)} is no share of the questions",
                remedy="Give 0% to 100%, or a whole number of questions", field="top or bottom",
            )  # fmt: skip

    def __str__(self) -> str:
        return number_text(self.amount) + ("%" if self.percent else "")


Value = float | str | bool | Share | tuple[str, ...] | tuple[float, float] | None


@dataclass(frozen=True)
class Test:
    """One comparison of a field; `value` is what COMPARISONS says that it needs, a pattern as re2 reads it."""

    __test__ = False  # pytest collects by name

    field: str
    comparison: str
    value: Value = None

    def __post_init__(self) -> None:
        if self.comparison in ("matches", "does not match") and isinstance(self.value, str):
            object.__setattr__(self, "value", plain_pattern(self.value))

    def __str__(self) -> str:
        words = f"{field_name(self.field)} {self.comparison}"
        return words if self.value is None else f"{words} {_value_text(self)}"


@dataclass(frozen=True)
class Every:
    """No condition: every question meets it."""

    def __str__(self) -> str:
        return WHOLE


@dataclass(frozen=True)
class Not:
    part: Condition

    def __str__(self) -> str:
        return f"not {_inner(self.part, (And, Or))}"


@dataclass(frozen=True)
class And:
    """All of two or more parts."""

    parts: tuple[Condition, ...]

    def __str__(self) -> str:
        return " and ".join(_inner(part, (And, Or)) for part in self.parts)


@dataclass(frozen=True)
class Or:
    """Any of two or more parts."""

    parts: tuple[Condition, ...]

    def __str__(self) -> str:
        return " or ".join(_inner(part, (Or,)) for part in self.parts)


Condition = Every | Test | Not | And | Or
EVERY = Every()


def every_of(parts: Sequence[Condition]) -> Condition:
    """All of the parts, however many there are; a part that asks nothing adds nothing."""
    asked = tuple(part for part in parts if part != EVERY)
    return And(asked) if len(asked) > 1 else asked[0] if asked else EVERY


def tests_in(condition: Condition) -> Iterator[Test]:
    """Every comparison in a condition, from left to right."""
    match condition:
        case Test():
            yield condition
        case Not(part):
            yield from tests_in(part)
        case And(parts) | Or(parts):
            for part in parts:
                yield from tests_in(part)


def fields_in(condition: Condition) -> tuple[str, ...]:
    """The fields that a condition looks at, each once; the question's own key is none."""
    return tuple(dict.fromkeys(test.field for test in tests_in(condition) if test.field != KEY))


def lists_in(condition: Condition) -> tuple[str, ...]:
    """The named lists that a condition needs, each once."""
    named = (test.value for test in tests_in(condition) if COMPARISONS[test.comparison] == "list")
    return tuple(dict.fromkeys(name for name in named if isinstance(name, str)))


def _inner(part: Condition, wrapped: tuple[type, ...]) -> str:
    return f"({part})" if isinstance(part, wrapped) else str(part)


def _value_text(test: Test) -> str:
    value = test.value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return pattern_text(value) if COMPARISONS[test.comparison] == "pattern" else quoted(value)
    if isinstance(value, tuple):
        if COMPARISONS[test.comparison] == "two numbers":
            return " and ".join(number_text(float(bound)) for bound in value)
        return "(" + ", ".join(quoted(str(text)) for text in value) + ")"
    return number_text(value) if isinstance(value, float | int) else str(value)
