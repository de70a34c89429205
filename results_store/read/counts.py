"""How much of everything is loaded."""

from __future__ import annotations

from dataclasses import dataclass

from results_store.database import Store

_COUNTS = """
SELECT (SELECT count(DISTINCT model) FROM runs),
       (SELECT count(DISTINCT task) FROM (SELECT task FROM metrics UNION ALL SELECT task FROM run_tasks)),
       (SELECT count(*) FROM (SELECT DISTINCT model, moment_of(step, checkpoint) FROM runs)),
       (SELECT count(*) FROM runs),
       (SELECT count(*) FROM samples),
       (SELECT count(*) FROM docs),
       (SELECT count(*) FROM sources),
       (SELECT count(*) FROM problems),
       (SELECT count(DISTINCT run_id) FROM points WHERE place > 1)
"""


@dataclass(frozen=True)
class Counts:
    """What is loaded; `checkpoints` are distinct (model, step or name), `duplicates` runs that do not fully count."""

    models: int
    tasks: int
    checkpoints: int
    runs: int
    samples: int
    docs: int
    sources: int
    problems: int
    duplicates: int


def counts(store: Store) -> Counts:
    """Counts over the whole store."""
    return Counts(*store.rows(_COUNTS)[0])
