"""Token rules that people type."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from e2lm.checkpoints import TypedRule, typed_tokens
from e2lm.errors import RequestError


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("step * 2097152", 2_097_152_000),
        ("step*2_097_152", 2_097_152_000),
        ("(step + 24) * 2**20 // 2", 536_870_912),
        ("1e6 * step / 4", 250_000_000),
        ("20e9", 20_000_000_000),
    ],
)
def test_arithmetic_of_the_step_gives_tokens(text: str, tokens: int) -> None:
    assert typed_tokens(text, 1000) == tokens


@pytest.mark.parametrize(
    "text",
    [
        "",
        "step *",
        "__import__('os')",
        "step.real",
        "tokens * 2",
        "9**9**9**9",
        "step / 0",
        "-step",
        "step * 1e300",
        "True",
        "'a'*3",
        "(-8)**0.5",
        "step**64 * step**64",
        "9" * 4000 + " * step",
    ],
)
def test_anything_else_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(RequestError, match=r"step \* 2097152"):
        typed_tokens(text, 1000)


@given(st.text(max_size=40))
def test_no_text_does_more_than_be_refused(text: str) -> None:
    with contextlib.suppress(RequestError):
        assert typed_tokens(text, 10) >= 0


def test_a_rule_may_list_its_checkpoints() -> None:
    rule = TypedRule("web-s", formula="step * 10", checkpoints={"final": 999})
    assert [rule.tokens_of("final", None), rule.tokens_of("step5", 5), rule.tokens_of("other", None)] == [999, 50, None]
