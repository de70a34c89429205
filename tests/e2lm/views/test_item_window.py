"""The rows of an item list that the table shows."""

from __future__ import annotations

import pandas as pd

from e2lm.item_statistics import statistics_of
from e2lm.views.item_list import chosen, item_list
from e2lm.views.item_window import FIRST_COLUMNS, LAST_COLUMNS, undefined_ones, window_of, window_table
from tests.e2lm.item_statistics.random_evidence import evidence
from tests.e2lm.question_level import cube
from tests.paths import needs_shared_data


@needs_shared_data
def test_a_window_has_the_models_own_columns_and_the_chosen_statistics_of_its_rows() -> None:
    listed = item_list(cube(), "sci-s", ["sci-s"], "acc")
    names = ["forgotten", "difficulty"]
    statistics = statistics_of(evidence(cube()), names)[names]
    places = chosen(listed, "learned at")[:40]
    table = window_table(listed, places, statistics)
    assert tuple(table.columns) == (*FIRST_COLUMNS, *names, *LAST_COLUMNS)
    assert table["doc_key"].tolist() == statistics.index[places].tolist()
    assert table["difficulty"].tolist() == statistics["difficulty"].iloc[places].tolist()
    assert set(table["learned"].dropna()) <= {0.0, 50.0, 100.0, 200.0, 400.0, 800.0, 1075.0}
    assert all(len(values) == 7 for values in table["p_correct"])
    assert window_table(listed, places[:0], statistics).empty
    assert tuple(window_table(listed, places, pd.DataFrame()).columns) == (*FIRST_COLUMNS, *LAST_COLUMNS)


def test_what_is_undefined_everywhere_says_what_it_needs() -> None:
    known, nothing = [0.5, float("nan")], [float("nan")] * 2
    statistics = pd.DataFrame({"difficulty": known, "cs_influence": nothing, "discrimination": nothing})
    expected = "Undefined for every question: CS influence needs a science and a web run; discrimination."
    assert undefined_ones(statistics) == expected
    assert undefined_ones(statistics[["difficulty"]]) == undefined_ones(statistics[:0]) == ""


def test_the_window_in_the_address_is_kept_within_the_docs() -> None:
    assert window_of("293-340", 600) == (292, 340)
    assert window_of("293-940", 600) == (292, 600)
    assert window_of("1-9999", 9999) == (0, 500)
    assert window_of("", 30) == (0, 30)
    assert window_of("700-800", 600) == (0, 100)
    assert window_of("x-1", 600) == (0, 100)
