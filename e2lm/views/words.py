"""Text from files and models, made safe where Markdown is read: shown letter for letter, never interpreted."""

from __future__ import annotations

import re

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~:$&^=\"'@])")


def escaped(text: str) -> str:
    """`text` on one line with every character that Markdown or Streamlit could read as a sign escaped."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def escaped_lines(text: str) -> str:
    """The same for several lines, each a paragraph of its own."""
    return "\n\n".join(escaped(line) for line in text.splitlines())
