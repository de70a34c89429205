from __future__ import annotations

import numpy as np
import pytest

from e2lm.comparison import Pair, pairs_of
from e2lm.comparison.chances import Cochran
from e2lm.views.compare_words import all_words, p_words, table_words, verdict
from tests.e2lm.comparison.test_paired import common

NAN = float("nan")
AHEAD = np.array([[0.9, 0.8]] * 40 + [[0.1, 0.7]] * 30 + [[0.1, 0.2]] * 30)


def pair(chances: object, metric: str = "acc") -> Pair:
    return pairs_of(common(chances, metric), [metric, metric])[0]  # type: ignore[arg-type]


def test_a_difference_beyond_chance_says_who_is_better_and_by_how_much() -> None:
    said = verdict(pair(AHEAD), "A", "B", "acc")
    assert said.startswith("**B is better than A by 30.00 points** on 100 questions (95 % +")
    assert verdict(pair(AHEAD[:, ::-1]), "A", "C", "acc").startswith("**A is better than C by 30.00 points**")


def test_where_lower_is_better_the_lower_side_is() -> None:
    assert verdict(pair(AHEAD, "brier"), "A", "B", "brier").startswith("**B is better than A by 0.")


def test_a_difference_within_its_interval_may_be_chance() -> None:
    said = verdict(pair([[0.9, 0.8]] * 9 + [[0.1, 0.8]] + [[0.2, 0.1]] * 9), "A", "B", "acc")
    assert "B is ahead of A by" in said
    assert "may be chance" in said


def test_sides_that_answer_alike_say_so() -> None:
    same = pair([[0.9, 0.9], [0.1, 0.1]])
    assert verdict(same, "A", "B", "acc") == "**A and B answer alike** on 2 questions"
    assert "agree on every question" in table_words(same, "A", "B", "acc")


def test_as_many_right_on_other_questions_is_even() -> None:
    assert verdict(pair([[0.9, 0.1], [0.1, 0.9]]), "A", "B", "acc").startswith("**A and B are even** on 2 questions")


def test_what_has_no_difference_says_why() -> None:
    other = pairs_of(common([[0.9, 0.8]] * 3), ["acc", "margin"])[0]
    assert "because acc is in shares" in verdict(other, "A", "B", "acc")


def test_the_test_names_its_counts() -> None:
    said = table_words(pair(AHEAD), "A", "B", "acc")
    assert said == "right only in B: **30**, only in A: **0** (by acc) · McNemar's exact p < 0.0001"


@pytest.mark.parametrize(
    ("p", "said"), [(0.00001, "p < 0.0001"), (0.0042, "p = 0.0042"), (0.5, "p = 0.50"), (NAN, "p undefined")]
)
def test_a_p_value_in_words(p: float, said: str) -> None:
    assert p_words(p) == said


def test_q_says_what_it_is_over_or_why_there_is_none() -> None:
    assert "Q = 12.5 with 2 degrees of freedom, p = 0.0019, over 30 questions" in all_words(
        Cochran(12.5, 2, 0.0019, 30), "ABC"
    )
    assert "undefined, because too few" in all_words(Cochran(NAN, 2, NAN, 3, "too few"), "ABC")
