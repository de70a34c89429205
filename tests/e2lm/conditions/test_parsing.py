"""A condition is one line of text and a value, and each gives the other back."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from e2lm.conditions import EVERY, And, Condition, Not, Or, Share, Test, every_of, parse
from e2lm.conditions.condition import COMPARISONS, fields_in, lists_in
from e2lm.errors import RequestError

_TEXTS = st.text(max_size=12)
_NUMBERS = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**15), 10**15).map(float)
_PATTERNS = st.lists(st.sampled_from(["a", "/", r"\/", r"\\", r"\d", "\n", '"', " ", "\u2028"]), min_size=1).map(
    "".join
)
_SHARES = st.builds(Share, st.floats(0, 100)) | st.builds(Share, st.integers(0, 10**6), st.just(False))
_VALUES: dict[str, st.SearchStrategy[Any]] = {
    "number": _NUMBERS,
    "two numbers": st.tuples(_NUMBERS, _NUMBERS),
    "text": _TEXTS,
    "list": _TEXTS,
    "text or true": _TEXTS | st.booleans(),
    "texts": st.lists(_TEXTS, min_size=1, max_size=4).map(tuple),
    "pattern": _PATTERNS,
    "share": _SHARES,
    "nothing": st.none(),
}
_TESTS = st.sampled_from(list(COMPARISONS)).flatmap(
    lambda name: st.builds(Test, st.text(max_size=8), st.just(name), _VALUES[COMPARISONS[name]])
)


def _joined(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    several = st.lists(parts, min_size=2, max_size=3).map(tuple)
    return st.builds(And, several) | st.builds(Or, several) | st.builds(Not, parts)


CONDITIONS: st.SearchStrategy[Condition] = st.recursive(_TESTS, _joined, max_leaves=6)


@settings(max_examples=50, deadline=None)
@given(CONDITIONS)
def test_every_condition_is_one_line_that_reads_back_as_itself(condition: Condition) -> None:
    text = str(condition)
    assert len(text.splitlines()) == 1
    assert parse(text) == condition


def test_a_line_reads_as_it_looks() -> None:
    text = 'difficulty <= 0.6 and subject is one of (anatomy, "virology") or not question contains "percent"'
    easy = And((Test("difficulty", "<=", 0.6), Test("subject", "is one of", ("anatomy", "virology"))))
    assert parse(text) == Or((easy, Not(Test("question", "contains", "percent"))))


def test_brackets_and_letter_case_and_other_signs_are_understood() -> None:
    assert parse("a ≥ 1 AND (b ≠ 2 Or c IN TOP 25 %)") == And(
        (Test("a", ">=", 1), Or((Test("b", "!=", 2), Test("c", "in top", Share(25)))))
    )


def test_a_pattern_may_hold_slashes() -> None:
    assert parse(r"answer matches /^1\/2$/") == Test("answer", "matches", "^1/2$")
    assert str(Test("answer", "matches", r"^1\/2$")) == r"answer matches /^1\/2$/"


@pytest.mark.parametrize("text", ["", "  ", "all questions", "All Questions"])
def test_no_condition_is_every_question(text: str) -> None:
    assert parse(text) == EVERY
    assert str(EVERY) == "all questions"


def test_what_asks_nothing_adds_nothing() -> None:
    one = Test("a", "is known")
    assert every_of([]) == every_of([EVERY]) == EVERY
    assert every_of([EVERY, one]) == one
    assert every_of([one, one]) == And((one, one))


@pytest.mark.parametrize(
    ("text", "letter"),
    [
        ("a", 2),
        ("a > b", 5),
        ("(a > 1", 7),
        ("a > 1 b", 7),
        ('a is "x', 6),
        ("a in top 101%", 10),
        ("a in top 2.5", 10),
        ("and > 1", 1),
        ("a > 1e999", 5),
        ("a between 1, 2", 12),
        (r'a is "\q"', 6),
        ("a is one of ()", 14),
        ("a matches /x", 11),
        ("1a > 2", 1),
        ("(" * 60 + "a > 1", 42),
    ],
)
def test_what_is_no_condition_is_refused_where_it_goes_wrong(text: str, letter: int) -> None:
    with pytest.raises(RequestError) as refused:
        parse(text)
    assert refused.value.field == f"condition, letter {letter}"
    assert refused.value.remedy


def test_fields_and_lists_are_named_once() -> None:
    condition = parse('a > 1 and (not b < 2 or a is known) and doc_key in list "mine" and doc_key not in list "mine"')
    assert fields_in(condition) == ("a", "b")
    assert lists_in(condition) == ("mine",)
