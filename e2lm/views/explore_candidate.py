"""What the explore page looks at: a task, a metric and a subset of its questions, written into an address and back."""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import blake2b
from urllib.parse import parse_qs, urlencode

from e2lm.conditions.condition import KEY
from e2lm.counting import digits_count
from e2lm.doc_filter import EVERY_DOC, Bounds, DocFilter

UNBOUNDED = 1_000_000
# Lengths in characters that the sliders offer: the same for every task, so that an address means the same everywhere.
LENGTHS = (
    0, 10, 20, 30, 40, 50, 60, 70, 80, 100, 120, 150, 200, 250, 300, 400, 500, 600, 800, 1000, 1500, 2000, 3000, 5000,
    10_000, UNBOUNDED,
)  # fmt: skip


@dataclass(frozen=True)
class Candidate:
    """A task (under one of lm-eval's filters and a number of shots), a metric, and which of its questions count.

    `docs` is what they must meet, `text` what must stand in question or choices as well. `unprompted` is the task that
    asks the same questions without their prompt, "" where none is chosen; `partial` lets limited runs count.
    """

    task: str
    metric: str
    filter: str = "none"
    n_shot: int | None = None
    partial: bool = False
    unprompted: str = ""
    docs: DocFilter = EVERY_DOC
    text: str = ""

    @property
    def whole(self) -> bool:
        """Whether every question counts."""
        return self.docs == EVERY_DOC and not self.text

    def widened(self) -> Candidate:
        """The same with every question."""
        return replace(self, docs=EVERY_DOC, text="")

    def among(self, found: Collection[str] | None) -> DocFilter:
        """The filter that also holds the text search, whose doc_keys were `found` (None: nothing was searched)."""
        if found is None:
            return self.docs
        keys = frozenset(found)
        return replace(self.docs, keys=keys if self.docs.keys is None else self.docs.keys & keys)


def to_address(candidate: Candidate) -> str:
    """The candidate as text for an address; `from_address` reads it."""
    docs = candidate.docs
    texts = ("task", "metric", "filter", "unprompted", "text")
    pairs = [(name, str(getattr(candidate, name))) for name in texts if getattr(candidate, name)]
    pairs += [] if candidate.n_shot is None else [("n_shot", str(candidate.n_shot))]
    pairs += [("partial", "1")] if candidate.partial else []
    pairs += [("tasks", task) for task in docs.tasks]
    bounds = {"question": docs.question_chars, "answer": docs.answer_chars, "wrong": docs.difficulty}
    pairs += [(name, f"{ends[0]:g}~{ends[1]:g}") for name, ends in bounds.items() if ends is not None]
    pairs += [] if docs.keys is None else [("keys", " ".join(sorted(docs.keys)))]
    return urlencode(pairs)


@lru_cache(maxsize=16)  # a page asks for it a dozen times in a run, and thousands of keys take milliseconds
def identity(candidate: Candidate) -> str:
    """A short text that equal candidates have in common, and no others: a cache's key."""
    return blake2b(to_address(candidate).encode("ascii"), digest_size=16).hexdigest()


def from_address(text: str) -> Candidate | None:
    """The candidate that an address names; None where it names none."""
    found = parse_qs(text, keep_blank_values=True)
    first = {name: values[0] for name, values in found.items()}
    if not (first.get("task") and first.get("metric")):
        return None
    shots = first.get("n_shot", "")
    docs = DocFilter(
        tasks=tuple(found.get("tasks", ())),
        question_chars=_bounds(first, "question"),
        answer_chars=_bounds(first, "answer"),
        difficulty=_bounds(first, "wrong"),
        keys=frozenset(first["keys"].split()) if "keys" in first else None,
    )
    return Candidate(
        first["task"], first["metric"], first.get("filter", "none"), digits_count(shots) if shots.isdecimal() else None,
        "partial" in first, first.get("unprompted", ""), docs, first.get("text", ""),
    )  # fmt: skip


def keys_in(text: str) -> frozenset[str] | None:
    """The doc_keys in a pasted text or file: one a line, or a table's column doc_key, else its first; None where there
    are none."""
    lines = text.removeprefix("\ufeff").splitlines(keepends=True)
    named = _named_column(lines)
    if named is None:
        named = [re.split(r"[,;\s]", line.strip())[0].strip("\"'") for line in lines]
    return frozenset(key for key in named if key and key != KEY and len(key.split()) == 1) or None


def _named_column(lines: Sequence[str]) -> list[str] | None:
    """The cells below doc_key in a table with commas, semicolons or tabs; None where that is no column of several."""
    head = lines[0] if lines else ""
    delimiter = max(",;\t", key=head.count)
    try:
        rows = list(csv.reader(lines, delimiter=delimiter)) if delimiter in head else []
    except csv.Error:  # a cell beyond all measure, as of a file that is no table
        return None
    names = [name.strip() for name in rows[0]] if rows else []
    at = names.index(KEY) if KEY in names else -1
    return [row[at].strip() for row in rows[1:] if len(row) > at] if at >= 0 else None


def bounds_of(ends: Sequence[float], scale: Sequence[float]) -> Bounds | None:
    """A slider's two ends; None where they are those of its scale and leave nothing out."""
    return None if (ends[0], ends[1]) == (scale[0], scale[-1]) else (float(ends[0]), float(ends[1]))


def percents_of(bounds: Bounds | None) -> Bounds | None:
    """Bounds in percent as shares."""
    return None if bounds is None else (bounds[0] / 100, bounds[1] / 100)


def _bounds(first: Mapping[str, str], name: str) -> Bounds | None:
    low, _, high = first.get(name, "").partition("~")
    try:
        return float(low), float(high)
    except ValueError:
        return None
