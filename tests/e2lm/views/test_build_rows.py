"""The rows of the filter builder begin with a condition that fits its field."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from e2lm.conditions import chosen, parse
from e2lm.conditions.condition import COMPARISONS, KEY
from e2lm.errors import RequestError
from e2lm.item_statistics import STATISTICS
from e2lm.leakage.checks import FLAGS
from e2lm.views.build_rows import (
    FIELDS,
    FITTING,
    first_test,
    first_value,
    kind_of_field,
    meaning_of,
    offered,
    require_fields,
)

TABLE = pd.DataFrame(
    {
        "difficulty": [0.123456, 0.5, np.nan],
        "subject": ["law", "art", "law"],
        "question": ["a", "b", "c"],
        "near_duplicate": [True, False, False],
    },
    index=pd.Index(["k1", "k2", "k3"], name="doc_key"),
)


@pytest.mark.parametrize("field", ["difficulty", "question", "subject", "near_duplicate", KEY])
def test_a_first_condition_fits_its_field_and_reads_back(field: str) -> None:
    test = first_test(field, TABLE, {"mine": ("k1",)})
    assert test.comparison in FITTING[kind_of_field(field)]
    assert parse(str(test)) == test
    assert chosen(test, TABLE, {"mine": ("k1",)}).any()


def test_a_first_bound_leaves_nothing_known_out() -> None:
    assert chosen(first_test("difficulty", TABLE), TABLE).tolist() == [True, True, False]
    assert first_value("difficulty", "between", TABLE) == (0.123, 0.5)


@pytest.mark.parametrize("kind", FITTING)
def test_every_fitting_comparison_has_a_first_value_that_can_be_written(kind: str) -> None:
    field = {"number": "difficulty", "text": "subject", "truth": "near_duplicate", "key": KEY}[kind]
    for comparison in FITTING[kind]:
        value = first_value(field, comparison, TABLE, {"mine": ()})
        assert (value is None) == (COMPARISONS[comparison] == "nothing")


def test_texts_are_offered_where_they_are_few() -> None:
    assert offered("subject", TABLE) == ["law", "art"]
    assert offered("difficulty", TABLE) == []
    many = pd.DataFrame({"question": [f"q{i}" for i in range(500)]})
    assert offered("question", many) == []


def test_every_statistic_text_and_check_is_a_field() -> None:
    assert {*STATISTICS, "task", "subject", "question", "choices", "answer", KEY} <= set(FIELDS)
    assert {check.name for check in FLAGS} <= set(FIELDS)
    assert meaning_of("near_duplicate")
    assert meaning_of("difficulty")


def test_a_field_that_there_is_not_is_refused_with_those_that_there_are() -> None:
    require_fields(parse("difficulty < 1 and subject is law"))
    with pytest.raises(RequestError, match="difficulty") as refused:
        require_fields(parse("hardness < 1"))
    assert refused.value.field == "hardness"
