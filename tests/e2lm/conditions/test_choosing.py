"""Which questions meet a condition, with unknown values, ties, patterns and lists."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd
import pytest

from e2lm.conditions import chosen, parse
from e2lm.errors import RequestError

TABLE = pd.DataFrame(
    {
        "difficulty": [0.1, 0.5, np.nan, 0.9, 0.5],
        "flips": pd.array([1, None, 3, 4, 5], dtype="Int64"),
        "subject": ["anatomy", "virology", "anatomy", None, "law"],
        "question": ["What PERCENT?", "12 of 3", "a/b", "", "naïve"],
        "choices": [["yes", "no"], ["1", "2"], ["x", "y"], ["no", "maybe"], ["a", "b"]],
        "leak": [True, False, False, True, False],
        "odd name": [1, 2, 3, 4, 5],
    },
    index=pd.Index(["k1", "k2", "k3", "k4", "k5"], name="doc_key"),
)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("all questions", "12345"),
        ("difficulty <= 0.5", "125"),
        ("difficulty != 0.5", "14"),
        ("not difficulty <= 0.5", "34"),
        ("difficulty is unknown", "3"),
        ("difficulty is known", "1245"),
        ("difficulty between 0.5 and 0.9", "245"),
        ("flips >= 3", "345"),
        ("difficulty in top 25%", "4"),
        ("difficulty in top 2", "245"),
        ("difficulty in bottom 26%", "125"),
        ("difficulty in top 0%", ""),
        ("difficulty in top 1000", "1245"),
        ("subject is anatomy", "13"),
        ("subject is not anatomy", "25"),
        ("subject is one of (anatomy, law)", "135"),
        ("subject is none of (anatomy, law)", "2"),
        ('question contains "percent"', "1"),
        ('question does not contain "percent"', "2345"),
        ("question matches /^[0-9]/", "2"),
        (r"question matches /a\/B/", "3"),
        ("question does not match /./", "4"),
        ("choices contains no", "14"),
        ("leak is true", "14"),
        ("leak is not true", "235"),
        ("`odd name` > 3", "45"),
        ("doc_key is one of (k2, k9)", "2"),
        ('doc_key in list "mine"', "24"),
        ('doc_key not in list "mine" and difficulty is known or leak is true', "145"),
    ],
)
def test_the_questions_that_meet_a_condition(text: str, rows: str) -> None:
    found = chosen(parse(text), TABLE, {"mine": ("k2", "k4", "elsewhere")})
    assert "".join(str(place + 1) for place in np.flatnonzero(found)) == rows


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("hardness > 1", "hardness"),
        ("question > 1", "question"),
        ("difficulty contains x", "difficulty"),
        ("leak > 0", "leak"),
        ("question matches /(/", "pattern"),
        ("question matches /(?=x)/", "pattern"),
        ('doc_key in list "other"', "doc_key"),
        ('subject in list "mine"', "subject"),
    ],
)
def test_what_does_not_fit_the_table_is_refused_by_name(text: str, field: str) -> None:
    with pytest.raises(RequestError) as refused:
        chosen(parse(text), TABLE, {"mine": ()})
    assert refused.value.field == field
    assert refused.value.remedy


def test_an_empty_table_has_no_question_that_meets_anything() -> None:
    assert chosen(parse("difficulty in top 50% or subject is anatomy"), TABLE.iloc[:0]).tolist() == []


def test_a_pattern_that_would_never_end_ends() -> None:
    table = pd.DataFrame({"question": ["a" * 3000 + "!"] * 100})
    began = time.process_time()
    assert not chosen(parse("question matches /^(a+)+$/"), table).any()
    assert time.process_time() - began < 2
