"""Scores before and after: changes, what cannot be said, and how numbers are written."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from e2lm.candidates.held_out import FOLD_COLUMNS, PLACE_COLUMNS
from e2lm.scoring.settings import default_settings
from e2lm.scoring.table import model_scores, task_scores
from e2lm.views.before_after import Line, change_in_words, first_lines, share_in_words, signed, with_luck
from tests.e2lm.tables import series, table

SETTINGS = default_settings(["m"])


def row_of(curves: pd.DataFrame) -> dict[str, Any]:
    """The first row of task_scores."""
    scores = task_scores(curves, SETTINGS)
    return dict(zip(map(str, scores.columns), scores.iloc[0], strict=True))


def lines(values: list[float], before: list[float] | None = None) -> tuple[Line, ...]:
    curves = table(*series("m", values))
    other = None if before is None else row_of(table(*series("m", before)))
    return first_lines(row_of(curves), model_scores(curves, SETTINGS), other, SETTINGS)


def test_a_change_is_after_minus_before_and_unknown_where_one_is() -> None:
    rising, falling = [i / 20 for i in range(12)], [1 - i / 20 for i in range(12)]
    signal, ranking, *_ = lines(rising, falling)
    assert signal.name == "SQ"
    assert signal.change == pytest.approx(0.5)
    assert change_in_words(signal) == "+0.500"
    assert ranking.change is None
    assert change_in_words(ranking) == "–"
    assert lines(rising)[0].change is None


def test_luck_is_said_per_score_and_not_told_of_a_list() -> None:
    folds = pd.DataFrame(
        [
            ("models", "a", "sq", 9, 0.9, 0.5, 0.4, 0.4, 0.4, 1.0),
            ("models", "b", "sq", 9, 0.9, 0.7, 0.4, 0.4, 0.2, 1.0),
        ],
        columns=list(FOLD_COLUMNS),
    )
    places = pd.DataFrame([("sq", 0.9, 0.4, 0.97)], columns=list(PLACE_COLUMNS))
    told = with_luck(lines([i / 20 for i in range(12)]), folds, places, told=True)
    assert told[0].owed == pytest.approx(0.3)
    assert told[0].percentile == 0.97
    assert np.isnan(told[1].owed)
    listed = with_luck(lines([i / 20 for i in range(12)]), folds, places, told=False)
    assert np.isnan(listed[0].owed)
    assert with_luck((), folds, places, told=True) == ()


def test_a_change_is_beyond_chance_where_its_interval_leaves_zero_out() -> None:
    one = lines([i / 20 for i in range(12)])[0]
    assert Line("SQ", one.card, 0.5, (0.1, 0.2)).beyond
    assert not Line("SQ", one.card, 0.5, (-0.1, 0.2)).beyond
    assert not one.beyond


@pytest.mark.parametrize(
    ("value", "words"), [(0.0123, "+0.012"), (-0.0123, "-0.012"), (0.0001, "0.000"), (np.nan, "–")]
)
def test_differences_are_written_with_their_sign(value: float, words: str) -> None:
    assert signed(value) == words


def test_a_share_that_is_unknown_is_a_dash() -> None:
    assert (share_in_words(0.5), share_in_words(float("nan"))) == ("50 %", "–")
