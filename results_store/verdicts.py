"""What judges said of questions, as events of the journal: it outlives the index, and changes nothing that it computes.

No store is needed, only its home: a judge is a process of its own, and a verdict must not make pages read curves anew.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from e2lm.alignment.verdicts import Judgement, Verdict
from e2lm.errors import RequestError
from results_store.failures import translated
from results_store.journal import FILE, append, read_journal, short_hash


def judgements(home: Path) -> list[Judgement]:
    """Every judgement in force that says something, in the order of their first events."""
    return [one for one in read_journal(home).judgements if one.verdicts]


def stamp(home: Path) -> tuple[int, int]:
    """Size and time of the journal: equal stamps mean equal judgements."""
    with translated(str(home / FILE)):
        try:
            status = (home / FILE).stat()
        except FileNotFoundError:
            return 0, 0
    return status.st_size, status.st_mtime_ns


def record(home: Path, judgement: Judgement) -> None:
    """Journals verdicts; of a judgement that is there already they are what was said later. Raises StoreError."""
    if judgement.verdicts:
        stamped = replace(judgement, added=judgement.added or time.time())
        append(home, {"event": "judge", **stamped.fields()})


def say(home: Path, person: str, task: str, verdicts: Sequence[Verdict]) -> None:
    """Journals what a person says of questions of a task; a Verdict of None takes that back.

    Raises RequestError where the person has no name.
    """
    name = " ".join(person.split())
    if not name:
        raise RequestError("nobody says so", remedy="Give your name: verdicts are kept under it", field="name")
    record(home, Judgement(person_id(name, task), "person", name, task, tuple(verdicts)))


def person_id(person: str, task: str) -> str:
    """The id of all that a person says of a task's questions."""
    return short_hash(f"person\n{' '.join(person.split())}\n{task}")


def forget(home: Path, judgement_id: str) -> None:
    """Takes a judgement back as a whole; the raw answers of a model stay in their folder. Raises RequestError."""
    if judgement_id not in {one.judgement_id for one in read_journal(home).judgements}:
        raise RequestError("there is no such judgement", remedy="Pick one of those listed", field=judgement_id)
    append(home, {"event": "forget judgement", "judgement_id": judgement_id})
