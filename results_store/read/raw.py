"""The raw record of one sample, looked up in its file as that is now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from e2lm.errors import SourceError
from e2lm.harness.outputs import read_records
from e2lm.harness.outputs.requests import answered
from e2lm.records import Problem
from results_store.database import Store
from results_store.places import to_path

_SAMPLE = """
SELECT run_tasks.file, samples.doc_id, samples.loglikelihoods, samples.answers
FROM samples JOIN run_tasks USING (run_id, task, filter)
WHERE run_id = ? AND task = ? AND filter = ? AND doc_key = ?
"""


@dataclass(frozen=True)
class RawRecord:
    """`line` counts from 1; in a file that is one JSON array it is the record's place there."""

    file: str
    line: int
    record: Mapping[str, Any]


def raw_record(store: Store, run_id: str, task: str, filter: str, doc_key: str) -> RawRecord:
    """The sample's record as the file holds it now.

    Raises SourceError where the file is gone or no longer has the record.
    """
    found = store.rows(_SAMPLE, [run_id, task, filter, doc_key])
    if not found:
        raise SourceError("no such sample is stored", remedy="Pick a run that answered this question.", field=doc_key)
    text, doc_id, loglikelihoods, answers = found[0]
    path = to_path(store.home, text)
    if not path.is_file():
        remedy = "Put the file back or import it from where it is now."
        raise SourceError("cannot be read (it is not there)", remedy=remedy, file=str(path))
    for item in read_records(path, containing=str(doc_id).encode()):
        if isinstance(item, Problem) or item[1].get("doc_id") != doc_id:
            continue
        line, record = item
        if record.get("filter") == filter or ("filter" not in record and _gave(record, loglikelihoods, answers)):
            return RawRecord(str(path), line, record)
    remedy = "Import the file again: it has changed since it was read."
    raise SourceError("the record is no longer there", remedy=remedy, file=str(path), field=f"doc_id {doc_id}")


def _gave(record: Mapping[str, Any], loglikelihoods: Sequence[float], answers: Sequence[str]) -> bool:
    """Whether a record of a log that names no filter (before 0.4.7) has the stored answers."""
    try:
        found = answered(record)
    except ValueError:
        return False
    logged = np.asarray(found.loglikelihoods, dtype=np.float32)  # as the store keeps them
    return np.array_equal(logged, np.asarray(loglikelihoods, dtype=np.float32)) and [*found.answers] == [*answers]
