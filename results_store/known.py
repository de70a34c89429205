"""Samples files whose questions are all known: DuckDB's JSON reader takes their answers straight into the store.

A file goes this way if it begins and ends as another file of its task and phrasing did that was read in full, every
record has its place and hashes among the `asked` and an accuracy that agrees with the key, and it holds exactly the
docs that its results rest on. Whatever is otherwise (a bad line, a doc twice, a NaN, a new question) leaves the file to
the full reader, which says line by line what is wrong and makes new questions known. Choices are not read again: they
follow from the doc and the task's configuration, and the first and last record are compared in full.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from e2lm.harness.outputs.phrasing import Ends
from e2lm.records import SamplesFile
from results_store.database import Store

# What the reader of JSON raises on a file that it cannot be told to go on with.
_REFUSED = (duckdb.BinderException, duckdb.ConversionException, duckdb.InvalidInputException, duckdb.IOException)

# An accuracy is read wherever there is one, to check the key.
_COLUMNS = {
    "doc_id": "BIGINT", "filter": "VARCHAR", "doc_hash": "VARCHAR", "target_hash": "VARCHAR", "prompt_hash": "VARCHAR",
    "filtered_resps": "VARCHAR[][]", "acc": "DOUBLE",
}  # fmt: skip
_OWN_NAMES = {*_COLUMNS, "filename", "task", "phrasing", "docs", "key", "n_choices", "golds", "doc_key", "prompt_key"}
_HERE = pa.schema([("filename", pa.string()), ("task", pa.string()), ("phrasing", pa.string()), ("docs", pa.int64())])

# The list of metrics stands in the order of the columns, which is that of $numbers.
_TAKE = """
INSERT INTO samples BY NAME
SELECT $run_id AS run_id, here.task, coalesce(logged.filter, '') AS filter, coalesce(logged.doc_id, -1) AS doc_id,
       coalesce(asked.doc_key, '') AS doc_key,
       coalesce(list_transform(logged.filtered_resps, lambda answer: TRY_CAST(answer[1] AS FLOAT)), [])
           AS loglikelihoods,
       CASE WHEN len(loglikelihoods) = asked.n_choices AND coalesce(
                list_contains(asked.golds, list_position(loglikelihoods, list_max(loglikelihoods)) - 1)::INTEGER
                = logged.acc, true
            ) THEN asked.prompt_key ELSE '' END AS prompt_key,
       [] AS answers, MAP($numbers, [*COLUMNS(lambda name: list_contains($numbers, name))]) AS metrics
FROM read_json(
    $files, columns = $columns, format = 'newline_delimited', records = 'true', ignore_errors = true, filename = true,
    hive_partitioning = false
) AS logged
JOIN here USING (filename)
LEFT JOIN asked ON asked.key = hash(
    here.task, here.phrasing, logged.doc_id, logged.doc_hash, logged.target_hash, logged.prompt_hash
)
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

# What two files ask otherwise under equal hashes, or have another key of, is for the full reader from then on.
_LEARNED = """
CREATE OR REPLACE TEMP TABLE learned AS
SELECT DISTINCT ON (key) hash(task, phrasing, doc_id, doc_hash, target_hash, prompt_hash) AS key, n_choices, golds,
       doc_key, prompt_key
FROM incoming
"""
_DOUBT = """
UPDATE asked SET prompt_key = '' FROM learned WHERE learned.key = asked.key AND learned.prompt_key <> asked.prompt_key
"""
_LEARN = "INSERT INTO asked BY NAME SELECT * FROM learned ANTI JOIN asked USING (key)"
_LAYOUT = "INSERT INTO layouts VALUES (?, ?, ?, ?, ?)"
_LAYOUTS = "SELECT task, phrasing, ends, metrics, numbers FROM layouts"

_KEYS = "SELECT doc_key FROM docs UNION ALL SELECT prompt_key FROM prompts"

Layout = tuple[str, str, Ends]


