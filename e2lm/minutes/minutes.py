"""Minutes as a value: a title, and for each candidate or task its evidence and all that was said of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from e2lm.reviews.changes import Change, changed_since
from e2lm.reviews.earlier import earlier
from e2lm.reviews.evidence import Evidence
from e2lm.reviews.recorded import recorded
from e2lm.reviews.references import Reference
from e2lm.reviews.said import Ask, Assignment, Comment, Decision, Frozen, Meeting, Vote
from e2lm.reviews.state import Reviews


@dataclass(frozen=True)
class Looked:
    """Evidence as it was looked at: `frozen` says when and by whom, None where it was computed for these minutes.
    `changes` are those since `before`, None where nothing was frozen earlier."""

    evidence: Evidence
    frozen: Frozen | None = None
    before: Frozen | None = None
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Entry:
    """One point: `subject` is a reference's text, `looked` None where there is no evidence, and `missing` says why.

    `decisions` are those of this meeting, the last of which counts; `past` those of other meetings before.
    """

    subject: str
    name: str
    owner: str = ""
    minutes: float | None = None
    note: str = ""
    looked: Looked | None = None
    missing: str = ""
    votes: tuple[Vote, ...] = ()
    comments: tuple[Comment, ...] = ()
    asked: tuple[Ask, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    decisions: tuple[Decision, ...] = ()
    past: tuple[Decision, ...] = ()

    @property
    def decision(self) -> Decision | None:
        """What was decided in the end."""
        return self.decisions[-1] if self.decisions else None


@dataclass(frozen=True)
class Minutes:
    """`meeting` is None for minutes of a set of candidates. `people` are all who said something; `options` are those of
    the command that writes the same minutes, under which evidence was computed that nobody had frozen."""

    title: str
    entries: tuple[Entry, ...]
    meeting: Meeting | None = None
    people: tuple[str, ...] = ()
    comments: tuple[Comment, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    options: tuple[str, ...] = ()


Now = Mapping[str, Evidence | str]  # by reference's text: the evidence as it is now, or why there is none


def of_meeting(reviews: Reviews, meeting: Meeting, now: Now, options: Sequence[str] = ()) -> Minutes:
    """The minutes of a meeting; `now` has the evidence of points for which none was frozen in it."""
    own = meeting.meeting_id
    entries = []
    for point in reviews.agenda(own):
        one = _entry(reviews, point.subject, now, own)
        entries.append(replace(one, owner=point.owner, minutes=point.minutes, note=point.note))
    about = Reference("meeting", own)
    people = dict.fromkeys(event.by for event in reviews.events if _is_of(event.on, event.fields.get("meeting"), own))
    return Minutes(
        meeting.title, tuple(entries), meeting, tuple(people), reviews.comments(about), reviews.assignments(about),
        tuple(options),
    )  # fmt: skip


def of_subjects(
    reviews: Reviews, subjects: Iterable[str], now: Now, title: str, options: Sequence[str] = ()
) -> Minutes:
    """Minutes of any candidates and tasks: their evidence as it is now, and all that was ever said of them."""
    entries = tuple(_entry(reviews, subject, now, None) for subject in dict.fromkeys(subjects))
    named = {entry.subject for entry in entries}
    people = dict.fromkeys(event.by for event in reviews.events if event.on in named)
    return Minutes(title, entries, people=tuple(people), options=tuple(options))


def unfrozen(reviews: Reviews, meeting: Meeting) -> list[str]:
    """The points of a meeting of which `of_meeting` needs the evidence as it is now."""
    own = meeting.meeting_id
    return [point.subject for point in reviews.agenda(own) if frozen_in(reviews, point.subject, own) is None]


def _entry(reviews: Reviews, subject: str, now: Now, meeting: str | None) -> Entry:
    looked, missing = _looked(reviews, subject, now, meeting)
    everything = reviews.decisions(subject)
    decisions = everything if meeting is None else reviews.decisions(subject, meeting)
    until = decisions[-1].at if decisions else float("inf")
    return Entry(
        subject, looked.evidence.name if looked else Reference.read(subject).key, looked=looked, missing=missing,
        votes=reviews.votes(subject, meeting), comments=reviews.comments(subject, meeting),
        asked=reviews.asked(subject, meeting), assignments=reviews.assignments(subject, meeting), decisions=decisions,
        past=() if meeting is None else tuple(one for one in everything if one.meeting != meeting and one.at < until),
    )  # fmt: skip


def _looked(reviews: Reviews, subject: str, now: Now, meeting: str | None) -> tuple[Looked | None, str]:
    kept = None if meeting is None else frozen_in(reviews, subject, meeting)
    found = now.get(subject, "no evidence was frozen") if kept is None else recorded(kept.evidence)
    if isinstance(found, str):
        return None, found
    before = earlier(reviews, found, meeting or "", kept.at if kept else float("inf"))
    changes = () if before is None else tuple(_changes(found, before))
    return Looked(found, kept, before, changes), ""


def _changes(now: Evidence, before: Frozen) -> list[Change]:
    try:
        return changed_since(now, recorded(before.evidence))
    except (TypeError, ValueError) as error:
        return [Change("the evidence before", f"cannot be read: {error}", "")]


def frozen_in(reviews: Reviews, subject: str, meeting: str) -> Frozen | None:
    """What the meeting's decision rests on, else what was frozen last in it; None where nothing readable was."""
    decisions = reviews.decisions(subject, meeting)
    named = reviews.frozen(decisions[-1].evidence) if decisions else None
    kept: list[Frozen] = [*([named] if named else []), *reversed(reviews.evidence(subject, meeting))]
    return next((one for one in kept if _is_readable(one)), None)


def _is_readable(one: Frozen) -> bool:
    try:
        recorded(one.evidence)
    except (TypeError, ValueError):
        return False
    return True


def _is_of(on: str, said_in: object, meeting: str) -> bool:
    return said_in == meeting or on == Reference("meeting", meeting).text
