"""An uploaded file's bytes as text, in whatever encoding a spreadsheet saved it."""

from __future__ import annotations

import codecs

_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


def text_of(content: bytes) -> str:
    """UTF-8, or what the mark at its beginning says, which is left out; without either each byte as Latin-1 has it."""
    for mark, name in _MARKS.items():
        if content.startswith(mark):
            return content.removeprefix(mark).decode(name, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("latin-1")
