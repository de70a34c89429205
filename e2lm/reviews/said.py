"""What stands in a review, as values: each says who said it, when, and by which event it can be undone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple


class Meeting(NamedTuple):
    """A meeting; `date` as it was typed, "" if it was not. `at` is when it was begun (seconds, epoch)."""

    meeting_id: str
    title: str
    date: str
    closed: bool
    at: float
    by: str
    event_id: str


class Point(NamedTuple):
    """A point of a meeting's agenda. `subject` is a reference's text; `minutes` None: no time box."""

    subject: str
    owner: str
    minutes: float | None
    place: float
    note: str
    at: float
    by: str
    event_id: str


class Vote(NamedTuple):
    """A person's latest vote on `on`; `meeting` is the id of the one it was cast in, "" outside of one."""

    on: str
    choice: str
    reason: str
    meeting: str
    at: float
    by: str
    event_id: str


class Comment(NamedTuple):
    """A comment, or an answer."""

    on: str
    text: str
    meeting: str
    at: float
    by: str
    event_id: str


class Ask(NamedTuple):
    """A question that a person asked of the others, and the answers to it in order; without any it is open."""

    on: str
    text: str
    meeting: str
    answers: tuple[Comment, ...]
    at: float
    by: str
    event_id: str


class Assignment(NamedTuple):
    """Something that `to` is to do; `due` as it was typed. `done_by` is "" and `done_at` 0 while it is not done."""

    on: str
    text: str
    to: str
    due: str
    meeting: str
    done_by: str
    done_at: float
    at: float
    by: str
    event_id: str

    @property
    def done(self) -> bool:
        return bool(self.done_by)


class Decision(NamedTuple):
    """What was decided; `evidence` is the id of the event that holds what it rested on, "" for none."""

    on: str
    choice: str
    reason: str
    evidence: str
    meeting: str
    at: float
    by: str
    event_id: str


class Frozen(NamedTuple):
    """Evidence as it was when it was frozen: the JSON form of an Evidence."""

    on: str
    meeting: str
    evidence: Mapping[str, Any]
    at: float
    by: str
    event_id: str


class Link(NamedTuple):
    """A page and its query, by a short code."""

    code: str
    page: str
    query: Mapping[str, Any]
    at: float
    by: str
    event_id: str
