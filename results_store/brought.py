"""Another team's journal of reviews, merged into one's own by the ids of its events."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from e2lm.errors import SourceError
from e2lm.records import Problem
from e2lm.reviews.reading import Line, read_line
from results_store.appending import append_held, appending


class Brought(NamedTuple):
    """How many events were new, how many known already, and lines that say nothing usable or are of a later version
    of this program, which are kept."""

    added: int
    known: int
    problems: tuple[Problem, ...]


def bring_in_lines(path: Path, content: bytes, name: str) -> Brought:
    """Adds the events of `content` that the journal at `path` has not, letter for letter, all of them or none.

    An event is known by its id; where ours says something else, ours stays, and a problem tells so. Raises SourceError
    for content that holds no event, StoreError where nothing can be written.
    """
    theirs = _read(content.removeprefix(b"\xef\xbb\xbf"), name)
    if not any(one.event_id for _, one in theirs):
        remedy = "Give the file reviews.jsonl of the other team's home folder."
        raise SourceError("there is no event of a review in it", remedy=remedy, file=name)
    problems = [one.problem for _, one in theirs if one.problem is not None]
    new: dict[str, bytes] = {}
    known = 0
    with appending(path):
        ours = {one.event_id: one for _, one in _read(path.read_bytes() if path.exists() else b"", str(path))}
        for line, one in theirs:
            if not one.event_id:
                continue
            if one.event_id in ours or one.event_id in new:
                known += 1
                before = ours.get(one.event_id)
                if before is not None and before.event != one.event:
                    problems.append(_otherwise(name, one.event_id))
            else:
                new[one.event_id] = line
        if new:
            append_held(path, b"".join(line + b"\n" for line in new.values()))
    return Brought(len(new), known, tuple(problems))


def _read(content: bytes, name: str) -> list[tuple[bytes, Line]]:
    """Each line that says something, and what it says."""
    lines = [line.strip() for line in content.split(b"\n")]
    return [(line, read_line(line, name, number)) for number, line in enumerate(lines, start=1) if line]


def _otherwise(name: str, event_id: str) -> Problem:
    remedy = "Ours stays. One of the two files was edited by hand: compare them."
    return Problem(name, f"event {event_id} says something else here", remedy, field=event_id)
