from __future__ import annotations

import numpy as np
import pandas as pd

from e2lm.comparison import matched
from e2lm.views.compare_rows import laid_out, marks, rest_table
from tests.e2lm.comparison.toys import columns


def test_choices_in_another_order_are_laid_beside_the_same_texts() -> None:
    chances, pick, keys = laid_out(("red", "blue", "green"), ("green", "red", "blue"), (0.5, 0.3, 0.2), 0, (1,))
    assert (chances, pick, keys) == ((0.3, 0.2, 0.5), 2, (0,))


def test_choices_that_say_something_else_or_twice_the_same_stay_in_their_order() -> None:
    assert laid_out(("red", "blue"), ("A", "B"), (0.4, 0.6), 1, (0,)) == ((0.4, 0.6), 1, (0,))
    assert laid_out(("red", "red"), ("red", "red"), (0.4, 0.6), 1, (1,)) == ((0.4, 0.6), 1, (1,))


def test_no_pick_stays_none_and_a_missing_choice_has_no_probability() -> None:
    chances, pick, _ = laid_out(("red", "blue"), ("blue", "red"), (0.4,), -1, (0,))
    assert pick == -1
    assert np.isnan(chances[0])
    assert chances[1] == 0.4


def test_what_is_not_compared_is_listed_by_side() -> None:
    found = columns([[0.9, 0.8], [0.7, float("nan")]])
    table = rest_table(found, matched([one.docs["doc_key"].tolist() for one in found]))
    assert table[["side", "doc_key"]].to_numpy().tolist() == [["A", "key1"]]


def test_right_and_wrong_are_told_by_signs() -> None:
    assert marks(pd.Series([1.0, 0.0, np.nan])) == ["✓", "✗", "–"]
