"""Tokens proposed by a rule, and what an edited proposal says."""

from __future__ import annotations

import pandas as pd
import pytest

from e2lm.errors import RequestError
from e2lm.views.proposals import TYPED, changes, proposed, rule_names


def checkpoints(*steps: int | None) -> pd.DataFrame:
    names = [f"step{step}" for step in steps]
    return pd.DataFrame({"checkpoint": names, "step": pd.array(list(steps), dtype="Int64")})


def test_a_typed_rule_gives_tokens_in_the_order_of_the_steps() -> None:
    table = proposed(checkpoints(200, 100), TYPED, "step * 2097152")
    assert table["step"].tolist() == [100, 200]
    assert table["tokens"].tolist() == [209_715_200, 419_430_400]


def test_without_a_rule_nothing_is_proposed() -> None:
    assert proposed(checkpoints(100), TYPED, "")["tokens"].isna().all()


def test_a_rule_of_the_catalogue_can_be_picked() -> None:
    name = next(one for one in rule_names() if one.startswith("Pythia"))
    assert proposed(checkpoints(1000), name, "")["tokens"].tolist() == [2_097_152_000]


def test_a_formula_that_is_not_arithmetic_is_refused() -> None:
    with pytest.raises(RequestError, match="not arithmetic"):
        proposed(checkpoints(1), TYPED, "open('x')")


def test_only_rows_with_tokens_are_changes() -> None:
    before = proposed(checkpoints(1, 2, None), TYPED, "")
    after = before.assign(tokens=pd.array([10, None, 30], dtype="Int64"), step=pd.array([1, 2, 7], dtype="Int64"))
    assert changes(before, after) == [("step1", None, 10), ("stepNone", 7, 30)]


def test_negative_tokens_are_refused() -> None:
    before = proposed(checkpoints(1), TYPED, "")
    with pytest.raises(RequestError, match="negative"):
        changes(before, before.assign(tokens=pd.array([-1], dtype="Int64")))
