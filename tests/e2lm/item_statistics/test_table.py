"""The frame of statistics: its columns and rows, what is read in a question, and real questions."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from e2lm.item_statistics import STATISTICS, TEXT_COLUMNS, Evidence, part_of, statistics_of
from e2lm.item_statistics.table import PARTS
from e2lm.item_statistics.texts import Written, texts_of
from e2lm.metrics import values_of
from e2lm.scoring.settings import default_settings
from tests.e2lm.item_statistics.random_evidence import evidence, random_cube
from tests.e2lm.question_level import cube as real_cube
from tests.e2lm.typed_cube import typed_cube
from tests.paths import needs_shared_data

NAN = float("nan")


def test_one_row_per_question_and_one_column_per_statistic() -> None:
    cube = random_cube(8, docs=24, holes=0.1)
    frame = statistics_of(evidence(cube))
    assert frame.index.name == "doc_key"
    assert frame.index.tolist() == cube.docs["doc_key"].tolist()
    assert tuple(frame.columns) == (*TEXT_COLUMNS, *STATISTICS)
    assert (frame[list(STATISTICS)].dtypes == np.float64).all()


def test_only_what_is_asked_for_is_there_in_the_order_asked() -> None:
    frame = statistics_of(evidence(random_cube(8)), ["question_chars", "difficulty"])
    assert tuple(frame.columns) == (*TEXT_COLUMNS, "question_chars", "difficulty")
    with pytest.raises(KeyError, match="no such"):
        statistics_of(evidence(random_cube(8)), ["no such"])


def test_every_part_gives_the_statistics_that_name_it() -> None:
    one = evidence(random_cube(8))
    for part in PARTS:
        assert set(part_of(one, part)) == {name for name, statistic in STATISTICS.items() if statistic.part == part}


def test_what_needs_more_than_answers_says_so() -> None:
    bare = statistics_of(evidence(random_cube(9, docs=12, points=7)))
    empty = [name for name in STATISTICS if bare[name].isna().all()]
    assert {"sq", "irt_difficulty", "without_question", "answer_digits"} <= {*empty}
    assert [name for name in empty if not STATISTICS[name].needs] == []


@pytest.mark.parametrize("holes", [0.0, 0.3])
def test_no_value_leaves_the_range_that_its_statistic_names(holes: float) -> None:
    frame = statistics_of(evidence(random_cube(9, docs=40, points=10, holes=holes)))
    for name, statistic in STATISTICS.items():
        known = frame[name].dropna()
        assert statistic.low is None or (known >= statistic.low).all(), name
        assert statistic.high is None or (known <= statistic.high).all(), name


def test_what_is_written_in_a_question_by_hand() -> None:
    choices = [["four 4 or 14", "no", "nobody"], ["a", "b", "cc"], ["x", "yy", "zzz"]]
    cube = typed_cube([[[-1.0, -2.0, -3.0]]] * 3, [[0], [1, 2], []], choices)
    wording = texts_of(
        cube, {"d0": Written({"subject": "maths"}, tuple(f" {text}" for text in choices[0])), "d1": Written({}, ("A",))}
    )
    frame = statistics_of(Evidence(cube, wording=wording), [n for n, s in STATISTICS.items() if s.part == "wording"])
    assert frame["gold_position"].tolist()[:2] == [1, 2]
    assert np.isnan(frame["gold_position"].iloc[2])
    assert frame["n_choices"].tolist() == [3, 3, 3]
    assert frame["question_chars"].tolist() == [len("Question 0?")] * 3
    assert frame["answer_chars"].tolist()[:2] == [12, 1.5]
    assert frame["length_lead"].tolist()[:2] == [12 - 4, 1.5 - 1]
    assert frame["answer_digits"].iloc[0] == 3
    assert frame["answer_digits"].isna().tolist() == [False, True, True]
    assert frame["subject"].tolist() == ["maths", "quiz", "quiz"]
    assert frame["choices"].tolist() == ["four 4 or 14\nno\nnobody", "", ""]
    assert frame["answer"].tolist() == ["four 4 or 14", "", ""]


def test_the_choices_of_a_task_that_scores_letters_come_from_the_docs_own_field() -> None:
    cube = typed_cube([[[-1.0, -2.0]]] * 3, [[1]] * 3, [["A", "B"]] * 3)
    letters = (" A", " B")
    wording = texts_of(
        cube,
        {
            "d0": Written({"choices": ["cat", "dog"], "category": "animals"}, letters),
            "d1": Written({"choices": {"text": ["ice", "fire"], "label": ["A", "B"]}}, letters),
            "d2": Written({"choices": ["one", "two", "three"]}, letters),
        },
    )
    frame = statistics_of(Evidence(cube, wording=wording), [])
    assert frame["answer"].tolist() == ["dog", "fire", "B"]
    assert frame["subject"].tolist() == ["animals", "quiz", "quiz"]


def test_a_question_that_is_answered_without_the_question_by_hand() -> None:
    cube = typed_cube([[[-1.0, -2.0]] * 4] * 3, [[0]] * 3)
    bare = np.array([[[-1, -2], [-2, -1], [-1, -2], [NAN, NAN]], [[-2, -1]] * 4, [[NAN, NAN]] * 4], dtype=float)
    found = part_of(evidence(cube, unprompted=bare), "unprompted")["without_question"]
    np.testing.assert_allclose(found, [2 / 3, 0, NAN])
    assert np.isnan(part_of(evidence(cube), "unprompted")["without_question"]).all()


def test_amounts_begin_anew_with_each_model_where_only_the_order_is_known() -> None:
    cube = random_cube(1, points=9)
    cube.checkpoints[["step", "tokens"]] = None
    one = evidence(cube)
    assert one.unit == "checkpoint"
    assert [one.amounts[own[0]] for own in one.columns.values()] == [0, 0, 0, 0]


@needs_shared_data
def test_real_questions_have_statistics() -> None:
    cube = real_cube()
    frame = statistics_of(Evidence(cube, default_settings(["sci-s", "web-s"])))
    right = values_of(cube, "acc")
    np.testing.assert_allclose(frame["difficulty"], 1 - right.mean(axis=1))
    assert len(frame) == 252
    assert frame["evaluated"].unique().tolist() == [13]
    assert frame["sq"].isna().all(), "7 and 6 checkpoints are fewer than SQ needs"
    assert frame["cs_influence"].notna().all()
    assert frame["without_question"].isna().all()
    assert "global_facts" in set(frame["subject"])
    assert frame["n_choices"].eq(4).all()
    one = frame.reset_index().iloc[0]
    assert one["question_chars"] == len(one["question"])
    assert pd.notna(one["gold_position"])
