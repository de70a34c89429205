from __future__ import annotations

import numpy as np
import pytest

from e2lm.comparison import Paired, paired, pairs_of
from e2lm.comparison.by_subject import by_subject
from e2lm.comparison.differing import differing_table, ordered, where
from e2lm.comparison.paired import all_at_once, incomparable
from tests.e2lm.comparison.toys import columns

NAN = float("nan")
RNG = np.random.default_rng(5)
# Two sides that find the same questions hard: 300 questions, the second a little better on each.
HARD = RNG.uniform(0.05, 0.9, 300)
ALIKE = np.column_stack([HARD, np.clip(HARD + 0.03 + RNG.normal(0, 0.02, 300), 0.01, 0.99)])


def common(chances: np.ndarray | list[list[float]], metric: str = "acc") -> Paired:
    found = columns(chances, metric)  # type: ignore[arg-type]
    rows = np.repeat(np.arange(len(found[0].docs))[:, None], len(found), axis=1)
    return paired(found, rows)


def test_the_table_counts_each_question_once() -> None:
    one = common([[0.9, 0.8], [0.9, 0.2], [0.1, 0.6], [0.2, 0.7], [0.3, 0.9], [0.1, 0.1]])
    pair = pairs_of(one, ["acc", "acc"])[0]
    assert (pair.both, pair.only_first, pair.only_other, pair.neither) == (1, 1, 3, 1)
    assert pair.questions == pair.answered == 6
    assert pair.first == pytest.approx(2 / 6)
    assert pair.other == pytest.approx(4 / 6)
    assert pair.difference == pytest.approx(2 / 6)
    assert pair.p == pytest.approx(2 * 5 / 16)


def test_pairing_sees_a_difference_that_the_sides_own_intervals_hide() -> None:
    pair = pairs_of(common(ALIKE, "p_correct"), ["p_correct"] * 2)[0]
    assert pair.first_interval[1] > pair.other_interval[0], "the sides' intervals overlap"
    assert pair.low > 0
    assert pair.apart
    assert pair.ahead == 1.0
    error = np.std(ALIKE[:, 1] - ALIKE[:, 0], ddof=1) / np.sqrt(300)
    assert (pair.high - pair.low) / (2 * 1.96) == pytest.approx(error, rel=0.15)


def test_a_side_against_itself_has_no_difference_and_no_chance() -> None:
    pair = pairs_of(common(np.column_stack([HARD, HARD])), ["acc", "acc"])[0]
    assert (pair.difference, pair.low, pair.high, pair.p, pair.ahead) == (0, 0, 0, 1, 0.5)
    assert not pair.apart


def test_a_question_without_a_value_in_one_side_is_left_out_of_all() -> None:
    one = common([[0.9, 0.8, 0.2], [0.9, 0.7, 0.2], [0.4, 0.9, 0.9]])
    one.right[0, 2] = one.values[0, 2] = NAN
    assert one.valued.tolist() == one.answered.tolist() == [False, True, True]
    assert [pair.questions for pair in pairs_of(one, ["acc"] * 3)] == [2, 2]


def test_metrics_of_other_units_or_directions_have_no_difference() -> None:
    assert "nats" in incomparable("acc", "margin")
    assert "lower" in incomparable("acc", "brier")
    assert not incomparable("acc", "p_correct")
    pair = pairs_of(common([[0.9, 0.8]] * 3), ["acc", "margin"])[0]
    assert pair.reason
    assert np.isnan([pair.difference, pair.low, pair.high, pair.ahead]).all()
    assert pair.first == 1.0


def test_no_common_question_gives_nothing_and_one_no_interval() -> None:
    none = paired(columns([[0.9, 0.8]] * 2), np.zeros((0, 2), dtype=np.int64))
    pair = pairs_of(none, ["acc", "acc"])[0]
    assert (pair.questions, pair.answered) == (0, 0)
    assert np.isnan([pair.first, pair.difference, pair.p]).all()
    alone = pairs_of(common([[0.9, 0.2]]), ["acc", "acc"])[0]
    assert alone.difference == -1
    assert np.isnan(alone.low)
    assert not alone.apart


def test_whole_sub_tasks_are_drawn_where_that_is_asked() -> None:
    chances = np.column_stack([np.full(200, 0.4), np.where(np.arange(200) % 2, 0.7, 0.2)])
    one = common(chances, "p_correct")
    clusters = np.arange(200) % 2
    by_question, by_cluster = (pairs_of(one, ["p_correct"] * 2, drawn)[0] for drawn in (None, clusters))
    assert by_cluster.high - by_cluster.low > 3 * (by_question.high - by_question.low)


def test_three_sides_are_tested_at_once() -> None:
    one = common([[0.9, 0.2, 0.2]] * 9 + [[0.1, 0.2, 0.8]] * 2)
    assert all_at_once(one).questions == 11
    assert all_at_once(one).p < 0.05


def test_subjects_stand_by_their_difference_with_their_own_counts() -> None:
    # Docs alternate between animals and plants: the second side knows plants only.
    chances = [[0.9, 0.2] if place % 2 == 0 else [0.1, 0.8] for place in range(12)]
    table = by_subject(common(chances), 1)
    assert table["subject"].tolist() == ["plants", "animals"]
    assert table["difference"].tolist() == [1, -1]
    assert table["questions"].tolist() == [6, 6]
    assert table["only_other"].tolist() == [6, 0]
    np.testing.assert_allclose(table["p"], 2 / 64)
    np.testing.assert_allclose(table["p_all"], 4 / 64)
    assert (table["low"] == table["high"]).all()


def test_a_subject_of_one_question_has_no_interval() -> None:
    table = by_subject(common([[0.9, 0.2], [0.1, 0.8], [0.1, 0.8]]), 1).set_index("subject")
    assert table["low"].isna().to_dict() == {"plants": True, "animals": False}
    assert table.loc["animals", "questions"] == 2


def test_own_subjects_are_used_where_they_are_given() -> None:
    found = columns([[0.9, 0.2], [0.1, 0.8]])
    one = paired(found, np.array([[0, 0], [1, 1]]), ["red", "blue"])
    assert one.docs["subject"].tolist() == ["red", "blue"]


def test_what_differs_is_found_and_ordered_by_the_keys_probability() -> None:
    one = common([[0.9, 0.4], [0.9, 0.8], [0.2, 0.9], [0.3, 0.1]])
    alike = one.picks[:, 0] == one.picks[:, 1]
    assert np.flatnonzero(where(one, 1, "right in one only", alike)).tolist() == [0, 2]
    assert np.flatnonzero(where(one, 1, "only A right", alike)).tolist() == [0]
    assert np.flatnonzero(where(one, 1, "only B right", alike)).tolist() == [2]
    assert np.flatnonzero(where(one, 1, "another pick", alike)).tolist() == [0, 2]
    every = where(one, 1, "all", alike)
    assert ordered(one, 1, every, "largest difference").tolist() == [2, 0, 3, 1]
    assert ordered(one, 1, every, "B gains most").tolist() == [2, 1, 3, 0]
    assert ordered(one, 1, every, "A gains most").tolist() == [0, 3, 1, 2]
    assert ordered(one, 1, every, "in the task's order").tolist() == [0, 1, 2, 3]
    table = differing_table(one, 1, np.array([2]))
    assert table[["doc_key", "right_first", "right_other"]].to_numpy().tolist() == [["key2", 0, 1]]
    assert table["difference"].tolist() == [pytest.approx(0.7)]
