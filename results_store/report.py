"""What an import gave, counted from what is stored, so that importing again reports the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from e2lm.records import Problem
from results_store.database import Store
from results_store.places import to_shown
from results_store.read.mixtures import mixtures


@dataclass(frozen=True)
class ImportReport:
    """What sources hold: runs, of which new now, their models, checkpoints and samples, and what could not be used.

    `duplicates` are runs for which newer runs of the same checkpoint and task count. `source_id` is "" where nothing
    was taken in. `pending` says that the index is held by another process, which will pick the source up.
    """

    runs: int = 0
    new_runs: int = 0
    models: int = 0
    checkpoints: int = 0
    samples: int = 0
    problems: tuple[Problem, ...] = ()
    duplicates: int = 0
    source_id: str = ""
    pending: bool = False


_COUNTS = """
WITH held AS (
    SELECT DISTINCT run_id, model, moment_of(step, checkpoint) AS moment, sample_count
    FROM unit_runs JOIN runs USING (run_id) WHERE list_contains($sources, source_id)
)
SELECT count(*), count(DISTINCT model), count(DISTINCT (model, moment)), coalesce(sum(sample_count), 0)::BIGINT,
       (SELECT count(DISTINCT run_id) FROM points JOIN held USING (run_id) WHERE place > 1)
FROM held
"""

_MODELS = "SELECT DISTINCT model FROM unit_runs JOIN runs USING (run_id) WHERE list_contains($sources, source_id)"

_PROBLEMS = """
SELECT file, problem, remedy, line, field FROM problems WHERE list_contains($sources, source_id)
ORDER BY file, line, field, problem
"""


def report_on(store: Store, source_ids: Sequence[str], new_runs: int) -> ImportReport:
    """The report on some sources as they are stored now; problems name absolute paths."""
    if not source_ids:
        return ImportReport(new_runs=new_runs)
    parameters = {"sources": list(source_ids)}
    runs, models, checkpoints, samples, duplicates = store.rows(_COUNTS, parameters)[0]
    found = store.rows(_PROBLEMS, parameters)
    problems = tuple(Problem(to_shown(store.home, file), *rest) for file, *rest in found)
    held = {model for (model,) in store.rows(_MODELS, parameters)}
    problems = (*mixtures(store, held), *problems)
    name = source_ids[0] if len(source_ids) == 1 else ""
    return ImportReport(runs, new_runs, models, checkpoints, samples, problems, duplicates, name)
