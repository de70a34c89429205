"""Lines of a journal, read: events, and problems with what is none."""

from __future__ import annotations

import json
from collections.abc import Iterable

from e2lm.records import Problem
from e2lm.reviews.events import Event, LaterError

_MERGE = (b"<<<<<<< ", b"=======", b">>>>>>> ")


def read_line(line: bytes, file: str, number: int) -> Event | Problem:
    """The event of one line, or what is wrong with it; `file` and `number` (from 1) say where it stands."""
    try:
        event = Event.of(json.loads(line))
        if b"\\u" in line:
            event.line().encode()
    except LaterError as error:
        remedy = "It is kept, and not shown: update this program to see it."
        return Problem(file, f"the event is of a later version ({error})", remedy, line=number)
    except RecursionError:
        return Problem(file, "the line is nested too deeply", "Delete the line.", line=number)
    except (ValueError, TypeError) as error:
        if line.startswith(_MERGE):
            remedy = "Keep both sides and delete the lines that git added: order does not matter, nor do doubles."
            return Problem(file, "a merge of git was left unfinished here", remedy, line=number)
        why = str(error) if not isinstance(error, json.JSONDecodeError | UnicodeError) else "it is not JSON in UTF-8"
        return Problem(file, f"the line is no event: {why}", "Correct or delete the line.", line=number)
    return event


def read_lines(lines: Iterable[bytes], file: str, first: int = 1) -> tuple[list[Event], list[Problem]]:
    """Events and problems of lines, blank ones passed over; `first` is the number of the first."""
    events: list[Event] = []
    problems: list[Problem] = []
    for number, line in enumerate(lines, start=first):
        if line.strip():
            read = read_line(line, file, number)
            events.append(read) if isinstance(read, Event) else problems.append(read)
    return events, problems
