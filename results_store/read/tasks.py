"""Which tasks have samples, and what stands beside loglikelihoods in them."""

from __future__ import annotations

import pandas as pd

from results_store.database import Store

SAMPLE_TASK_COLUMNS = (
    "task", "parent", "is_group", "filter", "n_shot", "docs", "has_choices", "models", "checkpoints", "partial_only",
)  # fmt: skip
METRIC_COLUMNS = ("doc_key", "task", "model", "checkpoint", "step", "tokens", "value", "run_id", "partial")

# Every task that has samples under itself and under each group above it.
FAMILY = """
WITH RECURSIVE parents AS (
    SELECT DISTINCT task, parent FROM metrics WHERE parent <> '' AND parent <> task
), family(ancestor, task) AS (
    SELECT DISTINCT task, task FROM counted_tasks
    UNION
    SELECT parents.parent, family.task FROM family JOIN parents ON parents.task = family.ancestor
)
"""

_SAMPLE_TASKS = (
    FAMILY
    + """
, sizes AS (
    SELECT task, max(docs) AS docs FROM counted_tasks GROUP BY task
), members AS (
    SELECT ancestor, sum(docs)::BIGINT AS docs FROM family JOIN sizes USING (task) GROUP BY ancestor
), direct AS (
    SELECT task, min(parent) AS parent FROM parents GROUP BY task
)
SELECT ancestor AS task, coalesce(direct.parent, '') AS parent,
       bool_or(family.ancestor <> family.task) AS is_group, counted_tasks.filter, counted_tasks.n_shot,
       min(members.docs) AS docs,
       bool_or(counted_tasks.has_choices) AS has_choices, list_sort(list(DISTINCT runs.model)) AS models,
       count(DISTINCT (runs.model, moment_of(runs.step, runs.checkpoint))) AS checkpoints,
       bool_and(counted_tasks.partial) AS partial_only
FROM family JOIN counted_tasks USING (task) JOIN runs USING (run_id) JOIN members USING (ancestor)
LEFT JOIN direct ON direct.task = family.ancestor
GROUP BY ancestor, direct.parent, counted_tasks.filter, counted_tasks.n_shot
ORDER BY ancestor, counted_tasks.filter, counted_tasks.n_shot NULLS FIRST
"""
)

_METRIC = """
SELECT samples.doc_key, samples.task, runs.model, runs.checkpoint, runs.step, runs.tokens,
       metric_of(metric_names, metric_values, $metric) AS value, samples.run_id, counted_tasks.partial
FROM samples JOIN runs USING (run_id)
JOIN counted_tasks ON counted_tasks.run_id = samples.run_id AND counted_tasks.task = samples.task
     AND counted_tasks.filter = samples.filter
WHERE samples.task = $task AND samples.filter = $filter AND counted_tasks.n_shot IS NOT DISTINCT FROM $n_shot
QUALIFY row_number() OVER (
    PARTITION BY samples.doc_key, runs.model, moment_of(runs.step, runs.checkpoint)
    ORDER BY counted_tasks.partial, runs.date DESC NULLS LAST, runs.run_id
) = 1
ORDER BY runs.model, runs.tokens NULLS LAST, runs.step NULLS LAST, runs.checkpoint, samples.doc_id
"""

_USUAL_SHOTS = (
    FAMILY
    + """
SELECT n_shot FROM counted_tasks JOIN family USING (task)
WHERE ancestor = $task AND filter = $filter
GROUP BY n_shot ORDER BY count(*) FILTER (NOT partial) DESC, count(*) DESC, n_shot NULLS LAST LIMIT 1
"""
)


def sample_tasks(store: Store) -> pd.DataFrame:
    """Tasks and groups that have samples: SAMPLE_TASK_COLUMNS, one row per task, filter and number of shots.

    A group counts the docs of its sub-tasks; `parent` is "" at the top; `models` is a list of names; `has_choices` is
    False for generation tasks; `partial_only` says that only limited runs have samples of it.
    """
    return store.frame(_SAMPLE_TASKS)[list(SAMPLE_TASK_COLUMNS)]


def metric_table(store: Store, task: str, filter: str, metric: str, n_shot: int | None = None) -> pd.DataFrame:
    """A metric as logged for each doc and checkpoint: METRIC_COLUMNS; for tasks without choices, such as generation.

    `value` is NaN where the sample does not have the metric. `n_shot` None means the usual number. Not for groups.
    """
    shots = usual_shots(store, task, filter) if n_shot is None else n_shot
    parameters = {"task": task, "filter": filter, "metric": metric, "n_shot": shots}
    return store.frame(_METRIC, parameters)[list(METRIC_COLUMNS)]


def usual_shots(store: Store, task: str, filter: str) -> int | None:
    """The number of shots that most runs of a task or group used; None where the runs do not say."""
    rows = store.rows(_USUAL_SHOTS, {"task": task, "filter": filter})
    return None if not rows or rows[0][0] is None else int(rows[0][0])
