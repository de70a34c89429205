"""How paths are written down: relative to home inside it, so that home can be moved; absolute elsewhere. Addresses of
object stores stay as they are."""

from __future__ import annotations

from pathlib import Path

from e2lm.harness.remote import is_url


def to_text(home: Path, path: Path | str) -> str:
    """The text that the journal and the index keep for a path."""
    if is_url(str(path)):
        return str(path)
    absolute = Path(path).absolute()
    return absolute.relative_to(home).as_posix() if absolute.is_relative_to(home) else str(absolute)


def to_path(home: Path, text: str) -> Path:
    """The absolute path that a kept text stands for."""
    return home / text


def to_shown(home: Path, text: str) -> str:
    """The absolute path, or the address, that a kept text stands for, as people see it; "" stays so."""
    return text if not text or is_url(text) else str(to_path(home, text))
