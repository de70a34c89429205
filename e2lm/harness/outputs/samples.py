"""One samples file of lm-eval: every logged doc as a Sample, in the file's order; what is damaged as problems."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from e2lm.counting import count
from e2lm.harness.outputs.golds import Keyed, key_of, reading_of
from e2lm.harness.outputs.hashes import hash_doc, hash_target, hash_text
from e2lm.harness.outputs.json_files import read_records
from e2lm.harness.outputs.metrics import number
from e2lm.harness.outputs.requests import Answered, answered
from e2lm.records import Problem, Sample

_RESERVED = frozenset(
    (
        "doc_id",
        "doc",
        "target",
        "arguments",
        "resps",
        "filtered_resps",
        "filter",
        "metrics",
        "doc_hash",
        "prompt_hash",
        "target_hash",
    )
)
HELD = 128 * 1024**2  # bytes of a file whose records are held in memory while their key is resolved
_REMEDY = "Log the samples with lm-eval's --log_samples; the other records of the file were read"


class _Logged(NamedTuple):
    """What is kept of a record while its task's key is being resolved; the requests' repeated contexts are not."""

    line: int
    doc_id: int
    filter: str
    doc: Mapping[str, Any]
    target: object
    hashes: tuple[str, str, str]
    answered: Answered
    metrics: Mapping[str, float]


def read_samples(path: Path, task: str, filters: Sequence[str] = ()) -> Iterator[Sample | Problem]:
    """Samples of one task. `filters` are the task's filters in the order of its results: logs before 0.4.7 name none,
    there a doc's first record belongs to the first filter, its second to the second. Problems come before samples,
    because the key is resolved for the whole task at once. A file too large to hold is read once for every time that
    its docs are gone through.
    """
    kept: list[_Logged] | None = [] if _size(path) <= HELD else None
    read = undefined = first = 0
    for item in _logged(path, filters):
        if isinstance(item, Problem):
            yield item
            continue
        read += 1
        if any(math.isnan(ll) for ll in item.answered.loglikelihoods):
            undefined, first = undefined + 1, first or item.line
        if kept is not None:
            kept.append(item)
    if undefined:
        what = f"{undefined} of {read} records have NaN loglikelihoods, the first here"
        remedy = "Evaluate this checkpoint again in float32: its weights or its dtype overflow"
        yield Problem(str(path), what, remedy, line=first, field="filtered_resps")
    entries = _Again(path, filters) if kept is None else _in_order(kept)
    reading = reading_of(_AsKeyed(entries))
    for entry in entries:
        yield _sample(entry, task, key_of(_keyed(entry), reading))


def _in_order(logged: Sequence[_Logged]) -> list[_Logged]:
    """Records by filter, as these first appear, and then by doc: several processes may have written them."""
    turn = {name: place for place, name in enumerate(dict.fromkeys(entry.filter for entry in logged))}
    return sorted(logged, key=lambda entry: (turn[entry.filter], entry.doc_id))


class _Again:
    """The usable records of a file, read anew each time."""

    def __init__(self, path: Path, filters: Sequence[str]) -> None:
        self.path, self.filters = path, filters

    def __iter__(self) -> Iterator[_Logged]:
        return (item for item in _logged(self.path, self.filters) if not isinstance(item, Problem))


class _AsKeyed:
    """What the key of each record is read from, as often as it is asked for."""

    def __init__(self, entries: Iterable[_Logged]) -> None:
        self.entries = entries

    def __iter__(self) -> Iterator[Keyed]:
        return map(_keyed, self.entries)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _logged(path: Path, filters: Sequence[str]) -> Iterator[_Logged | Problem]:
    """The file's records in its order, each checked; a doc's second record under one filter is a problem."""
    seen: set[tuple[int, str]] = set()
    occurrences: Counter[int] = Counter()
    for item in read_records(path):
        if isinstance(item, Problem):
            yield item
            continue
        line, record = item
        if not seen and not is_sample(record):
            yield not_samples(path, record)
            return
        checked = _checked(line, record, path, occurrences, filters)
        if not isinstance(checked, Problem) and (checked.doc_id, checked.filter) in seen:
            what = f"doc {checked.doc_id} stands here a second time under filter {checked.filter!r}"
            yield Problem(str(path), what, "Its first record was taken; remove the file's second half", line=line)
            continue
        if not isinstance(checked, Problem):
            seen.add((checked.doc_id, checked.filter))
        yield checked


def is_sample(record: Mapping[str, Any]) -> bool:
    """Whether a record is of lm-eval's samples log, however damaged."""
    return "doc_id" in record or "filtered_resps" in record or ("doc" in record and "arguments" in record)


