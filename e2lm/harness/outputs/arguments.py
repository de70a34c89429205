"""lm-eval's model_args: a dict since 0.4.10, a text `a=b,c=d` before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def parse_model_args(value: object) -> dict[str, Any]:
    """Model arguments by name. Values of a text stay text, so that `revision=1e3` keeps its spelling."""
    if isinstance(value, Mapping):
        return {str(key): item for key, item in value.items()}
    if not isinstance(value, str):
        return {}
    parsed: dict[str, Any] = {}
    for part in _split(value):
        name, sign, item = part.partition("=")
        if sign:
            parsed[name.strip()] = item.strip().strip("'\"")
    return parsed


def _split(text: str) -> list[str]:
    """The parts between commas, except commas inside brackets, as in max_memory={0:1,1:2}."""
    parts, depth = [""], 0
    for letter in text:
        depth += (letter in "{[(") - (letter in "}])")
        if letter == "," and depth <= 0:
            parts.append("")
        else:
            parts[-1] += letter
    return parts
