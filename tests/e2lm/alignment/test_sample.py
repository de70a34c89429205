"""Samples of questions: the same for everybody, nested, and fair."""

from __future__ import annotations

from collections import Counter

from e2lm.alignment.sample import sampled

KEYS = [f"question {number}" for number in range(200)]


def test_the_order_of_the_source_does_not_matter() -> None:
    assert sampled(KEYS, 50, seed=3) == sampled(KEYS[::-1], 50, seed=3)


def test_a_larger_sample_holds_the_smaller_one() -> None:
    assert sampled(KEYS, 80)[:50] == sampled(KEYS, 50)


def test_another_seed_draws_another_sample() -> None:
    assert set(sampled(KEYS, 50, seed=1)) != set(sampled(KEYS, 50, seed=2))


def test_a_sample_of_more_than_all_is_all_once() -> None:
    assert sorted(sampled(KEYS + KEYS, 500)) == sorted(KEYS)


def test_every_question_is_drawn_about_as_often() -> None:
    """Of 400 samples of 50 of 200 each question is in 100; the standard deviation of that is 8.7."""
    times = Counter(key for seed in range(400) for key in sampled(KEYS, 50, seed))
    assert min(times.values()) > 60
    assert max(times.values()) < 140