class NotStraightError(Exception):
    """The files of a run cannot go the short way; its transaction is spoiled, and another is to read them in full."""


@dataclass
class Known:
    """What is stored of questions: the keys of docs and prompts, and the numeric metrics of files by their layout."""

    keys: set[str] = field(default_factory=set)
    layouts: dict[Layout, tuple[str, ...]] = field(default_factory=dict)

    def renew(self, store: Store) -> None:
        """Reads again what is stored, after a change that did not take place."""
        self.keys = {key for (key,) in store.rows(_KEYS)}
        self.layouts = {
            (task, phrasing, Ends(asked, metrics)): tuple(numbers)
            for task, phrasing, asked, metrics, numbers in store.rows(_LAYOUTS)
        }

    def numbers_of(self, file: SamplesFile, ends: Ends | None) -> tuple[str, ...] | None:
        """The metrics to read from a file; None where it is to be read in full."""
        if ends is None or not file.phrasing or file.docs is None or any(sign in file.path for sign in "*?["):
            return None
        return self.layouts.get((file.task, file.phrasing, ends))


def known(store: Store) -> Known:
    """What the store knows of questions now."""
    questions = Known()
    questions.renew(store)
    return questions


def take_known(
    cursor: duckdb.DuckDBPyConnection, run_id: str, files: Sequence[SamplesFile], numbers: tuple[str, ...]
) -> Mapping[str, int]:
    """Stores the samples of those files whose questions are all known; the number of samples by task.

    `files` have one layout of metrics, `numbers`. Raises NotStraightError where DuckDB refuses one of them.
    """
    rows = [{"filename": file.path, "task": file.task, "phrasing": file.phrasing, "docs": file.docs} for file in files]
    cursor.register("here", pa.Table.from_pylist(rows, schema=_HERE))
    columns = {**dict.fromkeys(numbers, "DOUBLE"), **_COLUMNS}
    paths = [file.path for file in files]
    try:
        cursor.execute(_TAKE, {"run_id": run_id, "files": paths, "columns": columns, "numbers": list(numbers)})
    except _REFUSED as error:
        raise NotStraightError from error
    whole = dict(cursor.execute(_WHOLE, {"run_id": run_id, "numbers": len(numbers)}).fetchall())
    cursor.unregister("here")
    if left := [file.task for file in files if file.task not in whole]:
        cursor.execute(_DROP, {"run_id": run_id, "tasks": left})
    return whole


def learn(
    cursor: duckdb.DuckDBPyConnection,
    known: Known,
    files: Sequence[tuple[SamplesFile, Ends, tuple[str, ...]]],
    asked: pa.Table,
) -> None:
    """Makes the questions known that files asked which were read in full and without a problem.

    Each file comes with its ends and numeric metrics; of `asked` (columns ASKED) only their rows are taken. Names that
    DuckDB cannot tell apart are left to the full reader.
    """
    clear = [one for one in files if _told_apart(one[2])]
    tasks = pa.array([file.task for file, _, _ in clear], pa.string())
    cursor.register("incoming", asked.filter(pc.is_in(asked["task"], tasks)))
    for statement in (_LEARNED, _DOUBT, _LEARN):
        cursor.execute(statement)
    cursor.unregister("incoming")
    for file, ends, numbers in clear:
        layout = (file.task, file.phrasing, ends)
        if layout not in known.layouts:
            cursor.execute(_LAYOUT, [file.task, file.phrasing, ends.asked, ends.metrics, list(numbers)])
            known.layouts[layout] = numbers


def _told_apart(numbers: Sequence[str]) -> bool:
    """Whether DuckDB, to which letter case is nothing, tells these metrics from each other and from what it reads."""
    folded = [name.casefold() for name in numbers]
    if len({*folded}) < len(folded) or ({*folded} - {"acc"}) & _OWN_NAMES:
        return False
    return "acc" in numbers or "acc" not in folded
