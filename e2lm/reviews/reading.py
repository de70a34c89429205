"""Lines of a journal, read: events, and problems with what is none."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import NamedTuple

from e2lm.records import Problem
from e2lm.reviews.events import Event, LaterError

_MERGE = (b"<<<<<<< ", b"=======", b">>>>>>> ")


class Line(NamedTuple):
    """A line of a journal: its event, or what is wrong with it. `event_id` is "" where nothing of it can be kept; an
    event of a later version has one, and a problem."""

    event: Event | None
    problem: Problem | None
    event_id: str


def read_line(line: bytes, file: str, number: int) -> Line:
    """One line without its end; `file` and `number` (from 1) say where it stands."""
    said: object = None
    try:
        said = json.loads(line)
        event = Event.of(said)  # type: ignore[arg-type]
        if b"\\u" in line:
            event.line().encode()
    except LaterError as error:
        remedy = "It is kept, and not shown: update this program to see it."
        problem = Problem(file, f"the event is of a later version ({error})", remedy, line=number)
        return Line(None, problem, _id_of(said))
    except (ValueError, TypeError, RecursionError) as error:
        return Line(None, _what_is_wrong(line, error, file, number), "")
    return Line(event, None, event.event_id)


def _id_of(said: object) -> str:
    found = said.get("id") if isinstance(said, dict) else None
    return found if isinstance(found, str) else ""


def _what_is_wrong(line: bytes, error: Exception, file: str, number: int) -> Problem:
    if line.startswith(_MERGE):
        remedy = "Keep both sides and delete the lines that git added: order does not matter, nor do doubles."
        return Problem(file, "a merge of git was left unfinished here", remedy, line=number)
    unread = isinstance(error, json.JSONDecodeError | UnicodeError | RecursionError)
    why = "it is not JSON in UTF-8" if unread else str(error)
    return Problem(file, f"the line is no event: {why}", "Correct or delete the line.", line=number)


def read_lines(lines: Iterable[bytes], file: str, first: int = 1) -> tuple[list[Event], list[Problem]]:
    """Events and problems of lines, blank ones passed over; `first` is the number of the first."""
    read = [read_line(line, file, number) for number, line in enumerate(lines, start=first) if line.strip()]
    events = [one.event for one in read if one.event is not None]
    return events, [one.problem for one in read if one.problem is not None]
