"""A candidate as the journal keeps it: its questions in one text, which is read only when they are needed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field, fields
from functools import cached_property
from typing import Any

from e2lm.candidates.candidate import STYLES, Candidate, Style
from e2lm.metrics import METRICS


@dataclass(frozen=True)
class Saved:
    """A saved version. `doc_keys` are separated by blanks, as are those of the named `lists` that its definition needs;
    `added` is when it was saved first, in seconds (epoch). The other fields are Candidate's.

    Raises TypeError for what could not be a candidate, such as a line of the journal that someone edited.
    """

    version: str
    name: str
    task: str
    doc_keys: str
    metric: str
    style: Style = "as asked"
    num_fewshot: int | None = None
    note: str = ""
    parent: str = ""
    definition: str = ""
    lists: Mapping[str, str] = field(default_factory=dict)
    added: float = 0.0

    def __post_init__(self) -> None:
        texts = (self.version, self.name, self.task, self.doc_keys, self.note, self.parent, self.definition)
        listed = isinstance(self.lists, Mapping) and all(isinstance(one, str) for one in self.lists.values())
        shots = self.num_fewshot is None or (isinstance(self.num_fewshot, int) and self.num_fewshot >= 0)
        known = self.metric in METRICS and self.style in STYLES and isinstance(self.added, int | float)
        if not (all(isinstance(one, str) for one in texts) and listed and shots and known and self.doc_keys.strip()):
            raise TypeError(self.version)

    @classmethod
    def of(cls, candidate: Candidate, lists: Mapping[str, Collection[str]], added: float) -> Saved:
        """A candidate saved at a moment, with the lists that its definition names. doc_keys hold no blanks."""
        own = {one.name: getattr(candidate, one.name) for one in fields(Candidate)}
        joined = {name: " ".join(keys) for name, keys in lists.items()}
        said = {**own, "doc_keys": " ".join(candidate.doc_keys)}
        return cls(version=candidate.version, lists=joined, added=added, **said)

    @cached_property
    def candidate(self) -> Candidate:
        """The candidate itself."""
        own = {one.name: getattr(self, one.name) for one in fields(Candidate)}
        return Candidate(**{**own, "doc_keys": tuple(dict.fromkeys(self.doc_keys.split()))})

    @property
    def questions(self) -> int:
        """How many questions it has."""
        return self.doc_keys.count(" ") + 1

    def named_lists(self) -> dict[str, tuple[str, ...]]:
        """The lists of doc_keys that its definition names."""
        return {name: tuple(keys.split()) for name, keys in self.lists.items()}

    def event(self) -> dict[str, Any]:
        """As the journal's JSON holds it."""
        return {"event": "save candidate", **asdict(self)}
