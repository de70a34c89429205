"""What was said of something, in one order, and each event as a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from e2lm.reviews.events import Event
from e2lm.reviews.references import Reference
from e2lm.reviews.said import Ask, Assignment, Comment
from e2lm.reviews.state import Reviews

Said = Comment | Ask | Assignment
_SHORT = 80


def talk_of(reviews: Reviews, subject: str) -> list[Said]:
    """Comments, questions and assignments on something, whatever the meeting, in the order in which they were said."""
    every: list[Said] = [
        *reviews.comments(subject),
        *reviews.asked(subject),
        *reviews.assignments(subject),
    ]
    return sorted(every, key=lambda one: (one.at, one.event_id))


def talk_in_words(said: Sequence[Said]) -> str:
    """ "4, 1 question open, 2 to do"; "none yet"."""
    asked = sum(isinstance(one, Ask) and not one.answers for one in said)
    to_do = sum(isinstance(one, Assignment) and not one.done for one in said)
    parts = [str(len(said)) if said else "none yet"]
    parts += [f"{asked} {'question' if asked == 1 else 'questions'} open"] if asked else []
    parts += [f"{to_do} to do"] if to_do else []
    return ", ".join(parts)


def sentence(event: Event, names: Mapping[str, str], told: Mapping[str, Event]) -> str:
    """What an event says, without who and when: "voted keep on mmlu: curves part early". `told` are all events by id,
    of which an undo, an answer or a "done" names one."""
    said, about = event.fields, _name(event.on, names)
    match event.kind:
        case "meeting":
            return f"began or renamed the meeting: {said['title']}"
        case "close":
            return "closed the meeting"
        case "agenda":
            return f"put {_name(said['subject'], names)} on the agenda"
        case "strike":
            return f"took {_name(said['subject'], names)} off the agenda"
        case "evidence":
            return f"froze the evidence on {about}"
        case "vote":
            return f"voted {said['choice']} on {about}{_because(said.get('reason', ''))}"
        case "decide":
            return f"recorded {said['choice']} for {about}{_because(said.get('reason', ''))}"
        case "comment" | "ask":
            verb = "said of" if event.kind == "comment" else "asked about"
            return f"{verb} {about}: {_short(said['text'])}"
        case "answer":
            return f"answered: {_short(said['text'])}"
        case "assign":
            return f"asked {said['to']} to do: {_short(said['text'])}"
        case "done":
            task = told.get(said["to"])
            return f"ticked off: {_short(task.fields['text']) if task else 'something to do'}"
        case "star":
            return f"{'starred' if said['starred'] else 'took the star off'} {about}"
        case "flag":
            return f"{'flagged' if said['raised'] else 'took the flag off'} {about}: {said['flag']}"
        case "link":
            return f"kept a link to {said['page']}"
        case _:
            return f"undid: {_undone(event, names, told)}"


def _undone(event: Event, names: Mapping[str, str], told: Mapping[str, Event]) -> str:
    target = told.get(Reference.read(event.on).key)
    if target is None:
        return "something that is not here"
    return f"an undo of {target.by}" if target.kind == "undo" else f"{target.by} {sentence(target, names, told)}"


def _name(on: str, names: Mapping[str, str]) -> str:
    about = Reference.read(on)
    return names.get(on, "the meeting" if about.kind == "meeting" else f"{about.kind} {about.key[:40]}")


def _because(reason: str) -> str:
    return f": {_short(reason)}" if reason.strip() else ""


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _SHORT else words[: _SHORT - 1] + "…"