def not_samples(path: Path, record: Mapping[str, Any]) -> Problem:
    names = ", ".join(str(name) for name in list(record)[:5]) or "nothing"
    remedy = "Samples are what lm-eval writes with --log_samples; leave this file out"
    return Problem(str(path), f"this is not a samples file of lm-eval (its records hold {names})", remedy)


def _checked(
    line: int, record: Mapping[str, Any], path: Path, occurrences: Counter[int], filters: Sequence[str]
) -> _Logged | Problem:
    doc_id, doc = record.get("doc_id"), record.get("doc")
    if not isinstance(doc_id, int) or count(doc_id) is None:
        return Problem(str(path), "the record has no doc_id", _REMEDY, line=line, field="doc_id")
    if doc is None:
        return Problem(str(path), "the record has no doc", _REMEDY, line=line, field="doc")
    try:
        requests = answered(record)
    except ValueError as error:
        return Problem(str(path), "the field is not as lm-eval writes it", _REMEDY, line=line, field=str(error))
    named = record.get("filter")
    if not isinstance(named, str) or not named:
        turn = occurrences[doc_id]
        occurrences[doc_id] += 1
        named = filters[turn % len(filters)] if filters else "none"
    target = record.get("target")
    hashes = (
        _hash(record, "doc_hash") or hash_doc(doc),
        _hash(record, "target_hash") or hash_target(target),
        _hash(record, "prompt_hash") or hash_text(requests.first_context),
    )
    fields = doc if isinstance(doc, dict) else {"doc": doc}
    return _Logged(line, doc_id, named, fields, target, hashes, requests, _metrics(record))


def _metrics(record: Mapping[str, Any]) -> dict[str, float]:
    """The record's metrics that are one number; brier scores and F1 pairs are logged as text or lists."""
    named = record.get("metrics")
    names = named if isinstance(named, list) else [name for name in record if name not in _RESERVED]
    numbers = {
        name: record[name] for name in names if isinstance(name, str) and isinstance(record.get(name), int | float)
    }
    return {name: math.nan if (value := number(logged)) is None else value for name, logged in numbers.items()}


def _keyed(entry: _Logged) -> Keyed:
    requests = entry.answered
    return Keyed(entry.target, entry.doc, requests.continuations, requests.loglikelihoods, entry.metrics.get("acc"))


def _sample(entry: _Logged, task: str, golds: tuple[int, ...]) -> Sample:
    requests = entry.answered
    doc_hash, target_hash, prompt_hash = entry.hashes
    return Sample(
        task=task,
        filter=entry.filter,
        doc_id=entry.doc_id,
        doc_hash=doc_hash,
        target_hash=target_hash,
        prompt_hash=prompt_hash,
        doc=entry.doc,
        target="" if entry.target is None else str(entry.target),
        context=requests.context,
        continuations=requests.continuations,
        loglikelihoods=requests.loglikelihoods,
        golds=golds,
        answers=requests.answers,
        metrics=entry.metrics,
    )


def _hash(record: Mapping[str, Any], name: str) -> str:
    value = record.get(name)
    return value if isinstance(value, str) else ""
