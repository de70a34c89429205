"""What stands after all that was said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from e2lm.records import Problem
from e2lm.reviews.events import Event
from e2lm.reviews.ledger import Ledger
from e2lm.reviews.ledger import person_key as person_key
from e2lm.reviews.references import Reference
from e2lm.reviews.said import Ask, Assignment, Comment, Decision, Frozen, Link, Meeting, Point, Vote
from e2lm.reviews.standing import standing

About = Reference | str
_Said = TypeVar("_Said", Vote, Comment, Ask, Assignment, Decision, Frozen)


@dataclass(frozen=True)
class Reviews:
    """What stands. Lists are in the order in which things were said; `on` is a reference or its text.

    `events` are those that stand; `said` all there are, undone ones and undo events included, each once, in order.
    `problems` are lines that say nothing usable, and events of a later version, which are kept.
    """

    meetings: tuple[Meeting, ...]
    links: Mapping[str, Link]
    events: tuple[Event, ...]
    said: tuple[Event, ...]
    problems: tuple[Problem, ...]
    _ledger: Ledger

    def meeting(self, meeting_id: str) -> Meeting | None:
        """The meeting of that id; None where there is none."""
        return next((one for one in self.meetings if one.meeting_id == meeting_id), None)

    def agenda(self, meeting_id: str) -> tuple[Point, ...]:
        """The points of a meeting, by place."""
        points = self._ledger.points.get(meeting_id, {}).values()
        return tuple(sorted(points, key=lambda point: (point.place, point.at, point.event_id)))

    def votes(self, on: About, meeting: str | None = None) -> tuple[Vote, ...]:
        """The latest vote of each person, in the order of those votes; of one meeting alone where one is given."""
        latest: dict[str, Vote] = {}
        for vote in _of(self._ledger.votes, on, meeting):
            latest.pop(person_key(vote.by), None)
            latest[person_key(vote.by)] = vote
        return tuple(latest.values())

    def comments(self, on: About, meeting: str | None = None) -> tuple[Comment, ...]:
        """All comments."""
        return _of(self._ledger.comments, on, meeting)

    def asked(self, on: About, meeting: str | None = None) -> tuple[Ask, ...]:
        """All questions, answered or not."""
        return _of(self._ledger.asks, on, meeting)

    def open_questions(self, on: About, meeting: str | None = None) -> tuple[Ask, ...]:
        """The questions that nobody answered."""
        return tuple(one for one in self.asked(on, meeting) if not one.answers)

    def assignments(self, on: About | None = None, meeting: str | None = None) -> tuple[Assignment, ...]:
        """What people are to do, done or not; about everything where `on` is None."""
        if on is not None:
            return _of(self._ledger.assignments, on, meeting)
        every = [one for kept in self._ledger.assignments.values() for one in kept]
        return tuple(sorted((one for one in every if meeting in (None, one.meeting)), key=lambda one: one.at))

    def decisions(self, on: About, meeting: str | None = None) -> tuple[Decision, ...]:
        """All decisions; the last one counts."""
        return _of(self._ledger.decisions, on, meeting)

    def evidence(self, on: About, meeting: str | None = None) -> tuple[Frozen, ...]:
        """All that was frozen."""
        return _of(self._ledger.evidence, on, meeting)

    def frozen(self, event_id: str) -> Frozen | None:
        """The evidence that an event holds; None where there is none, or it was undone."""
        return self._ledger.frozen.get(event_id)

    def starred(self, by: str | None = None) -> set[str]:
        """The doc_keys that anybody, or `by`, has starred."""
        if by is None:
            return {doc_key for doc_key, people in self._ledger.stars.items() if people}
        return {doc_key for doc_key, people in self._ledger.stars.items() if person_key(by) in people}

    def flags(self) -> dict[str, dict[str, tuple[str, ...]]]:
        """Per doc_key its flags, and who raises each."""
        return {
            doc_key: {flag: tuple(people.values()) for flag, people in flags.items() if people}
            for doc_key, flags in self._ledger.flags.items()
            if any(flags.values())
        }

    def subjects(self) -> tuple[str, ...]:
        """Every candidate, task and question that was voted on, commented or decided, in no order of weight."""
        told = (self._ledger.votes, self._ledger.comments, self._ledger.asks, self._ledger.decisions)
        return tuple(dict.fromkeys(on for kept in told for on in kept))


def replay(events: Iterable[Event], problems: Sequence[Problem] = ()) -> Reviews:
    """What stands after `events`, given in any order; see `standing` for which of them count. O(n log n)."""
    given = list(events)
    kept = standing(given)
    ledger = Ledger()
    for event in kept:
        ledger.take(event)
    every = {event.event_id: event for event in reversed(given)}
    said = sorted(every.values(), key=lambda event: (event.at, event.event_id))
    meetings = tuple(ledger.meetings.values())
    return Reviews(meetings, dict(ledger.links), tuple(kept), tuple(said), tuple(problems), ledger)


def _of(kept: Mapping[str, Sequence[_Said]], on: About, meeting: str | None) -> tuple[_Said, ...]:
    """What was said on something, in one meeting where one is given."""
    return tuple(one for one in kept.get(str(on), ()) if meeting is None or one.meeting == meeting)
