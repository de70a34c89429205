"""Sizes, costs, the domain mix and the front of candidates, each by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from e2lm.candidates.domain_mix import domain_mix
from e2lm.candidates.pareto import compared_components, pareto_front
from e2lm.candidates.sizes import cost_of, size_warning

NAN = float("nan")


@pytest.mark.parametrize(("questions", "word"), [(99, "at least 100"), (15_001, "at most 15,000"), (1, "1 question:")])
def test_sizes_beyond_the_bounds_are_warned_about(questions: int, word: str) -> None:
    assert word in size_warning(questions)


@pytest.mark.parametrize("questions", [100, 15_000])
def test_sizes_within_the_bounds_are_not(questions: int) -> None:
    assert size_warning(questions) == ""


def test_a_prompt_is_read_once_per_choice_or_once_with_a_shared_prefix() -> None:
    prompts = pd.DataFrame(
        {"doc_key": ["a", "b"], "prompt_chars": [100, 40], "choices_chars": [20, 8], "n_choices": [4, 2]}
    )
    cost = cost_of(prompts, np.array([True, True]))
    assert cost.tokens == (100 * 4 + 20 + 40 * 2 + 8) / 4
    assert cost.shared == (100 + 20 + 40 + 8) / 4
    assert cost_of(prompts, np.array([False, True])).tokens == (40 * 2 + 8) / 4
    assert np.isnan(cost_of(prompts, np.array([False, False])).tokens)


def test_the_mix_by_hand() -> None:
    domains = pd.Series(["law"] * 6 + ["physics"] * 4)
    mix = domain_mix(domains, np.arange(10) >= 5)  # 1 of law, 4 of physics
    assert mix.distance == pytest.approx(0.4)
    assert mix.table["domain"].tolist() == ["physics", "law"]
    assert mix.table["candidate_share"].tolist() == [0.8, 0.2]
    assert mix.table["change"].tolist() == pytest.approx([0.4, -0.4])


def test_all_questions_have_their_sources_mix() -> None:
    mix = domain_mix(pd.Series(["law", "physics", "law"]), np.ones(3, dtype=bool))
    assert (mix.distance, mix.by_chance, mix.far) == (0.0, 0.0, False)


def test_chance_moves_random_subsets_as_far_as_said_and_raises_no_warning() -> None:
    generator = np.random.default_rng(1)
    domains = pd.Series(np.repeat([f"d{i}" for i in range(20)], 50))
    mixes = [domain_mix(domains, generator.permutation(1000) < 200) for _ in range(100)]
    assert float(np.mean([mix.distance for mix in mixes])) == pytest.approx(mixes[0].by_chance, rel=0.1)
    assert not any(mix.far for mix in mixes)


def test_a_filter_that_keeps_one_domain_is_warned_about() -> None:
    domains = pd.Series(np.repeat(["law", "physics", "art", "sport"], 100))
    assert domain_mix(domains, (domains == "law").to_numpy(bool)).far


def test_of_nothing_there_is_no_mix() -> None:
    mix = domain_mix(pd.Series(["law"]), np.array([False]))
    assert np.isnan(mix.distance)
    assert not mix.far


def test_the_front_by_hand() -> None:
    scores = pd.DataFrame({"sq": [0.9, 0.8, 0.7, 0.9], "rc": [0.1, 0.5, 0.4, 0.1], "cs": [NAN] * 4})
    assert compared_components(scores) == ("sq", "rc")
    assert pareto_front(scores).tolist() == [True, True, False, True]


def test_candidates_without_a_common_score_are_all_on_the_front() -> None:
    scores = pd.DataFrame({"sq": [0.9, NAN], "rc": [NAN, 0.1], "cs": [NAN, NAN]})
    assert compared_components(scores) == ()
    assert pareto_front(scores).all()


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(*[st.integers(0, 3)] * 3), min_size=1, max_size=12))
def test_the_front_is_what_comparing_every_pair_gives(rows: list[tuple[int, int, int]]) -> None:
    scores = pd.DataFrame(rows, columns=["sq", "rc", "cs"], dtype=float)
    beaten = [any(all(a >= b for a, b in zip(x, y, strict=True)) and x != y for x in rows) for y in rows]
    assert pareto_front(scores).tolist() == [not one for one in beaten]
