"""A condition as the rows of a form, and the steps of editing it."""

from __future__ import annotations

from hypothesis import given, settings

from e2lm.conditions import Condition, parse
from e2lm.conditions.history import LONGEST, History
from e2lm.conditions.rows import condition_of, rows_of
from tests.e2lm.conditions.test_parsing import CONDITIONS


@settings(max_examples=50, deadline=None)
@given(CONDITIONS)
def test_rows_make_up_the_condition_that_they_came_from(condition: Condition) -> None:
    assert condition_of(rows_of(condition)) == condition


def test_rows_are_joined_as_in_the_text_and_brackets_stay_together() -> None:
    rows = rows_of(parse("a > 1 and (b > 2 or c > 3) or d > 4 and e > 5"))
    assert [(row.join, str(row.condition)) for row in rows] == [
        ("and", "a > 1"),
        ("and", "b > 2 or c > 3"),
        ("or", "d > 4"),
        ("and", "e > 5"),
    ]
    assert rows_of(parse("")) == ()
    assert condition_of(()) == parse("")


def test_what_was_written_can_be_taken_back_and_brought_again() -> None:
    steps = History().written("a > 1").written("a > 1").written("a > 2")
    assert steps.texts == ("", "a > 1", "a > 2")
    assert steps.undone().now == "a > 1"
    assert steps.undone().redone() == steps
    assert steps.undone().undone().undone().now == ""
    assert not History().can_undo
    assert not steps.can_redo


def test_writing_after_taking_back_leaves_nothing_to_bring_again() -> None:
    steps = History().written("a > 1").undone().written("b > 1")
    assert steps.texts == ("", "b > 1")
    assert not steps.can_redo


def test_the_oldest_steps_are_forgotten() -> None:
    steps = History()
    for number in range(LONGEST + 50):
        steps = steps.written(f"a > {number}")
    assert len(steps.texts) == LONGEST
    assert steps.now == f"a > {LONGEST + 49}"
