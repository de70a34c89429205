"""Samples files whose questions are all known: DuckDB's JSON reader takes their answers straight into the store.

A file goes this way if it begins as another file of its task and phrasing did that was read in full, every record has
its place and hashes among the `asked`, and it holds exactly the docs that its results rest on. Whatever is otherwise
(a bad line, a doc twice, a NaN, a new question) leaves the file to the full reader, which says line by line what is
wrong and makes new questions known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import duckdb
import pyarrow as pa

from e2lm.harness.outputs.phrasing import Opening
from e2lm.records import SamplesFile
from results_store.database import Store

# What the reader of JSON raises on a file that it cannot be told to go on with; the full reader names the cause.
REFUSED = (duckdb.ConversionException, duckdb.InvalidInputException, duckdb.IOException)

_COLUMNS = {
    "doc_id": "BIGINT", "filter": "VARCHAR", "doc_hash": "VARCHAR", "target_hash": "VARCHAR", "prompt_hash": "VARCHAR",
    "filtered_resps": "VARCHAR[][]",
}  # fmt: skip
_OWN_NAMES = {*_COLUMNS, "filename", "task", "phrasing", "docs", "key", "n_choices", "doc_key", "prompt_key"}
_HERE = pa.schema([("filename", pa.string()), ("task", pa.string()), ("phrasing", pa.string()), ("docs", pa.int64())])

# The list of metrics stands in the order of the columns, which is that of $numbers.
_TAKE = """
INSERT INTO samples BY NAME
SELECT $run_id AS run_id, here.task, coalesce(logged.filter, '') AS filter, coalesce(logged.doc_id, -1) AS doc_id,
       coalesce(asked.doc_key, '') AS doc_key,
       CASE WHEN len(logged.filtered_resps) = asked.n_choices THEN asked.prompt_key ELSE '' END AS prompt_key,
       coalesce(list_transform(logged.filtered_resps, lambda answer: TRY_CAST(answer[1] AS FLOAT)), [])
           AS loglikelihoods,
       [] AS answers, MAP($numbers, [*COLUMNS(lambda name: list_contains($numbers, name))]) AS metrics
FROM read_json(
    $files, columns = $columns, format = 'newline_delimited', records = 'true', ignore_errors = true, filename = true
) AS logged
JOIN here USING (filename)
LEFT JOIN asked
     ON asked.key = hash(logged.doc_id, logged.doc_hash, logged.target_hash, logged.prompt_hash, here.phrasing)
"""

_WHOLE = """
WITH taken AS (
    SELECT task, filter, count(*) AS records, count(DISTINCT doc_id) AS docs,
           bool_and(prompt_key <> '' AND filter <> '' AND list_count(loglikelihoods) = len(loglikelihoods)
                    AND NOT isnan(list_max(loglikelihoods)) AND list_count(map_values(metrics)) = $numbers) AS sound
    FROM samples WHERE run_id = $run_id GROUP BY task, filter
)
SELECT here.task, sum(taken.records)::BIGINT FROM here JOIN taken USING (task)
GROUP BY here.task, here.docs
HAVING bool_and(taken.sound AND taken.records = taken.docs AND taken.docs = here.docs)
"""
_DROP = "DELETE FROM samples WHERE run_id = $run_id AND list_contains($tasks, task)"

_LAYOUT = "INSERT INTO layouts VALUES (?, ?, ?, ?, ?)"
_LAYOUTS = "SELECT task, phrasing, opening, metrics, numbers FROM layouts"

_KEYS = "SELECT doc_key FROM docs UNION ALL SELECT prompt_key FROM prompts"

Layout = tuple[str, str, Opening]


@dataclass
class Known:
    """What is stored of questions: the keys of docs and prompts, and the numeric metrics of files by their layout."""

    keys: set[str] = field(default_factory=set)
    layouts: dict[Layout, tuple[str, ...]] = field(default_factory=dict)

    def renew(self, store: Store) -> None:
        """Reads again what is stored, after a change that did not take place."""
        self.keys = {key for (key,) in store.rows(_KEYS)}
        self.layouts = {
            (task, phrasing, Opening(begins, tuple(metrics))): tuple(numbers)
            for task, phrasing, begins, metrics, numbers in store.rows(_LAYOUTS)
        }

    def numbers_of(self, file: SamplesFile, begins: Opening | None) -> tuple[str, ...] | None:
        """The metrics to read from a file; None where it is to be read in full."""
        if begins is None or not file.phrasing or file.docs is None or any(sign in file.path for sign in "*?["):
            return None
        return self.layouts.get((file.task, file.phrasing, begins))


def known(store: Store) -> Known:
    """What the store knows of questions now."""
    questions = Known()
    questions.renew(store)
    return questions


def take_known(
    cursor: duckdb.DuckDBPyConnection, run_id: str, files: Sequence[SamplesFile], numbers: tuple[str, ...]
) -> Mapping[str, int]:
    """Stores the samples of those files whose questions are all known; the number of samples by task.

    `files` have one layout of metrics, `numbers`. Raises REFUSED errors, which spoil the transaction.
    """
    rows = [{"filename": file.path, "task": file.task, "phrasing": file.phrasing, "docs": file.docs} for file in files]
    cursor.register("here", pa.Table.from_pylist(rows, schema=_HERE))
    columns = {**_COLUMNS, **dict.fromkeys(numbers, "DOUBLE")}
    paths = [file.path for file in files]
    cursor.execute(_TAKE, {"run_id": run_id, "files": paths, "columns": columns, "numbers": list(numbers)})
    whole = dict(cursor.execute(_WHOLE, {"run_id": run_id, "numbers": len(numbers)}).fetchall())
    cursor.unregister("here")
    if left := [file.task for file in files if file.task not in whole]:
        cursor.execute(_DROP, {"run_id": run_id, "tasks": left})
    return whole


def learn_layout(
    cursor: duckdb.DuckDBPyConnection, known: Known, file: SamplesFile, begins: Opening, numbers: tuple[str, ...]
) -> None:
    """Remembers how a file that was read in full begins, and which of its metrics are numbers."""
    layout = (file.task, file.phrasing, begins)
    if layout not in known.layouts and not _OWN_NAMES & {*numbers}:
        known.layouts[layout] = numbers
        row = [file.task, file.phrasing, begins.asked, list(begins.metrics), list(numbers)]
        cursor.execute(_LAYOUT, row)
