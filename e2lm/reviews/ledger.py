"""Events taken one by one, each entered where it belongs."""

from __future__ import annotations

from collections import defaultdict

from e2lm.reviews.events import Event
from e2lm.reviews.said import Ask, Assignment, Comment, Decision, Frozen, Link, Meeting, Point, Vote


def person_key(name: str) -> str:
    """One person however the name is spaced or capitalised."""
    return " ".join(name.split()).casefold()


class Ledger:
    """What stands so far, by what it is about; filled by `take`, in the order of the events, and then only read."""

    def __init__(self) -> None:
        self.meetings: dict[str, Meeting] = {}
        self.points: defaultdict[str, dict[str, Point]] = defaultdict(dict)
        self.votes: defaultdict[str, list[Vote]] = defaultdict(list)
        self.comments: defaultdict[str, list[Comment]] = defaultdict(list)
        self.asks: defaultdict[str, list[Ask]] = defaultdict(list)
        self.assignments: defaultdict[str, list[Assignment]] = defaultdict(list)
        self.decisions: defaultdict[str, list[Decision]] = defaultdict(list)
        self.evidence: defaultdict[str, list[Frozen]] = defaultdict(list)
        self.frozen: dict[str, Frozen] = {}
        self.stars: defaultdict[str, set[str]] = defaultdict(set)
        self.flags: defaultdict[str, dict[str, dict[str, str]]] = defaultdict(dict)
        self.links: dict[str, Link] = {}
        self._asked: dict[str, tuple[str, int]] = {}
        self._assigned: dict[str, tuple[str, int]] = {}

    def take(self, event: Event) -> None:
        """Enters one event; what refers to something that is not there (any more) says nothing."""
        match event.kind:
            case "meeting" | "close" | "agenda" | "strike":
                self._meet(event)
            case "vote" | "decide" | "evidence":
                self._judge(event)
            case "comment" | "ask" | "answer" | "assign" | "done":
                self._talk(event)
            case "star" | "flag" | "link":
                self._mark(event)

    def _meet(self, event: Event) -> None:
        said, meeting_id = event.fields, event.reference.key
        own = (event.at, event.by, event.event_id)
        before = self.meetings.get(meeting_id)
        match event.kind:
            case "meeting" if before is None:
                self.meetings[meeting_id] = Meeting(meeting_id, said["title"], said.get("date", ""), False, *own)
            case "meeting" if before is not None:
                date = said.get("date", before.date)
                self.meetings[meeting_id] = before._replace(title=said["title"], date=date, closed=False)
            case "close" if before is not None:
                self.meetings[meeting_id] = before._replace(closed=True)
            case "agenda":
                points = self.points[meeting_id]
                place = said.get("place", len(points) + 1)
                points[said["subject"]] = Point(
                    said["subject"], said.get("owner", ""), said.get("minutes"), place, said.get("note", ""), *own
                )
            case "strike":
                self.points[meeting_id].pop(said["subject"], None)

    def _judge(self, event: Event) -> None:
        said, on = event.fields, event.on
        meeting, own = said.get("meeting", ""), (event.at, event.by, event.event_id)
        match event.kind:
            case "vote":
                self.votes[on].append(Vote(on, said["choice"], said.get("reason", ""), meeting, *own))
            case "decide":
                reason, evidence = said.get("reason", ""), said.get("evidence", "")
                self.decisions[on].append(Decision(on, said["choice"], reason, evidence, meeting, *own))
            case "evidence":
                frozen = Frozen(on, meeting, said["evidence"], *own)
                self.evidence[on].append(frozen)
                self.frozen[event.event_id] = frozen

    def _talk(self, event: Event) -> None:
        said, on = event.fields, event.on
        meeting, own = said.get("meeting", ""), (event.at, event.by, event.event_id)
        match event.kind:
            case "comment":
                self.comments[on].append(Comment(on, said["text"], meeting, *own))
            case "ask":
                self._asked[event.event_id] = on, len(self.asks[on])
                self.asks[on].append(Ask(on, said["text"], meeting, (), *own))
            case "answer" if said["to"] in self._asked:
                about, place = self._asked[said["to"]]
                ask = self.asks[about][place]
                answers = (*ask.answers, Comment(about, said["text"], meeting, *own))
                self.asks[about][place] = ask._replace(answers=answers)
            case "assign":
                self._assigned[event.event_id] = on, len(self.assignments[on])
                due = said.get("due", "")
                self.assignments[on].append(Assignment(on, said["text"], said["to"], due, meeting, "", 0.0, *own))
            case "done" if said["to"] in self._assigned:
                about, place = self._assigned[said["to"]]
                task = self.assignments[about][place]
                self.assignments[about][place] = task._replace(done_by=event.by, done_at=event.at)

    def _mark(self, event: Event) -> None:
        said, key, person = event.fields, event.reference.key, person_key(event.by)
        match event.kind:
            case "star" if said["starred"]:
                self.stars[key].add(person)
            case "star":
                self.stars[key].discard(person)
            case "flag" if said["raised"]:
                self.flags[key].setdefault(said["flag"], {})[person] = event.by
            case "flag":
                self.flags[key].get(said["flag"], {}).pop(person, None)
            case "link":
                self.links[key] = Link(key, said["page"], said["query"], event.at, event.by, event.event_id)
