"""Which events stand: each once, in order, without what was undone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from e2lm.reviews.events import Event
from e2lm.reviews.references import Reference


def standing(events: Iterable[Event]) -> list[Event]:
    """The events that stand, ordered by time and id; of several with one id the first given.

    An undo can be undone, too: then what it took back stands again. Clocks differ between machines, so what undoes
    what is read from the events, not from their times. Undo events that undo each other in a circle are passed over.
    """
    known: dict[str, Event] = {}
    for event in events:
        known.setdefault(event.event_id, event)
    undone = _undone(known)
    kept = [event for event in known.values() if event.kind != "undo" and event.event_id not in undone]
    return sorted(kept, key=lambda event: (event.at, event.event_id))


def _undone(known: dict[str, Event]) -> set[str]:
    """The ids of events that a standing undo takes back."""
    target = {one.event_id: Reference.read(one.on).key for one in known.values() if one.kind == "undo"}
    waiting = Counter(target.values())
    ready = [undo for undo in target if not waiting[undo]]
    undone: set[str] = set()
    while ready:
        undo = ready.pop()
        goal = target[undo]
        if undo not in undone:
            undone.add(goal)
        waiting[goal] -= 1
        if goal in target and not waiting[goal]:
            ready.append(goal)
    return undone
