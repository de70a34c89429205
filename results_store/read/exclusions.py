"""What people took out of the computations, and what that leaves without a value."""

from __future__ import annotations

import pandas as pd

from e2lm.curves import EXCLUDED_COLUMNS
from results_store.database import Store

EXCLUSION_COLUMNS = (
    "exclusion_id", "reason", "added", "run_id", "task", "model", "checkpoint", "step", "tokens", "date", "file",
    "tasks", "replaced",
)  # fmt: skip

_EXCLUSIONS = """
WITH counting AS (
    SELECT DISTINCT model, moment, task FROM points WHERE place = 1 AND NOT partial
), taken AS (
    SELECT excluded.exclusion_id, count(*) AS tasks, count(counting.task) AS replaced
    FROM excluded JOIN runs USING (run_id)
    LEFT JOIN counting ON counting.model = runs.model AND counting.task = excluded.task
         AND counting.moment = moment_of(runs.step, runs.checkpoint)
    GROUP BY excluded.exclusion_id
)
SELECT exclusion_id, reason, added, run_id, task, coalesce(model, '') AS model, coalesce(checkpoint, '') AS checkpoint,
       step, tokens, date, coalesce(file, '') AS file, coalesce(tasks, 0) AS tasks, coalesce(replaced, 0) AS replaced
FROM exclusions LEFT JOIN taken USING (exclusion_id) LEFT JOIN runs USING (run_id) ORDER BY place
"""

# A step that another full run of the task stands at is no gap, whatever its metrics, filter and shots.
_LEFT_EMPTY = """
WITH gone AS (
    SELECT runs.model, metrics.task, runs.step, runs.tokens, exclusions.reason, exclusions.place
    FROM metrics JOIN excluded USING (run_id, task) JOIN exclusions USING (exclusion_id)
    JOIN runs ON runs.run_id = metrics.run_id
    WHERE NOT metrics.partial AND runs.step IS NOT NULL
)
SELECT model, task, step, max(tokens) AS tokens, arg_min(reason, place) AS reason
FROM gone ANTI JOIN (SELECT model, task, step FROM points WHERE NOT partial) USING (model, task, step)
GROUP BY model, task, step ORDER BY model, task, step
"""


def exclusions(store: Store) -> pd.DataFrame:
    """Every exclusion in force, in the order said: EXCLUSION_COLUMNS.

    `task` "" is the whole run; `tasks` counts what it takes out (of a sub-task the groups above it, too), `replaced`
    those for which another run counts. `model` is "" where the run is not loaded now. Dates are seconds (epoch).
    """
    return store.frame(_EXCLUSIONS)[list(EXCLUSION_COLUMNS)]


def excluded_points(store: Store) -> pd.DataFrame:
    """Steps of a task at which only excluded runs stand: EXCLUDED_COLUMNS of e2lm.curves, for e2lm.curves.gaps."""
    return store.frame(_LEFT_EMPTY)[list(EXCLUDED_COLUMNS)]
