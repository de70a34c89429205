"""Short links: a page with its query under a code that is a hash of both, so the same view always has the same code.

A parameter that is too long for an address stands whole in the link, in pieces; the address of the opened page then
says `link:CODE` in its place, and is as stable as the link.
"""

from __future__ import annotations

import json
import re
from base64 import b32encode
from collections.abc import Iterable, Mapping
from hashlib import blake2b

from e2lm.reviews.fields import LONGEST as PIECE
from e2lm.reviews.said import Link

Query = dict[str, tuple[str, ...]]

LONGEST = 1500  # letters of one parameter in an address: servers and chats cut much longer ones
CODE = re.compile(r"[a-z2-7]{10}")
_INSTEAD = "link:"


def query_of(given: Mapping[str, str | Iterable[str]]) -> Query:
    """Parameters by name, each as its values; those without a value are left out."""
    listed = {name: (said,) if isinstance(said, str) else tuple(said) for name, said in sorted(given.items())}
    return {name: values for name, values in listed.items() if any(values)}


def in_pieces(text: str) -> tuple[str, ...]:
    """A text as values that an event holds; whole() puts them together."""
    return tuple(text[start : start + PIECE] for start in range(0, len(text), PIECE))


def whole(values: Iterable[str]) -> str:
    """The text that its pieces make."""
    return "".join(values)


def code_of(page: str, query: Query) -> str:
    """The link's code, 50 bits: ten letters and digits that can be read aloud and typed."""
    said = json.dumps([page, [[name, *values] for name, values in sorted(query.items())]], ensure_ascii=False)
    return b32encode(blake2b(said.encode(), digest_size=7).digest())[:10].decode().lower()


def is_sound(link: Link) -> bool:
    """Whether the link says what its code says: a line that someone edited, or a forged one, does not."""
    return link.code == code_of(link.page, query_of(link.query))


def opened(link: Link) -> Query:
    """What stands in the address of the page that the link opens."""
    query = query_of(link.query)
    return {name: (_INSTEAD + link.code,) if len(whole(said)) > LONGEST else said for name, said in query.items()}


def named_in(text: str) -> str:
    """The code of the link that holds a parameter's text; "" where the parameter says it itself."""
    code = text.removeprefix(_INSTEAD)
    return code if text.startswith(_INSTEAD) and CODE.fullmatch(code) else ""
