"""How long the prompts of a task are, for what a candidate of its questions costs to run."""

from __future__ import annotations

import pandas as pd

from e2lm.candidates.sizes import PROMPT_COLUMNS
from results_store.database import Store
from results_store.read.tasks import FAMILY, usual_shots

# As in the cube: of several prompts of one doc the one that has a key and that most runs used.
_SIZES = (
    FAMILY
    + """
, asked AS (
    SELECT samples.task, samples.doc_key, samples.prompt_key, count(*) AS times
    FROM samples JOIN counted_tasks USING (run_id, task, filter) JOIN family USING (task)
    WHERE ancestor = $task AND filter = $filter AND n_shot IS NOT DISTINCT FROM $n_shot
    GROUP BY samples.task, samples.doc_key, samples.prompt_key
)
SELECT doc_key, length(context) AS prompt_chars,
       list_sum([length(choice) for choice in continuations])::BIGINT AS choices_chars,
       len(continuations) AS n_choices
FROM asked JOIN prompts USING (doc_key, prompt_key)
QUALIFY row_number() OVER (PARTITION BY doc_key ORDER BY len(golds) = 0, times DESC, asked.task, prompt_key) = 1
"""
)


def prompt_sizes(store: Store, task: str, filter: str, n_shot: int | None = None) -> pd.DataFrame:
    """PROMPT_COLUMNS of every question of a task or a group's sub-tasks, each doc once and in no order; `n_shot` None
    means the number that most runs used."""
    shots = usual_shots(store, task, filter) if n_shot is None else n_shot
    found = store.frame(_SIZES, {"task": task, "filter": filter, "n_shot": shots})
    return found[list(PROMPT_COLUMNS)]
