"""Which fields each kind of event has, what they hold, and what it may be about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import isfinite
from typing import Any, NamedTuple

from e2lm.reviews.references import KINDS as REFERENCES
from e2lm.reviews.references import Reference

CHOICES = ("keep", "change", "drop")
FLAGS = ("wrong key", "ambiguous", "leaks", "duplicate", "off-topic")
LONGEST = 20_000
OWN = ("schema", "id", "at", "by", "event", "on")


class _Field(NamedTuple):
    holds: Callable[[object], bool]
    in_words: str
    wanted: bool = False


class _Kind(NamedTuple):
    about: tuple[str, ...]
    fields: Mapping[str, _Field]


def _text(value: object) -> bool:
    """Any text that can be shown: halves of a character, which JSON can spell, cannot."""
    if not isinstance(value, str) or len(value) > LONGEST:
        return False
    return value.isascii() or not any("\ud800" <= sign <= "\udfff" for sign in value)


def _words(value: object) -> bool:
    return _text(value) and not str(value).isspace() and value != ""


def _number(value: object) -> bool:
    return not isinstance(value, bool) and isinstance(value, int | float) and isfinite(value)


def _minutes(value: object) -> bool:
    return value is None or (isinstance(value, int | float) and _number(value) and value >= 0)


def _reference(value: object) -> bool:
    try:
        return bool(Reference.read(value)) if isinstance(value, str) else False
    except ValueError:
        return False


def _query(value: object) -> bool:
    """A page's query: texts, or lists of texts, by name."""
    if not isinstance(value, Mapping) or not all(map(_text, value)):
        return False
    return all(all(map(_text, one)) if isinstance(one, list | tuple) else _text(one) for one in value.values())


_SAID = _Field(_text, f"a text of at most {LONGEST:,} characters")
_NEEDED = _Field(_words, f"a text of 1 to {LONGEST:,} characters", wanted=True)
_SUBJECT = _Field(_reference, "a reference such as task:NAME", wanted=True)
_CHOICE = _Field(lambda value: value in CHOICES, f"one of {', '.join(CHOICES)}", wanted=True)
_FLAG = _Field(lambda value: value in FLAGS, f"one of {', '.join(FLAGS)}", wanted=True)
_YES_NO = _Field(lambda value: isinstance(value, bool), "true or false", wanted=True)
_OBJECT = _Field(lambda value: isinstance(value, Mapping), "a JSON object", wanted=True)

_BENCHMARKS = ("candidate", "task")
_JUDGED = (*_BENCHMARKS, "question")

_KINDS: Mapping[str, _Kind] = {
    "meeting": _Kind(("meeting",), {"title": _NEEDED, "date": _SAID}),
    "close": _Kind(("meeting",), {}),
    "agenda": _Kind(
        ("meeting",),
        {
            "subject": _SUBJECT,
            "owner": _SAID,
            "minutes": _Field(_minutes, "a number of minutes, or null"),
            "place": _Field(_number, "a number"),
            "note": _SAID,
        },
    ),
    "strike": _Kind(("meeting",), {"subject": _SUBJECT}),
    "evidence": _Kind(_BENCHMARKS, {"evidence": _OBJECT, "meeting": _SAID}),
    "vote": _Kind(_JUDGED, {"choice": _CHOICE, "reason": _SAID, "meeting": _SAID}),
    "comment": _Kind(REFERENCES, {"text": _NEEDED, "meeting": _SAID}),
    "ask": _Kind(REFERENCES, {"text": _NEEDED, "meeting": _SAID}),
    "answer": _Kind(REFERENCES, {"text": _NEEDED, "to": _NEEDED}),
    "assign": _Kind(REFERENCES, {"text": _NEEDED, "to": _NEEDED, "due": _SAID, "meeting": _SAID}),
    "done": _Kind(REFERENCES, {"to": _NEEDED}),
    "decide": _Kind(_JUDGED, {"choice": _CHOICE, "reason": _SAID, "evidence": _SAID, "meeting": _SAID}),
    "star": _Kind(("question",), {"starred": _YES_NO}),
    "flag": _Kind(("question",), {"flag": _FLAG, "raised": _YES_NO}),
    "link": _Kind(("link",), {"page": _NEEDED, "query": _Field(_query, "texts by name", wanted=True)}),
    "undo": _Kind(("event",), {}),
}
KINDS = tuple(_KINDS)


def checked(kind: str, about: Reference, fields: Mapping[str, Any]) -> None:
    """Raises TypeError or ValueError, in words, unless the fields are those of an event of that kind."""
    if kind not in _KINDS:
        raise ValueError(f"{kind!r} is no kind of event")
    known = _KINDS[kind]
    if about.kind not in known.about:
        raise ValueError(f"{kind} is said of {', '.join(known.about)}, not of {about.kind}")
    if not isinstance(fields, Mapping) or not all(isinstance(name, str) for name in fields):
        raise TypeError("the fields of an event have names")
    if not fields.keys().isdisjoint(OWN):
        raise ValueError(f"no field is called {', '.join(OWN)}")
    for name, one in known.fields.items():
        if name not in fields and not one.wanted:
            continue
        if not one.holds(fields.get(name)):
            raise ValueError(f"{name} of {kind} is {one.in_words}")
