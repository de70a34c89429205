"""Named lists in a link: the same lists are the same text, and a text from elsewhere does no harm."""

from __future__ import annotations

import pytest

from e2lm.views.build_lists import read_lists, spelled_lists


def test_lists_are_read_as_they_were_spelled() -> None:
    lists = {"zwei": ("a", "b"), "eins": ("c",)}
    assert read_lists(spelled_lists(lists)) == lists
    assert spelled_lists(lists) == spelled_lists(dict(reversed(lists.items())))
    assert spelled_lists({}) == ""


@pytest.mark.parametrize("text", ["", "{", "[1]", '{"a": 1}', '{"a": " "}', "[" * 100_000])
def test_what_spells_no_list_is_passed_over(text: str) -> None:
    assert read_lists(text) == {}
