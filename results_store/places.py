"""How paths are written down: relative to home inside it, so that home can be moved; absolute elsewhere."""

from __future__ import annotations

from pathlib import Path


def to_text(home: Path, path: Path | str) -> str:
    """The text that the journal and the index keep for a path."""
    absolute = Path(path).absolute()
    return absolute.relative_to(home).as_posix() if absolute.is_relative_to(home) else str(absolute)


def to_path(home: Path, text: str) -> Path:
    """The absolute path that a kept text stands for."""
    return home / text
