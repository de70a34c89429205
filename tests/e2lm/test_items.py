from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from e2lm.items import (
    ITEM_COLUMNS,
    NOWHERE,
    band_sizes,
    difficulty,
    discrimination,
    fates,
    flips,
    item_table,
    known_from,
    losses,
    order,
    sums_of,
)


def answers(*docs: str) -> np.ndarray:
    """One string a doc, one letter a checkpoint: R right, W wrong, . not evaluated."""
    return np.array([[{"R": 1.0, "W": 0.0, ".": np.nan}[letter] for letter in doc] for doc in docs])


@pytest.mark.parametrize(
    ("doc", "band", "learned_at", "forgotten_at"),
    [
        ("WWRRRRR", "learned", 2, None),
        ("RRRRRRR", "learned", 0, None),
        ("WWWWRRR", "learned", 4, None),
        ("WRRRWRR", "learned", 1, None),
        ("WRRRRRW", "learned", 1, None),
        ("RRRRWWW", "forgotten", 0, 4),
        ("RRRWWWR", "forgotten", 0, 3),
        ("RRRWWWWRRR", "learned", 7, None),
        ("RRRWWWRRRWWW", "forgotten", 6, 9),
        ("WRRWRRW", "never", None, None),
        ("WWWWWRR", "never", None, None),
        ("WR.R.RW", "learned", 1, None),
        ("...RRR.", "learned", 3, None),
        (".......", "missing", None, None),
        ("R", "learned", 0, None),
        ("W", "never", None, None),
        ("RW", "never", None, None),
        (".R.R", "learned", 1, None),
    ],
)
def test_the_story_of_a_question(doc: str, band: str, learned_at: int | None, forgotten_at: int | None) -> None:
    row = item_table(answers(doc)).iloc[0]
    assert row["band"] == band
    assert (None if pd.isna(row["learned_at"]) else row["learned_at"]) == learned_at
    assert (None if pd.isna(row["forgotten_at"]) else row["forgotten_at"]) == forgotten_at


def test_the_number_in_a_row_is_a_setting() -> None:
    assert item_table(answers("WRRWRR"), in_a_row=2)["learned_at"].tolist() == [1]
    assert item_table(answers("WRRWWRR"), in_a_row=2)["learned_at"].tolist() == [5]
    assert item_table(answers("WRRWRR"), in_a_row=1)["learned_at"].tolist() == [4]


def test_difficulty_flips_and_counts_by_hand() -> None:
    items = item_table(answers("WWRR.", "RWRWR", "....."))
    assert tuple(items.columns) == ITEM_COLUMNS
    assert items["difficulty"].tolist()[:2] == [0.5, pytest.approx(0.4)]
    assert pd.isna(items["difficulty"].iloc[2])
    assert items["flips"].tolist() == [1, 4, 0]
    assert items["evaluated"].tolist() == [4, 5, 0]


def test_losses_and_what_is_known_to_the_end_by_hand() -> None:
    right = answers("WRWR.W", "RRRRRR", "......", "RWWRRR")
    assert losses(right).tolist() == [2, 0, 0, 1]
    assert known_from(right, in_a_row=1).tolist() == [NOWHERE, 0, NOWHERE, 3]
    assert known_from(answers("WRRRRRW", "RRRRWWW")).tolist() == [1, NOWHERE]


def test_discrimination_by_hand() -> None:
    # The first doc against the mean of the other two, 0 0.5 0.5 1: deviations -.5 -.5 .5 .5 and -.5 0 0 .5 give
    # 0.5 / sqrt(1 * 0.5).
    found = discrimination(answers("WWRR", "WRWR", "WWRR"))
    assert found[0] == pytest.approx(0.5 / np.sqrt(0.5))
    assert np.isnan(discrimination(answers("RRRR", "WRWR"))[0])
    assert np.isnan(discrimination(answers("WRWR"))[0])


def test_the_heatmaps_order_is_band_by_band_and_earliest_first() -> None:
    items = item_table(answers("WWWW", "WRRR", "....", "RRRR", "RRRR"))
    assert order(items).tolist() == [3, 4, 1, 0, 2]


def test_forgotten_questions_stand_after_all_learned_ones() -> None:
    items = item_table(answers("RRRWWWW", "WWWWRRR", "RRRRWWW", "WWWWWWW", "WRRRRRR"))
    assert order(items).tolist() == [4, 1, 0, 2, 3]
    assert band_sizes(items) == {"learned": 2, "forgotten": 2, "never": 1, "missing": 0}


def test_by_difficulty_the_easiest_come_first_and_missing_ones_last() -> None:
    items = item_table(answers("WWRR", "....", "RRRR", "WWWW"))
    assert order(items, by="difficulty").tolist() == [2, 0, 3, 1]


def test_no_docs_and_no_checkpoints() -> None:
    assert item_table(np.zeros((0, 5))).empty
    assert item_table(np.zeros((2, 0)))["band"].tolist() == ["missing", "missing"]


MATRIX = st.integers(1, 8).flatmap(
    lambda width: st.lists(
        st.lists(st.sampled_from([0.0, 1.0, float("nan")]), min_size=width, max_size=width), min_size=1, max_size=6
    )
)


@given(MATRIX)
def test_exchanging_right_and_wrong_turns_difficulty_around_and_keeps_flips(rows: list[list[float]]) -> None:
    right = np.array(rows)
    np.testing.assert_allclose(difficulty(right), 1 - difficulty(1 - right))
    np.testing.assert_array_equal(flips(right), flips(1 - right))


@given(MATRIX)
def test_checkpoints_at_which_nothing_was_evaluated_change_no_band(rows: list[list[float]]) -> None:
    right = np.array(rows)
    wider = np.insert(right, right.shape[1] // 2, np.nan, axis=1)
    assert item_table(wider)["band"].tolist() == item_table(right)["band"].tolist()


@given(MATRIX)
def test_every_doc_has_one_place_in_each_order(rows: list[list[float]]) -> None:
    items = item_table(np.array(rows))
    everywhere = list(range(len(items)))
    assert sorted(order(items).tolist()) == sorted(order(items, by="difficulty").tolist()) == everywhere


@given(MATRIX)
def test_a_learned_question_was_right_where_it_was_learned_and_a_forgotten_one_wrong_where_it_was_lost(
    rows: list[list[float]],
) -> None:
    right = np.array(rows)
    for doc, item in enumerate(item_table(right).itertuples()):
        if item.band in ("learned", "forgotten"):
            assert right[doc, int(str(item.learned_at))] == 1
        if item.band == "forgotten":
            assert right[doc, int(str(item.forgotten_at))] == 0
            assert int(str(item.learned_at)) < int(str(item.forgotten_at))


def test_the_sums_of_all_docs_let_one_alone_be_told_apart() -> None:
    right = answers("WWRR", "WRRR", "RW.R")
    whole = discrimination(right)
    sums = sums_of(right)
    assert sums.evaluated.tolist() == [3, 3, 2, 3]
    for place in range(3):
        assert discrimination(right[place : place + 1], sums)[0] == pytest.approx(whole[place])


def test_columns_that_a_shorter_row_lacks_change_no_fate() -> None:
    right = answers("WRRR..", "RRRWWW")
    bands, began, ended = fates(right)
    assert (bands.tolist(), began.tolist(), ended.tolist()) == (["learned", "forgotten"], [1, 0], [NOWHERE, 3])
