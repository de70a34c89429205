"""An agenda as it is read: its points in lines, who is present, and where a point goes when it is moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from e2lm.counting import counted
from e2lm.reviews.events import CHOICES
from e2lm.reviews.references import Reference
from e2lm.reviews.said import Decision, Point, Vote
from e2lm.reviews.state import Reviews, person_key


class Row(NamedTuple):
    """One point: what it is about, its name, a line beneath it, and what was decided ("" while it is open)."""

    subject: str
    name: str
    says: str
    decided: str


def agenda_rows(reviews: Reviews, meeting_id: str, names: Mapping[str, str]) -> list[Row]:
    """The points of a meeting in order; `names` are those of subjects, by reference's text."""
    rows = []
    for point in reviews.agenda(meeting_id):
        decision = decided(reviews, point.subject, meeting_id)
        votes = len(reviews.votes(point.subject, meeting_id))
        parts = [point.owner, "" if point.minutes is None else f"{point.minutes:g} min", _voted(votes)]
        name = names.get(point.subject, Reference.read(point.subject).key)
        choice = decision.choice if decision else ""
        rows.append(Row(point.subject, name, " · ".join(part for part in parts if part), choice))
    return rows


def agenda_in_words(rows: Sequence[Row], points: Sequence[Point]) -> str:
    """ "2 of 6 decided, 45 min"."""
    minutes = sum(point.minutes or 0 for point in points)
    done = sum(bool(row.decided) for row in rows)
    return f"{done} of {len(rows)} decided" + (f", {minutes:g} min" if minutes else "")


def decided(reviews: Reviews, subject: str, meeting_id: str) -> Decision | None:
    """What a meeting decided last on something; None while it is open."""
    found = reviews.decisions(subject, meeting_id)
    return found[-1] if found else None


def present(reviews: Reviews, meeting_id: str) -> tuple[str, ...]:
    """Who has said something in a meeting, in the order in which they spoke first."""
    own = Reference("meeting", meeting_id).text
    people: dict[str, str] = {}
    for event in reviews.events:
        if event.on == own or event.fields.get("meeting") == meeting_id:
            people.setdefault(person_key(event.by), event.by)
    return tuple(people.values())


def without_vote(present: Sequence[str], votes: Sequence[Vote]) -> list[str]:
    """Those who are present and have not voted."""
    voted = {person_key(vote.by) for vote in votes}
    return [name for name in present if person_key(name) not in voted]


def leading(votes: Sequence[Vote]) -> str | None:
    """What more people chose than anything else; None for a tie or no vote."""
    counts = Counter(vote.choice for vote in votes).most_common(2)
    if not counts or (len(counts) > 1 and counts[0][1] == counts[1][1]):
        return None
    return counts[0][0]


def votes_in_words(votes: Sequence[Vote]) -> str:
    """ "2 keep, 1 drop", "no vote yet"."""
    counts = Counter(vote.choice for vote in votes)
    return ", ".join(f"{counts[choice]} {choice}" for choice in CHOICES if counts[choice]) or "no vote yet"


def next_place(points: Sequence[Point]) -> float:
    """Where a new point goes: after all others."""
    return max((point.place for point in points), default=0.0) + 1.0


def moved(points: Sequence[Point], subject: str, step: int) -> float | None:
    """The place of a point that goes up (`step` -1) or down (1) by one; None where it cannot. `points` are in order."""
    subjects = [point.subject for point in points]
    if subject not in subjects:
        return None
    target = subjects.index(subject) + step
    if not 0 <= target < len(points):
        return None
    beyond = target + step
    there = points[target].place
    if not 0 <= beyond < len(points):
        return there + step
    return (there + points[beyond].place) / 2


def neighbour(subjects: Sequence[str], subject: str, step: int) -> str:
    """The point before (-1) or after (1) another, round the ends; "" on an empty agenda."""
    if not subjects:
        return ""
    if subject not in subjects:
        return subjects[0 if step > 0 else -1]
    return subjects[(subjects.index(subject) + step) % len(subjects)]


def _voted(votes: int) -> str:
    return counted(votes, "vote") if votes else "no vote yet"
