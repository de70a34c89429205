"""One thing that a person said, as a line of JSON: {"schema", "id", "at", "by", "event", "on", ...its own fields}.

    kind      on               fields (those with ? may be left out)
    meeting   meeting          title, date?                              a meeting begins, or is renamed
    close     meeting                                                    it ends
    agenda    meeting          subject, owner?, minutes?, place?, note?  a point; of the same subject: replaces it
    strike    meeting          subject                                   the point is taken off
    evidence  candidate, task  evidence, meeting?                        what the point rests on, as it is now
    vote      ..., question    choice (CHOICES), reason?, meeting?       the person's latest counts
    comment   any              text, meeting?
    ask       any              text, meeting?                            an open question
    answer    any              text, to (the id of the ask)
    assign    any              text, to (a name), due?, meeting?
    done      any              to (the id of the assignment)
    decide    ..., question    choice, reason?, evidence? (an id), meeting?
    star      question         starred
    flag      question         flag (FLAGS), raised
    link      link             page, query
    undo      event                                                      as though it had never been said

Fields that a kind does not know are kept, and say nothing here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from e2lm.reviews.fields import CHOICES, FLAGS, KINDS, OWN, checked
from e2lm.reviews.references import Reference

__all__ = ["CHOICES", "FLAGS", "KINDS", "SCHEMA", "Event", "LaterError"]

SCHEMA = 1
_ID = re.compile("[0-9a-f]{16}")


class LaterError(ValueError):
    """An event of a later version of this program: it is kept as it is, and not applied."""


@dataclass(frozen=True)
class Event:
    """What `by` said at `at` (seconds, epoch) about `on` (a reference's text); `event_id` is 16 hex digits.

    Raises TypeError or ValueError, in words, for what is no event.
    """

    event_id: str
    at: float
    by: str
    kind: str
    on: str
    fields: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not all(isinstance(one, str) for one in (self.event_id, self.by, self.kind, self.on)):
            raise TypeError("id, by, event and on are texts")
        if not _ID.fullmatch(self.event_id):
            raise ValueError("an id is 16 hex digits")
        if isinstance(self.at, bool) or not isinstance(self.at, int | float) or not isfinite(self.at):
            raise TypeError("at is a number of seconds")
        if not self.by.strip() or not self.by.isprintable():
            raise ValueError("nobody says so: by is a name")
        checked(self.kind, Reference.read(self.on), self.fields)

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Event:
        """The event that a line's JSON holds. Raises TypeError, ValueError, or LaterError for a later schema
        or a kind that is not known."""
        if not isinstance(said, Mapping):
            raise TypeError("an event is a JSON object")
        schema = said.get("schema")
        if isinstance(schema, bool) or not isinstance(schema, int) or schema < 1:
            raise TypeError("schema is a whole number from 1")
        if schema > SCHEMA or said.get("event") not in KINDS:
            raise LaterError(f"schema {schema}, event {said.get('event')!r}")
        fields = {name: value for name, value in said.items() if name not in OWN}
        return cls(
            event_id=said.get("id", ""), at=said.get("at", ""), by=said.get("by", ""),
            kind=said["event"], on=said.get("on", ""), fields=fields,
        )  # fmt: skip

    @property
    def reference(self) -> Reference:
        """What it is about."""
        return Reference.read(self.on)

    def line(self) -> str:
        """One line of JSON without its end: its own keys first, then its fields by name."""
        own = {"schema": SCHEMA, "id": self.event_id, "at": self.at, "by": self.by, "event": self.kind, "on": self.on}
        named = {name: self.fields[name] for name in sorted(self.fields)}
        return json.dumps({**own, **named}, ensure_ascii=False, allow_nan=False)
