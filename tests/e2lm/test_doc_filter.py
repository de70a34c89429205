from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from e2lm.doc_filter import EVERY_DOC, FACT_COLUMNS, DocFilter, chosen_docs, doc_facts, in_words
from tests.e2lm.toy_cube import toy_cube

NAN = float("nan")
RIGHT = np.array([[1.0, 1.0], [0.0, 1.0], [0.0, 0.0], [NAN, NAN]])


@pytest.fixture
def facts() -> pd.DataFrame:
    return doc_facts(toy_cube(4), RIGHT)


def test_facts_of_docs(facts: pd.DataFrame) -> None:
    assert tuple(facts.columns) == FACT_COLUMNS
    assert facts["question_chars"].tolist() == [10, 11, 12, 13]
    assert facts["answer_chars"].tolist() == [5, 6, 7, 8]
    assert facts["difficulty"].tolist()[:3] == [0.0, 0.5, 1.0]
    assert np.isnan(facts["difficulty"].iloc[3])


def test_several_right_choices_have_a_mean_length_and_none_has_no_length() -> None:
    cube = toy_cube(3)
    cube.docs["golds"] = pd.Series([[0, 1], [], [7]], dtype=object)
    lengths = doc_facts(cube, RIGHT[:3])["answer_chars"]
    assert lengths.iloc[0] == (3 + 5) / 2
    assert lengths.isna().tolist() == [False, True, True]


@pytest.mark.parametrize(
    ("filter", "places"),
    [
        (EVERY_DOC, [0, 1, 2, 3]),
        (DocFilter(tasks=("plants",)), [1, 3]),
        (DocFilter(question_chars=(11, 12)), [1, 2]),
        (DocFilter(answer_chars=(0, 6)), [0, 1]),
        (DocFilter(difficulty=(0.5, 1.0)), [1, 2]),
        (DocFilter(keys=frozenset({"key3", "key0", "elsewhere"})), [0, 3]),
        (DocFilter(keys=frozenset()), []),
        (DocFilter(tasks=("plants",), keys=frozenset({"key0", "key1"})), [1]),
    ],
)
def test_each_bound_chooses_what_meets_it(facts: pd.DataFrame, filter: DocFilter, places: list[int]) -> None:
    assert np.flatnonzero(chosen_docs(facts, filter)).tolist() == places


def test_a_choice_in_words() -> None:
    assert in_words(EVERY_DOC, 14_042, 14_042) == "all 14,042 questions"
    chosen = DocFilter(tasks=("plants",), question_chars=(20, 14_000), difficulty=(0.25, 0.9))
    assert in_words(chosen, 70, 1000) == (
        "70 of 1,000 questions: plants; asked in 20 to 14,000 characters; wrong at 25 to 90 % of checkpoints"
    )
    many = DocFilter(tasks=tuple("abcd"), answer_chars=(1, 8), keys=frozenset("x"))
    assert in_words(many, 0, 1) == "0 of 1 question: 4 sub-tasks; answered in 1 to 8 characters; among 1 chosen key"


def test_filters_are_values_that_can_be_compared_and_hashed() -> None:
    assert hash(DocFilter(keys=frozenset("ab"))) == hash(DocFilter(keys=frozenset("ba")))


def test_a_task_without_docs_has_facts_of_none() -> None:
    facts = doc_facts(toy_cube(0), np.zeros((0, 2)))
    assert tuple(facts.columns) == FACT_COLUMNS
    assert chosen_docs(facts, DocFilter(difficulty=(0, 1))).tolist() == []
