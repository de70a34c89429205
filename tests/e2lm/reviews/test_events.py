"""Events: one line of JSON each, read back equal, and refused in words where they say nothing."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from e2lm.reviews.events import KINDS, Event, LaterError

VOTE = {
    "schema": 1, "id": "00000000000000aa", "at": 1.5, "by": "ada", "event": "vote", "on": "task:mmlu",
    "choice": "keep", "reason": "grün",
}  # fmt: skip

FIELDS: dict[str, tuple[str, dict[str, Any]]] = {
    "meeting": ("meeting:m", {"title": "weekly", "date": "2026-11-22"}),
    "close": ("meeting:m", {}),
    "agenda": ("meeting:m", {"subject": "task:a", "owner": "ben", "minutes": None, "place": 1.5, "note": ""}),
    "strike": ("meeting:m", {"subject": "task:a"}),
    "evidence": ("candidate:1f", {"evidence": {"name": "a"}, "meeting": "m"}),
    "vote": ("question:7", {"choice": "drop", "reason": "", "meeting": ""}),
    "comment": ("task:a", {"text": "no\nyes"}),
    "ask": ("comparison:c", {"text": "why?"}),
    "answer": ("task:a", {"to": "00000000000000aa", "text": "so"}),
    "assign": ("task:a", {"text": "look", "to": "ben", "due": "Friday"}),
    "done": ("task:a", {"to": "00000000000000aa"}),
    "decide": ("task:a", {"choice": "change", "reason": "", "evidence": "00000000000000aa", "meeting": "m"}),
    "star": ("question:7", {"starred": True}),
    "flag": ("question:7", {"flag": "wrong key", "raised": False}),
    "link": ("link:abc", {"page": "items", "query": {"task": "a", "model": ["x", "y"]}}),
    "undo": ("event:00000000000000aa", {}),
}


def test_every_kind_is_tried_here() -> None:
    assert set(FIELDS) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_an_event_is_read_back_from_its_line(kind: str) -> None:
    on, fields = FIELDS[kind]
    event = Event("00000000000000ab", 2.25, "ada", kind, on, fields)
    assert Event.of(json.loads(event.line())) == event
    assert "\n" not in event.line()


def test_a_line_begins_with_its_schema_and_is_readable() -> None:
    line = Event.of(VOTE).line()
    assert line.startswith('{"schema": 1, "id": "00000000000000aa", "at": 1.5, "by": "ada", "event": "vote", "on": ')
    assert "grün" in line


def test_fields_that_nobody_knows_are_kept() -> None:
    assert Event.of({**VOTE, "mood": [1]}).fields["mood"] == [1]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"choice": "maybe"}, "choice of vote is one of keep, change, drop"),
        ({"reason": 3}, "reason of vote is a text"),
        ({"reason": "a" * 20_001}, "at most 20,000 characters"),
        ({"reason": "\ud800"}, "reason of vote is a text"),
        ({"on": "mmlu"}, "is no reference"),
        ({"on": "meeting:m"}, "vote is said of candidate, task, question, not of meeting"),
        ({"by": " "}, "by is a name"),
        ({"id": "AA"}, "16 hex digits"),
        ({"at": "now"}, "at is a number"),
        ({"at": float("nan")}, "at is a number"),
        ({"at": True}, "at is a number"),
        ({"schema": "1"}, "schema is a whole number"),
        ({"schema": 0}, "schema is a whole number"),
    ],
)
def test_what_is_no_event_is_refused_in_words(change: dict[str, Any], words: str) -> None:
    with pytest.raises((TypeError, ValueError), match=words):
        Event.of({**VOTE, **change})


@pytest.mark.parametrize("missing", ["id", "at", "by", "event", "on", "choice", "schema"])
def test_nothing_that_is_needed_may_be_missing(missing: str) -> None:
    with pytest.raises((TypeError, ValueError)):
        Event.of({name: value for name, value in VOTE.items() if name != missing})


@pytest.mark.parametrize("change", [{"schema": 2}, {"event": "applaud"}])
def test_an_event_of_a_later_version_is_told_apart(change: dict[str, Any]) -> None:
    with pytest.raises(LaterError):
        Event.of({**VOTE, **change})


def test_a_field_cannot_take_the_place_of_an_events_own() -> None:
    with pytest.raises(ValueError, match="no field is called"):
        Event("00000000000000ab", 1.0, "ada", "comment", "task:a", {"text": "x", "by": "ben"})


_JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5) | st.sampled_from(list(VOTE.values())),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(list(VOTE)), inner, max_size=4),
    max_leaves=6,
)


@settings(max_examples=40, deadline=None)
@given(_JSON, st.sampled_from(KINDS))
def test_whatever_a_line_holds_is_an_event_or_an_error_in_words(said: object, kind: str) -> None:
    for one in (said, {**VOTE, "event": kind, "choice": said, "text": said, "subject": said, "query": said}):
        with suppress(TypeError, ValueError):
            assert Event.of(one).kind in KINDS  # type: ignore[arg-type]
