"""Difficulty and its course, learned at, forgotten and discrimination against loops over single questions."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from e2lm.item_statistics import part_of
from e2lm.item_statistics.course import half_by
from tests.e2lm.item_statistics.random_evidence import evidence, random_cube
from tests.e2lm.typed_cube import typed_cube

NAN, INF = float("nan"), float("inf")
# The first choice is the right one.
LETTERS = {"R": [-1.0, -2.0], "W": [-2.0, -1.0], ".": [NAN, NAN]}


def story(text: str, *others: str, models: tuple[str, ...] = ("a",)) -> dict[str, float]:
    """The first doc's statistics; a letter is a checkpoint, models one after the other: R right, W wrong, . nothing."""
    rows = [[LETTERS[letter] for letter in one] for one in (text, *others)]
    names = [model for model in models for _ in range(len(text) // len(models))]
    found = part_of(evidence(typed_cube(rows, [[0]] * len(rows), models=names)), "course")
    return {name: float(values[0]) for name, values in found.items()}


def test_one_questions_course_by_hand() -> None:
    found = story("WWWRWRRRR", "WWWWWRRRR")
    assert found["difficulty"] == pytest.approx(4 / 9)
    thirds = [found[f"difficulty_{third}"] for third in ("early", "middle", "late")]
    assert thirds == [1, pytest.approx(1 / 3), 0]
    assert found["learned_at"] == 6e9, "the first of three right checkpoints in a row"
    assert found["right_from"] == 6e9
    assert (found["forgotten"], found["flips"], found["known_by"], found["evaluated"]) == (1, 3, 1, 9)
    # Against the other doc's 5 wrong, 4 right: they differ at the fourth checkpoint alone.
    first, other = np.array([0, 0, 0, 1, 0, 1, 1, 1, 1]), np.array([0, 0, 0, 0, 0, 1, 1, 1, 1])
    assert found["discrimination"] == pytest.approx(np.corrcoef(first, other)[0, 1])


def test_one_slip_at_the_end_undoes_right_from_but_not_learned_at() -> None:
    found = story("WRRRRRWR")
    assert (found["learned_at"], found["right_from"]) == (2e9, 8e9)
    ends_wrong = story("WRRRRRRW")
    assert ends_wrong["learned_at"] == 2e9
    assert math.isnan(ends_wrong["right_from"])


def test_a_question_that_was_never_asked_has_no_course() -> None:
    found = story("....", "RWRW")
    assert found.pop("evaluated") == 0
    assert all(math.isnan(value) for value in found.values())


def test_what_half_of_the_models_reach() -> None:
    moments = np.array([[1, INF], [INF, INF], [1, 3], [NAN, 5], [NAN, NAN], [NAN, INF]])
    np.testing.assert_array_equal(half_by(moments), [1, NAN, 1, 5, NAN, NAN])
    three = np.array([[1, INF, INF], [4, 2, INF], [9, 1, 5]])
    np.testing.assert_array_equal(half_by(three), [NAN, 4, 5])
    assert np.isnan(half_by(np.zeros((2, 0)))).all()


def test_models_count_each_for_itself() -> None:
    found = story("WRRRRRWW", models=("a", "b"))
    assert (found["learned_at"], found["known_by"]) == (2e9, 0.5)
    assert (found["forgotten"], found["flips"]) == (1, 2), "another model's first answer is no change of the last one"


def test_only_the_chosen_models_count() -> None:
    cube = random_cube(1)
    both, one = (part_of(evidence(cube, models=models), "course") for models in ((), ("demo-100k-wide",)))
    alone = cube.checkpoints["model"] == "demo-100k-wide"
    assert one["evaluated"].tolist() == [alone.sum()] * 12
    assert both["evaluated"].tolist() == [len(alone)] * 12


@settings(max_examples=25)
@given(st.integers(0, 10**6), st.sampled_from([0.0, 0.2, 0.7]))
def test_every_course_is_that_of_a_loop_over_its_answers(seed: int, holes: float) -> None:
    one = evidence(random_cube(seed, docs=6, holes=holes))
    found = part_of(one, "course")
    for doc in range(6):
        expected = _naive(one.right, one.columns, one.amounts, doc)
        for name, value in expected.items():
            np.testing.assert_allclose(found[name][doc], value, err_msg=f"{name} of {doc}", atol=1e-12)


def _naive(right: np.ndarray, columns: dict[str, np.ndarray], amounts: np.ndarray, doc: int) -> dict[str, float]:
    pairs = [
        [(place, right[doc, place]) for place in own if not math.isnan(right[doc, place])] for own in columns.values()
    ]
    answers = [answer for model in pairs for _, answer in model]
    third = [
        [right[doc, place] for own in columns.values() for place in list(own)[_part(len(own), 0) : _part(len(own), 1)]],
        [right[doc, place] for own in columns.values() for place in list(own)[_part(len(own), 2) :]],
    ]
    steady: list[float] = []
    for model in pairs:
        wrong = [at for at, (_, answer) in enumerate(model) if answer == 0]
        after = model[wrong[-1] + 1 :] if wrong else model
        steady += [amounts[after[0][0]] if after else INF] if model else []
    reached = sorted(steady)[max(-(-len(steady) // 2), 1) - 1] if steady else NAN
    changes = [(a, b) for model in pairs for (_, a), (_, b) in pairwise(model)]
    return {
        "difficulty": _wrong(answers),
        "difficulty_early": _wrong(third[0]),
        "difficulty_late": _wrong(third[1]),
        "right_from": reached if reached < INF else NAN,
        "forgotten": sum(pair == (1, 0) for pair in changes) if answers else NAN,
        "flips": sum(a != b for a, b in changes) if answers else NAN,
        "evaluated": len(answers),
        "discrimination": _rest_correlation(right, doc),
    }


def _part(count: int, third: int) -> int:
    """Where a third begins when the first ones take what is left over."""
    return sum(count // 3 + (place < count % 3) for place in range(third))


def _wrong(answers: list[float]) -> float:
    known = [answer for answer in answers if not math.isnan(answer)]
    return 1 - sum(known) / len(known) if known else NAN


def _rest_correlation(right: np.ndarray, doc: int) -> float:
    mine, rest = [], []
    for column in range(right.shape[1]):
        others = [right[other, column] for other in range(len(right)) if other != doc]
        others = [answer for answer in others if not math.isnan(answer)]
        if others and not math.isnan(right[doc, column]):
            mine.append(right[doc, column])
            rest.append(sum(others) / len(others))
    if len(mine) < 2 or max(mine) == min(mine) or max(rest) - min(rest) < 1e-9:
        return NAN
    return float(np.corrcoef(mine, rest)[0, 1])
