"""Evidence outlives its event: written as JSON and read back it is the same value; what is none says why."""

from __future__ import annotations

import json
from typing import Any

import pytest

from e2lm.reviews.evidence import names_hash, number
from e2lm.reviews.recorded import recorded
from tests.e2lm.reviews.toy_evidence import TOY


def test_evidence_is_the_same_after_json() -> None:
    assert recorded(json.loads(json.dumps(TOY.as_json(), allow_nan=False))) == TOY


def test_fields_of_a_later_version_are_left_out() -> None:
    assert recorded({**TOY.as_json(), "colour": "blue"}) == TOY


@pytest.mark.parametrize(
    "wrong",
    [
        {"subject": 3}, {"questions": -1}, {"questions": True}, {"n_shot": "5"}, {"chance": "much"}, {"scores": "SQ"},
        {"scores": [{"component": "XQ", "value": 0.5}]}, {"scores": [{"component": "SQ", "value": "high"}]},
        {"curves": [{"model": "m", "tokens": [1, 2], "values": [0.1], "low": [0.1], "high": [0.1]}]},
        {"curves": [{"model": "m", "tokens": [1.5], "values": [0.1], "low": [0.1], "high": [0.1]}]},
        {"settings": {"weights": 0.5}}, {"versions": ["0.4.9"]},
    ],
)  # fmt: skip
def test_what_is_no_evidence_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises((TypeError, ValueError)):
        recorded({**TOY.as_json(), **wrong})


@pytest.mark.parametrize("nothing", [None, [], "evidence", {}, {"subject": "task:a"}])
def test_evidence_names_what_it_is_of(nothing: object) -> None:
    with pytest.raises(TypeError, match="evidence"):
        recorded(nothing)


def test_the_hash_of_questions_is_of_the_set() -> None:
    assert names_hash(["b", "a", "a"]) == names_hash(["a", "b"]) != names_hash(["a", "c"])
    assert len(names_hash(["a"])) == 16
    assert names_hash([]) == ""


def test_numbers_are_rounded_and_what_is_none_stays_none() -> None:
    assert (number(0.12345678), number(None), number(float("nan")), number(float("inf"))) == (
        0.123457,
        None,
        None,
        None,
    )
