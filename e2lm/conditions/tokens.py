"""The tokens of a condition's text, and refusing one of them with the letter where it stands."""

from __future__ import annotations

import re
from typing import NamedTuple, NoReturn

from e2lm.errors import RequestError

_TOKEN = re.compile(
    r"""(?P<blank>\s+)
    | (?P<text>"(?:[^"\\]|\\.)*")
    | (?P<pattern>/(?:[^/\\]|\\.)+/)
    | (?P<field>`(?:[^`\\]|\\.)*`)
    | (?P<number>[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?![\w.]))
    | (?P<word>\w+)
    | (?P<sign><=|>=|!=|==|[<>=≤≥≠(),%])""",
    re.VERBOSE | re.DOTALL,
)


class Token(NamedTuple):
    """`kind` is text, pattern, field, number, word, sign or end; `at` the letter's place from 1."""

    kind: str
    text: str
    at: int


def tokens_of(text: str) -> list[Token]:
    tokens, at = [], 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            unclosed = {'"': "a closing quote", "/": "a closing slash", "`": "a closing backtick"}.get(text[at])
            refuse(f"{text[at]!r} cannot stand here", f"Write {unclosed or 'a field, a sign or a value'}", at + 1)
        if match.lastgroup != "blank":
            tokens.append(Token(str(match.lastgroup), match.group(), at + 1))
        at = match.end()
    return [*tokens, Token("end", "the end", len(text) + 1)]


def refuse(problem: str, remedy: str, at: int) -> NoReturn:
    raise RequestError(problem, remedy=remedy, field=f"condition, letter {at}")
