"""The questions of a task as its runs asked them, all at once, for files that ask them elsewhere."""

from __future__ import annotations

import json

from e2lm.export.questions import Asked
from results_store.database import Store
from results_store.read.tasks import FAMILY, usual_shots

# As in the cube: of several prompts of one doc the one that has a key and that most runs used.
_ASKED = (
    FAMILY
    + """
, asked AS (
    SELECT samples.task, samples.doc_key, samples.prompt_key, min(samples.doc_id) AS doc_id, count(*) AS times
    FROM samples JOIN counted_tasks USING (run_id, task, filter) JOIN family USING (task)
    WHERE ancestor = $task AND n_shot IS NOT DISTINCT FROM $n_shot
    GROUP BY samples.task, samples.doc_key, samples.prompt_key
), usual AS (
    SELECT asked.task, asked.doc_id, prompts.*
    FROM asked JOIN prompts USING (doc_key, prompt_key)
    QUALIFY row_number() OVER (
        PARTITION BY doc_key ORDER BY len(golds) = 0, asked.times DESC, asked.task, prompt_key
    ) = 1
)
SELECT doc_key, task, context, few_shot_end, continuations, golds, docs.fields
FROM usual JOIN docs USING (doc_key) ORDER BY task, doc_id, doc_key
"""
)

_FILTERS = "SELECT DISTINCT filter FROM counted_tasks ORDER BY filter <> 'none', filter"


def questions(store: Store, task: str, n_shot: int | None = None) -> tuple[list[Asked], int | None]:
    """Every question of a task, or of a group's sub-tasks, in the source's order and each doc once; and the number of
    examples that they are asked with.

    `n_shot` None means the number that most runs used. Empty where no run of the task has samples with that number.
    """
    shots = n_shot
    for (filter_name,) in store.rows(_FILTERS) if n_shot is None else ():
        shots = usual_shots(store, task, filter_name)
        if shots is not None:
            break
    return [_asked(*row) for row in store.rows(_ASKED, {"task": task, "n_shot": shots})], shots


def _asked(
    doc_key: str, task: str, context: str, end: int, continuations: list[str], golds: list[int], fields: str
) -> Asked:
    return Asked(
        doc_key, task, context[:end], context[end:], tuple(continuations), tuple(golds), json.loads(fields)
    )  # fmt: skip
