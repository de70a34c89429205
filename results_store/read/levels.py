"""What guessing gives in every task whose questions are known."""

from __future__ import annotations

from results_store.database import Store
from results_store.read.tasks import FAMILY

# One run a task is enough: its docs are the task's. A group's level is the mean over all docs under it.
_LEVELS = (
    FAMILY
    + """
, chosen AS (
    SELECT task, max_by(run_id, docs) AS run_id FROM counted_tasks WHERE has_choices GROUP BY task
), leaves AS (
    SELECT task, avg(1 / len(loglikelihoods)) AS level, count(*) AS docs
    FROM samples JOIN chosen USING (run_id, task) WHERE len(loglikelihoods) > 1 GROUP BY task
)
SELECT ancestor, sum(level * docs) / sum(docs) FROM family JOIN leaves USING (task) GROUP BY ancestor ORDER BY ancestor
"""
)


def chance_levels(store: Store) -> dict[str, float]:
    """The expected accuracy of guessing, mean of 1 / number of choices, by task and group with samples."""
    return {str(task): float(level) for task, level in store.rows(_LEVELS)}
