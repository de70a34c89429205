"""Events of toy people, each a second after the one before."""

from __future__ import annotations

from e2lm.reviews.events import Event

TASK = "task:mmlu"
MEETING = "meeting:m1"


class Talk:
    """What is said, in order; an event's id counts up."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def __call__(self, by: str, kind: str, on: str, at: float | None = None, **fields: object) -> Event:
        number = len(self.events)
        event = Event(f"{number:016x}", float(number) if at is None else at, by, kind, on, fields)
        self.events.append(event)
        return event
