from __future__ import annotations

import numpy as np
import pytest

from e2lm.comparison.through import THROUGH_COLUMNS, same_moments, through
from tests.e2lm.comparison.toys import answering

FIRST, OTHER = "demo-100k-deep", "demo-100k-wide"
ROWS = np.repeat(np.arange(4)[:, None], 2, axis=1)


def test_the_difference_at_each_common_amount_is_that_of_the_means() -> None:
    cube = answering([[0.1, 0.2, 0.3, 0.6]] * 4, (FIRST, OTHER))
    table = through(cube, FIRST, "p_correct", cube, OTHER, "p_correct", ROWS)
    assert tuple(table.columns) == THROUGH_COLUMNS
    assert table["amount"].tolist() == [1e9, 2e9]
    assert table["other_checkpoint"].tolist() == ["step1000", "step2000"]
    np.testing.assert_allclose(table["difference"], [0.2, 0.4], rtol=1e-5)
    np.testing.assert_allclose(table["low"], table["difference"], rtol=1e-4)
    assert table["questions"].tolist() == [4, 4]


def test_a_question_counts_where_both_answered_it() -> None:
    cube = answering([[0.1, 0.3], [float("nan"), 0.9], [0.3, 0.5], [0.2, 0.4]], (FIRST, OTHER))
    table = through(cube, FIRST, "p_correct", cube, OTHER, "p_correct", ROWS)
    assert table["questions"].tolist() == [3]
    assert table["difference"].tolist() == [pytest.approx(0.2, rel=1e-5)]


def test_questions_stand_in_other_rows_of_the_other_cube() -> None:
    first, other = answering([[0.1], [0.6]]), answering([[0.9], [0.2]])
    table = through(first, FIRST, "acc", other, FIRST, "acc", np.array([[0, 1], [1, 0]]))
    assert table["first"].tolist() == [0.5]
    table = through(first, FIRST, "p_correct", other, FIRST, "p_correct", np.array([[0, 1]]))
    assert table["difference"].tolist() == [pytest.approx(0.1, rel=1e-5)]


def test_without_steps_nothing_says_which_checkpoints_belong_together() -> None:
    cube = answering([[0.1, 0.3]], (FIRST, OTHER))
    assert same_moments(cube, FIRST, cube, OTHER) == 1
    nameless = answering([[0.1, 0.3]], (FIRST, OTHER))
    nameless.checkpoints[["step", "tokens"]] = None
    assert same_moments(nameless, FIRST, nameless, OTHER) == 0
