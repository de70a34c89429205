"""The journal sources.jsonl: what was imported and what people said about it, one JSON event per line, append-only."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

from e2lm.alignment.verdicts import Judgement, joined, judgement_of
from e2lm.candidates.saved import Saved
from e2lm.records import Problem
from results_store.appending import append_lines
from results_store.assignments import Assignment
from results_store.failures import translated

FILE = "sources.jsonl"
DEMO = "demo"
RUNS = "runs"


@dataclass(frozen=True)
class Source:
    """A file or folder that was imported.

    `path` is relative to home where it lies inside; `origin` is the zip or upload it was made from, "" if none.
    `rule` gives tokens where the files give none; `mapping` is a ColumnMapping's JSON form, {} if none.
    """

    source_id: str
    path: str
    rule: str
    mapping: Mapping[str, Any]
    label: str
    origin: str
    added: float

    @classmethod
    def of(
        cls, path: str, rule: str, mapping: Mapping[str, Any], label: str, origin: str, source_id: str = ""
    ) -> Source:
        """A source added now; its id is a hash of the path, so importing a path again is the same source."""
        return cls(source_id or short_hash(path), path, rule, dict(mapping), label, origin, time.time())

    def same_as(self, other: Source) -> bool:
        """Whether both say the same, when they were said aside."""
        return self.event() | {"added": 0} == other.event() | {"added": 0}

    def event(self) -> dict[str, Any]:
        return {"event": "import", **self.__dict__}


@dataclass(frozen=True)
class Exclusion:
    """A run, or one task of it (`task` "": all), that is not to count, why, and since when (seconds, epoch)."""

    exclusion_id: str
    run_id: str
    task: str
    reason: str
    added: float

    def __post_init__(self) -> None:
        """A line that someone edited must not reach the index half understood. Raises TypeError."""
        texts = (self.exclusion_id, self.run_id, self.task, self.reason)
        if not all(isinstance(text, str) for text in texts) or not isinstance(self.added, int | float):
            raise TypeError(self)


@dataclass(frozen=True)
class Journal:
    """The events' outcome: live sources, assignments, exclusions, judgements and candidates in order, and lines
    that say nothing usable.

    `dropped` are candidates that were taken off the list since; `untouched` is True while no event was ever written.
    """

    sources: tuple[Source, ...]
    assignments: tuple[Assignment, ...]
    exclusions: tuple[Exclusion, ...]
    problems: tuple[Problem, ...]
    untouched: bool
    judgements: tuple[Judgement, ...] = ()
    candidates: tuple[Saved, ...] = ()
    dropped: tuple[Saved, ...] = ()


def read_journal(home: Path) -> Journal:
    """Replays the journal. A last line that a crash tore off is passed over; other unusable lines are problems."""
    path = home / FILE
    with translated(str(path)):
        text = path.read_bytes() if path.exists() else b""
    said = _Said({}, {}, {}, {}, {}, {})
    problems: list[Problem] = []
    lines = text.split(b"\n")
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            _apply(json.loads(line), said)
        except (ValueError, TypeError, KeyError, AttributeError):
            if number < len(lines):
                problems.append(_unusable(path, number))
    return Journal(
        tuple(said.sources.values()), tuple(said.assignments.values()), tuple(said.exclusions.values()),
        tuple(problems), not text.strip(), tuple(map(joined, said.judgements.values())),
        tuple(said.candidates.values()), tuple(said.dropped.values()),
    )  # fmt: skip


def append(home: Path, event: Mapping[str, Any]) -> None:
    """Adds an event and returns once it is on the disk; on failure the journal is as it was. Raises StoreError."""
    append_lines(home / FILE, json.dumps(event, ensure_ascii=False, sort_keys=True).encode() + b"\n")


def record(home: Path, source: Source) -> bool:
    """Journals a source unless it already stands there as it is; says whether it was added."""
    if any(source.same_as(live) for live in read_journal(home).sources):
        return False
    append(home, source.event())
    return True


def short_hash(text: str) -> str:
    return blake2b(text.encode(), digest_size=6).hexdigest()


class _Said(NamedTuple):
    """What stands after the events so far, by id."""

    sources: dict[str, Source]
    assignments: dict[str, Assignment]
    exclusions: dict[str, Exclusion]
    judgements: dict[str, list[Judgement]]
    candidates: dict[str, Saved]
    dropped: dict[str, Saved]


def _apply(event: Mapping[str, Any], said: _Said) -> None:
    """One event; a source imported again with another rule or mapping keeps its place."""
    fields = {name: value for name, value in event.items() if name != "event"}
    match event["event"]:
        case "import":
            source = Source(**fields)
            said.sources[source.source_id] = source
        case "forget":
            said.sources.pop(fields["source_id"], None)
        case "assign":
            assignment = Assignment(**fields)
            said.assignments[assignment.assignment_id] = assignment
        case "withdraw":
            said.assignments.pop(fields["assignment_id"], None)
        case "exclude":
            exclusion = Exclusion(**fields)
            said.exclusions[exclusion.exclusion_id] = exclusion
        case "readmit":
            said.exclusions.pop(fields["exclusion_id"], None)
        case "judge":
            judgement = judgement_of(fields)
            said.judgements.setdefault(judgement.judgement_id, []).append(judgement)
        case "forget judgement":
            said.judgements.pop(fields["judgement_id"], None)
        case "save candidate":
            saved = Saved(**fields)
            said.candidates[saved.version] = saved
            said.dropped.pop(saved.version, None)
        case "drop candidate":
            gone = said.candidates.pop(fields["version"], None)
            if gone is not None:
                said.dropped[gone.version] = gone
        case other:
            raise ValueError(other)


def _unusable(path: Path, number: int) -> Problem:
    return Problem(str(path), "the line is not an event of the journal", "Correct or delete the line.", line=number)
