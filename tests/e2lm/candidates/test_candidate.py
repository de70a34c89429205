"""A candidate's version says what decides its scores, and a candidate that cannot be scored is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from e2lm.candidates.candidate import Candidate
from e2lm.errors import RequestError

ONE = Candidate("early", "mmlu", ("a", "b", "c"), "acc")


def test_the_version_is_twelve_digits_and_the_same_in_every_process() -> None:
    assert ONE.version == Candidate("early", "mmlu", ("a", "b", "c"), "acc").version == "90eabae1415d"


@pytest.mark.parametrize("changes", [{"name": "other"}, {"note": "as agreed"}])
def test_a_name_or_a_note_makes_no_other_version(changes: dict[str, Any]) -> None:
    assert replace(ONE, **changes).version == ONE.version


@pytest.mark.parametrize(
    "changes",
    [
        {"task": "arc"},
        {"doc_keys": ("a", "b")},
        {"doc_keys": ("a", "bc")},
        {"metric": "p_correct"},
        {"style": "letters"},
        {"num_fewshot": 0},
        {"parent": "0123456789ab"},
        {"definition": "subject is physics"},
    ],
)
def test_whatever_decides_a_score_makes_another_version(changes: dict[str, Any]) -> None:
    assert replace(ONE, **changes).version != ONE.version


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"doc_keys": ()}, "doc_keys"),
        ({"doc_keys": ("a", "a")}, "doc_keys"),
        ({"metric": "accuracy"}, "metric"),
        ({"style": "shouted"}, "style"),
        ({"num_fewshot": -1}, "num_fewshot"),
    ],
)
def test_what_cannot_be_scored_is_refused(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(RequestError) as refused:
        replace(ONE, **changes)
    assert refused.value.field == field
