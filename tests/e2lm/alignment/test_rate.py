"""The share that is accepted, its interval, and several judges of one question."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from e2lm.alignment.agreement import agreement
from e2lm.alignment.rate import by_question, rate, rate_among, wilson
from e2lm.alignment.verdicts import Judgement, Verdict, Word


def judged(name: str, **said: Word) -> Judgement:
    verdicts = tuple(Verdict(key, word) for key, word in said.items())
    return Judgement(name, "person", name, "quiz", verdicts)


def test_errors_count_against() -> None:
    found = rate(["accept", "accept", "error", "reject"])
    assert (found.accepted, found.rejected, found.errors, found.asked, found.value) == (2, 1, 1, 4, 0.5)


def test_the_interval_by_hand() -> None:
    """45 of 50: (0.9 + 1.9208/50 -+ 1.96 sqrt(0.09/50 + 3.8416/10000)) / (1 + 3.8416/50) = 0.786 and 0.957."""
    assert wilson(45, 50) == pytest.approx((0.7864, 0.9565), abs=5e-5)


@given(st.integers(0, 60), st.integers(1, 60))
@settings(max_examples=50, deadline=None)
def test_the_interval_is_scipys(successes: int, trials: int) -> None:
    successes = min(successes, trials)
    known = binomtest(successes, trials).proportion_ci(0.95, method="wilson")
    assert wilson(successes, trials) == pytest.approx((known.low, known.high), abs=1e-12)


def test_of_nobody_asked_the_rate_is_undefined_and_not_zero() -> None:
    found = rate([None, None])
    assert found.asked == 0
    assert math.isnan(found.value)
    assert math.isnan(found.low)


def test_a_candidates_rate_is_that_of_its_own_questions() -> None:
    found = rate_among(judged("ada", a="accept", b="reject", c="accept"), ["a", "c", "d"])
    assert (found.asked, found.value) == (2, 1.0)


def test_each_question_has_the_share_of_its_judges() -> None:
    first = judged("ada", a="accept", b="accept", c="error")
    second = judged("bob", a="accept", b="reject")
    table = by_question([first, second], ["b", "a", "d", "c"])
    assert table.index.tolist() == ["b", "a", "d", "c"]
    assert table["verdict"].tolist() == ["disputed", "accept", "", "error"]
    assert table["judges"].tolist() == [2, 2, 0, 1]
    assert table["accepted"].tolist() == pytest.approx([0.5, 1.0, math.nan, 0.0], nan_ok=True)


def test_kappa_by_hand() -> None:
    """Of 4 questions 3 alike; one accepts 2, the other 3 of 4, so chance agrees on 2/4 * 3/4 + 2/4 * 1/4 = 1/2."""
    one = judged("ada", a="accept", b="accept", c="reject", d="reject", e="error")
    other = judged("bob", a="accept", b="accept", c="reject", d="accept", e="accept")
    found = agreement(one, other)
    assert (found.both, found.share) == (4, 0.75)
    assert found.kappa == pytest.approx((0.75 - 0.5) / 0.5)


def test_judges_without_a_common_question_do_not_agree_by_zero() -> None:
    found = agreement(judged("ada", a="accept"), judged("bob", b="accept"))
    assert found.both == 0
    assert math.isnan(found.share)


def test_who_never_wavers_agrees_by_chance_alone() -> None:
    assert math.isnan(agreement(judged("ada", a="accept", b="accept"), judged("bob", a="accept", b="reject")).kappa)
