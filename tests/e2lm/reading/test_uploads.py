"""Uploads become text whatever a spreadsheet saved them as."""

from __future__ import annotations

import pytest

from e2lm.reading.uploads import text_of


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_with_or_without_a_mark_is_read(encoding: str) -> None:
    assert text_of("doc_key\nkäse ü\n".encode(encoding)) == "doc_key\nkäse ü\n"


def test_text_of_neither_kind_is_read_byte_by_byte_and_damage_is_no_error() -> None:
    assert text_of("dose für\n".encode("latin-1")) == "dose für\n"
    assert text_of(b"\xfe\xff\x00a\x00") == "a\N{REPLACEMENT CHARACTER}"
