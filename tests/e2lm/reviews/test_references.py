"""References: read from their text, and refused in words."""

from __future__ import annotations

import pytest

from e2lm.reviews.references import Reference


@pytest.mark.parametrize("text", ["task:mmlu", "question:mmlu/7", "candidate:1f3a", "task:a:b", "task:zwei Wörter"])
def test_a_reference_is_its_text_again(text: str) -> None:
    assert Reference.read(text).text == str(Reference.read(text)) == f"{Reference.read(text)}" == text


def test_a_key_may_hold_colons() -> None:
    assert Reference.read("task:a:b") == Reference("task", "a:b")


@pytest.mark.parametrize("text", ["", "mmlu", "task:", "task: ", "person:ada", "task:a\nb", "task:" + "a" * 501])
def test_what_names_nothing_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no reference"):
        Reference.read(text)
