"""What changed between two meetings: scores beyond their intervals or within them, questions, runs, settings."""

from __future__ import annotations

from dataclasses import replace

from e2lm.reviews.changes import Change, changed_since
from e2lm.reviews.evidence import Evidence, Score
from tests.e2lm.reviews.toy_evidence import TOY


def _with_sq(one: Evidence, value: float | None, low: float | None, high: float | None) -> Evidence:
    return replace(one, scores=(Score("SQ", value, low, high), *one.scores[1:]))


def test_nothing_changed_between_equal_evidence() -> None:
    assert changed_since(TOY, TOY) == []


def test_a_score_beyond_both_intervals_is_said_to_be() -> None:
    changes = changed_since(TOY, _with_sq(TOY, 0.95, 0.94, 0.96))
    assert changes == [Change("SQ", "0.950", "0.971", "+0.021", beyond=True)]


def test_a_score_within_the_interval_of_the_other_is_not_beyond() -> None:
    assert changed_since(TOY, _with_sq(TOY, 0.969, 0.9, 0.99))[0].beyond is False
    assert changed_since(TOY, _with_sq(TOY, 0.95, None, None))[0].beyond is None


def test_a_score_that_became_undefined_has_no_difference() -> None:
    assert changed_since(_with_sq(TOY, None, None, None), TOY) == [Change("SQ", "0.971", "undefined")]


def test_other_questions_of_the_same_number_are_told_by_their_hash() -> None:
    now = replace(TOY, questions_hash="1" * 16)
    assert changed_since(now, TOY) == [Change("which questions", TOY.questions_hash, "1" * 16)]


def test_counts_versions_and_settings_are_compared() -> None:
    now = replace(
        TOY,
        subject="candidate:new",
        questions=2,
        runs=30,
        definition="",
        settings={**TOY.settings, "points": "official"},
    )
    assert changed_since(now, TOY) == [
        Change("questions", "3", "2", "-1"),
        Change("version", "1f3a5b7c9d0e", "new"),
        Change("chosen by", "difficulty <= 0.8", "a list"),
        Change("runs", "29", "30", "+1"),
        Change("points", "all points", "official"),
    ]
