"""How names, texts, numbers and patterns are spelled in a condition, always on one line, and how they are read."""

from __future__ import annotations

import json
import math
import re

from e2lm.errors import RequestError

KEYWORDS = frozenset(
    {"all", "and", "between", "bottom", "contain", "contains", "does", "false", "in", "is", "known", "list", "match"}
    | {"matches", "none", "not", "of", "one", "or", "questions", "top", "true", "unknown"}
)
_NAME = re.compile(r"[^\W\d]\w*\Z")
_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_PAIR = re.compile(r"\\(.)|([\s\S])", re.DOTALL)


def field_name(name: str) -> str:
    """A field's name, within backticks where it is not one plain word."""
    if _NAME.match(name) and name.isascii() and name.lower() not in KEYWORDS:
        return name
    return "`" + _escaped(name).replace("`", "\\u0060") + "`"


def quoted(text: str) -> str:
    """A text between double quotes, with JSON's escapes."""
    return f'"{_escaped(text)}"'


def unescaped(inner: str) -> str:
    """What stands between quotes or backticks as the text that is meant. Raises ValueError for an unknown escape."""
    return str(json.loads(f'"{inner}"'))


def number_text(number: float) -> str:
    """The shortest decimal spelling that reads back as the same number."""
    if not math.isfinite(number):
        raise RequestError(f"{number} cannot be compared with", remedy="Give a finite number", field="value")
    return str(int(number)) if number == int(number) and abs(number) < 1e15 else repr(float(number))


def pattern_text(pattern: str) -> str:
    """A regular expression between slashes."""
    return "/" + "".join("\\/" if pair == "/" else pair for pair in _pairs(pattern)) + "/"


def plain_pattern(pattern: str) -> str:
    r"""A pattern with "\/" as "/" and line breaks and control letters spelled out, which mean the same to re2.

    Raises RequestError for a pattern that ends in a lone backslash.
    """
    found = []
    for pair in _pairs(pattern):
        if pair == "\\":
            raise RequestError(
                "the pattern ends in a lone backslash", remedy=r"Write \\ for a backslash", field="pattern"
            )
        letter = pair[-1]
        spelled = f"\\x{{{ord(letter):x}}}" if _BREAKS.match(letter) else pair
        found.append("/" if pair == "\\/" else spelled)
    return "".join(found)


def _pairs(pattern: str) -> list[str]:
    """The letters of a pattern, an escaped one together with its backslash."""
    return [match.group() for match in _PAIR.finditer(pattern)]


def _escaped(text: str) -> str:
    inner = json.dumps(text, ensure_ascii=False)[1:-1]
    return _BREAKS.sub(lambda match: f"\\u{ord(match.group()):04x}", inner)
