"""What can be compared with what: whose answers to a task are stored, and which tasks ask the same questions."""

from __future__ import annotations

import pandas as pd

from results_store.database import Store
from results_store.read.tasks import FAMILY

ANSWERED_COLUMNS = (
    "model", "checkpoint", "step", "tokens", "filter", "n_shot", "partial", "docs", "run_id", "date", "moment",
)  # fmt: skip

_ANSWERED = (
    FAMILY
    + """
SELECT runs.model, runs.checkpoint, runs.step, runs.tokens, counted_tasks.filter, counted_tasks.n_shot,
       bool_or(counted_tasks.partial) AS partial, sum(counted_tasks.docs)::BIGINT AS docs, runs.run_id, runs.date,
       moment_of(runs.step, runs.checkpoint) AS moment
FROM counted_tasks JOIN family USING (task) JOIN runs USING (run_id)
WHERE ancestor = $task AND has_choices
GROUP BY ALL
ORDER BY runs.model, runs.tokens NULLS LAST, runs.step NULLS LAST, runs.checkpoint, runs.date DESC NULLS LAST,
         runs.run_id
"""
)

# One run of a task tells its questions: that with the most of them.
_TASK_DOCS = (
    FAMILY
    + """
, chosen AS (
    SELECT task, max_by(run_id, docs) AS run_id FROM counted_tasks WHERE has_choices GROUP BY task
), asked AS (
    SELECT DISTINCT samples.task, samples.doc_key FROM samples JOIN chosen USING (run_id, task)
)
SELECT ancestor, list(doc_key) FROM family JOIN asked USING (task) GROUP BY ancestor ORDER BY ancestor
"""
)

_SOURCES = """
SELECT doc_key, coalesce(fields ->> '$.source', ''), coalesce(fields ->> '$.subject', '') FROM docs
WHERE contains(fields, '"source"')
"""


def answered(store: Store, task: str) -> pd.DataFrame:
    """Every run that answered questions of a task or of a group's sub-tasks: ANSWERED_COLUMNS, one row per run, filter
    and number of shots, the newest run of a checkpoint first."""
    return store.frame(_ANSWERED, {"task": task})[list(ANSWERED_COLUMNS)]


def task_docs(store: Store) -> dict[str, list[str]]:
    """The doc_keys of the questions of every task and group that has choices."""
    return {str(task): [str(key) for key in keys] for task, keys in store.rows(_TASK_DOCS)}


def doc_sources(store: Store) -> dict[str, tuple[str, str]]:
    """The fields `source` and `subject` ("" where there is none) of every doc that has a source, by its doc_key."""
    return {str(key): (str(source), str(subject)) for key, source, subject in store.rows(_SOURCES)}
