"""What is stored of questions, so that a samples file which asks nothing new needs only its answers read.

A file goes the short way if it asks byte for byte what another file of its task asked that was read in full
(`e2lm.harness.outputs.pattern`), in the same order and as many docs as its results rest on, and if every loglikelihood
is a number and every accuracy agrees with the key. Whatever is otherwise (a bad line, a doc twice, a NaN, a new
question) leaves the file to the full reader, which says line by line what is wrong and makes new questions known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from e2lm.harness.outputs.pattern import Cut, Pattern, cut, pattern_of
from e2lm.harness.outputs.tails import Tail, tail_of
from e2lm.records import SamplesFile
from results_store.columns import PATTERNS
from results_store.database import Store
from results_store.rows import table_of

MOST_DOCS = 200_000  # whose answers, or what is to be learned of them, are held at once

_KEYS = "SELECT doc_key FROM docs UNION ALL SELECT prompt_key FROM prompts"
_PATTERNS = "SELECT * FROM patterns"
_LEARN = "INSERT INTO patterns BY NAME SELECT * FROM incoming"
_DOUBT = "UPDATE patterns SET prompt_keys = [] WHERE task = ? AND first = ? AND asked = ? AND tails = ?"


@dataclass(frozen=True)
class Learned:
    """What a file of a task asked: its pattern, its tails by their number of choices, filter and numeric metrics, and
    of each doc in order its id, its keys and how many choices it has. `right` says of all choices, doc after doc, which
    are right. `prompt_keys` is empty where two files that ask the same disagree on a key: no file fits it."""

    pattern: Pattern
    tails: Mapping[int, Tail]
    filter: str
    numbers: tuple[str, ...]
    doc_ids: pa.Array
    doc_keys: pa.Array
    prompt_keys: pa.Array
    choices: npt.NDArray[np.int64]
    right: npt.NDArray[np.bool_]


class Fitting(NamedTuple):
    """A file that begins as what was learned and has as many docs, and the tails cut out of it."""

    file: SamplesFile
    learned: Learned
    cut: Cut


class Asked(NamedTuple):
    """One doc of a task as a file that was read in full asked it, and what was logged under which filter.

    `readings` says of each way to read its target that needs no answers whether it gives these golds, None where it
    gives none.
    """

    task: str
    filter: str
    doc_id: int
    doc_key: str
    prompt_key: str
    choices: int
    golds: tuple[int, ...]
    readings: tuple[bool | None, ...]
    metrics: tuple[str, ...]


@dataclass
class Known:
    """What is stored of questions: the keys of docs and prompts, and what files asked, by task."""

    keys: set[str] = field(default_factory=set)
    learned: dict[str, list[Learned]] = field(default_factory=dict)

    def renew(self, store: Store) -> None:
        """Reads again what is stored, after a change that did not take place."""
        self.keys = {key for (key,) in store.rows(_KEYS)}
        learned: dict[str, list[Learned]] = {}
        for one in store.table(_PATTERNS).to_batches(max_chunksize=1):
            (row,) = one.to_pylist()
            learned.setdefault(row["task"], []).append(_learned(row))
        self.learned = learned

    def knows(self, fitting: Iterable[Fitting]) -> bool:
        """Whether what files fit is known still: questions go when no run asks them any more."""
        return all(any(learned is one.learned for learned in self.learned.get(one.file.task, ())) for one in fitting)

    def fitting(self, file: SamplesFile, window: bytearray) -> Fitting | None:
        """The answers of a file whose questions are known; None for any other. `window` is what `cut` reads into."""
        for learned in self.learned.get(file.task, ()):
            if len(learned.prompt_keys) == file.docs and (found := cut(Path(file.path), learned.pattern, window)):
                return Fitting(file, learned, found)
        return None


def known(store: Store) -> Known:
    """What the store knows of questions now."""
    questions = Known()
    questions.renew(store)
    return questions


def alone(file: SamplesFile, files: Sequence[SamplesFile]) -> bool:
    """Whether a run's samples of a task lie in this file only; where there are more, docs may come twice."""
    return [other.task for other in files].count(file.task) == 1


def learn(
    cursor: duckdb.DuckDBPyConnection, known: Known, files: Sequence[tuple[SamplesFile, Sequence[Asked]]]
) -> None:
    """Makes the questions known of files that were read in full and without a problem, each with all of its records."""
    rows = []
    for file, docs in files:
        row = _row(file, docs)
        if row is None:
            continue
        alike = known.learned.setdefault(file.task, [])
        learned = _learned(row)
        before = next((one for one in alike if one.pattern[:3] == learned.pattern[:3]), None)
        if before is None:
            rows.append(row)
            alike.append(learned)
        elif not before.prompt_keys.equals(learned.prompt_keys):
            cursor.execute(_DOUBT, [file.task, *learned.pattern[:3]])
            alike.remove(before)
            alike.append(_learned({**row, "prompt_keys": []}))
    if rows:
        cursor.register("incoming", table_of(rows, PATTERNS))
        cursor.execute(_LEARN)
        cursor.unregister("incoming")


def _row(file: SamplesFile, docs: Sequence[Asked]) -> dict[str, Any] | None:
    """The row of PATTERNS for a file; None where its records are not one each of as many docs as its results rest on,
    in their order, all with a key that no answers would change, and of one filter and the same numeric metrics."""
    names = {(asked.filter, asked.metrics) for asked in docs}
    if len(docs) != file.docs or len(names) != 1 or not all(asked.golds for asked in docs) or not _is_settled(docs):
        return None
    found = pattern_of(Path(file.path))
    if found is None:
        return None
    pattern, doc_ids = found
    if (pattern.choices, doc_ids) != ([asked.choices for asked in docs], [asked.doc_id for asked in docs]):
        return None
    if any(tail.names != docs[0].metrics for tail in _tails(pattern).values()):
        return None
    return {
        "task": file.task, **pattern._asdict(), "filter": docs[0].filter, "numbers": list(docs[0].metrics),
        "doc_ids": doc_ids, "doc_keys": [asked.doc_key for asked in docs],
        "prompt_keys": [asked.prompt_key for asked in docs], "golds": [list(asked.golds) for asked in docs],
    }  # fmt: skip


def _tails(pattern: Pattern) -> dict[int, Tail]:
    """The tails of a pattern by their number of choices."""
    tails = [tail for text in pattern.tails if (tail := tail_of(text))]
    return {tail.choices: tail for tail in tails}


def _is_settled(docs: Sequence[Asked]) -> bool:
    """Whether the first way to read the targets that gives every doc golds gives these. Where it does not, the answers
    spoke against it, and another file's may not."""
    complete = (way for way in zip(*(asked.readings for asked in docs), strict=True) if None not in way)
    return all(next(complete, ()))


def _learned(row: Mapping[str, Any]) -> Learned:
    """A row of PATTERNS."""
    choices = np.array(row["choices"], dtype=np.int64)
    right = np.zeros(choices.sum(), dtype=bool)
    for start, golds in zip(np.cumsum(choices) - choices, row["golds"], strict=True):
        right[[start + gold for gold in golds]] = True
    pattern = Pattern(row["first"], row["asked"], tuple(row["tails"]), row["lengths"], row["choices"])
    return Learned(
        pattern,
        _tails(pattern),
        row["filter"],
        tuple(row["numbers"]),
        pa.array(row["doc_ids"], pa.int64()),
        pa.array(row["doc_keys"], pa.string()),
        pa.array(row["prompt_keys"], pa.string()),
        choices,
        right,
    )
