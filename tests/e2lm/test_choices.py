from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from e2lm.choices import acc, gold_mask, highest, padded, pick, probabilities


def test_the_first_of_equal_choices_is_picked_as_by_lm_eval() -> None:
    assert pick([[-2.0, -1.0, -1.0]]).tolist() == [1]
    assert acc([[-1.0, -1.0]], gold_mask([[1]], 2)).tolist() == [0.0]


def test_docs_with_fewer_choices_and_docs_not_evaluated() -> None:
    values = np.array([[-1.0, -2.0, np.nan], [np.nan, np.nan, np.nan], [-3.0, -2.0, -1.0]])
    golds = gold_mask([[0], [0], [2]], 3)
    assert pick(values).tolist() == [0, -1, 2]
    np.testing.assert_array_equal(acc(values, golds), [1, np.nan, 1])
    np.testing.assert_array_equal(np.isnan(probabilities(values)), np.isnan(values))
    assert probabilities(values)[0, 0] == pytest.approx(1 / (1 + np.exp(-1)))


def test_without_a_key_nothing_is_right_or_wrong() -> None:
    assert np.isnan(acc([[-1.0, -2.0]], gold_mask([[]], 2))).all()


def test_impossible_choices_are_never_preferred() -> None:
    values, golds = np.array([[-np.inf, -5.0], [-np.inf, -np.inf]]), gold_mask([[0], [0]], 2)
    np.testing.assert_array_equal(acc(values, golds), [0, 1])
    np.testing.assert_array_equal(probabilities(values), [[0, 1], [np.nan, np.nan]])


def test_an_impossible_choice_beside_padding_is_still_the_pick() -> None:
    values = [[np.nan, -np.inf, -np.inf]]
    assert pick(values).tolist() == [1]
    assert acc(values, gold_mask([[1]], 3)).tolist() == [1.0]


def test_the_highest_can_be_asked_for_among_some_choices() -> None:
    values = np.array([[-1.0, -2.0, -3.0], [-1.0, np.nan, np.nan]])
    assert highest(values).tolist() == [-1.0, -1.0]
    np.testing.assert_array_equal(highest(values, gold_mask([[1, 2], [1]], 3)), [-2.0, np.nan])


def test_keys_outside_the_choices_are_no_keys() -> None:
    assert gold_mask([[4], [-1], [1]], 3).sum(axis=1).tolist() == [0, 0, 1]


def test_no_docs_and_no_choices_give_empty_results() -> None:
    assert acc(np.zeros((0, 3, 4)), gold_mask([], 4)).shape == (0, 3)
    assert probabilities(np.zeros((2, 3, 0))).shape == (2, 3, 0)
    none = acc(np.zeros((2, 3, 0)), gold_mask([[], []], 0))
    assert none.shape == (2, 3)
    assert np.isnan(none).all()


ROW = st.lists(st.integers(-50, 0).map(float), min_size=2, max_size=5)


@settings(deadline=None)
@given(st.lists(ROW, min_size=1, max_size=6), st.data())
def test_all_docs_at_once_say_the_same_as_each_alone(rows: list[list[float]], data: st.DataObject) -> None:
    golds = [data.draw(st.integers(0, len(row) - 1)) for row in rows]
    whole = padded(rows, 5)[:, None, :].repeat(2, axis=1)
    mask = gold_mask([[gold] for gold in golds], 5)
    for doc, (row, gold) in enumerate(zip(rows, golds, strict=True)):
        assert pick(whole)[doc].tolist() == [np.argmax(row)] * 2
        assert acc(whole, mask)[doc].tolist() == [float(np.argmax(row) == gold)] * 2
        assert probabilities(whole)[doc, 0, : len(row)] == pytest.approx(np.exp(row) / np.exp(row).sum())


@settings(deadline=None)
@given(st.lists(st.floats(-1e4, 0), min_size=1, max_size=6))
def test_probabilities_sum_to_one_however_unlikely_the_choices(row: list[float]) -> None:
    assert probabilities([row]).sum() == pytest.approx(1)
