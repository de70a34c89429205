"""Taking runs, or single tasks of runs, out of everything that is computed: explicit, with a reason, journalled.

It waits for the transaction of another thread, never for a whole import: a click must not take minutes. An import that
read the journal just before follows it again at the next refresh.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from uuid import uuid4

from e2lm.errors import RequestError
from results_store.database import Store
from results_store.journal import Exclusion, append, read_journal
from results_store.sources import follow

_HELD = """
SELECT run_id, '' FROM runs WHERE list_contains($runs, run_id)
UNION SELECT run_id, task FROM metrics WHERE list_contains($runs, run_id)
UNION SELECT run_id, task FROM run_tasks WHERE list_contains($runs, run_id)
"""


def exclude(store: Store, pieces: Sequence[tuple[str, str]], reason: str) -> int:
    """Excludes pairs of a run's id and a task of it ("": the whole run) until they are readmitted.

    Their points leave curves, scores and cubes, with a group all under it, with a sub-task the groups above it; the
    next newest run of the checkpoint counts instead, else the curve has a gap. Returns how many pairs were not
    excluded before. Raises RequestError for an empty reason, and for a run or task that is not stored; then nothing
    changes.
    """
    if not reason.strip():
        raise RequestError("no reason is given", remedy="Say why it is not to be trusted", field="reason")
    with store.writing:
        held = set(store.rows(_HELD, {"runs": sorted({run_id for run_id, _ in pieces})}))
        for run_id, task in pieces:
            if (run_id, task) not in held:
                what = f"run {run_id} has no task {task}" if (run_id, "") in held else f"there is no run {run_id}"
                raise RequestError(what, remedy="Pick one of those listed", field="task" if task else "run_id")
        known = {(one.run_id, one.task) for one in read_journal(store.home).exclusions}
        new = [piece for piece in dict.fromkeys(pieces) if piece not in known]
        for run_id, task in new:
            exclusion = Exclusion(uuid4().hex[:12], run_id, task, reason.strip(), time.time())
            append(store.home, {"event": "exclude", **exclusion.__dict__})
        if new:
            follow(store, read_journal(store.home))
    return len(new)


def readmit(store: Store, exclusion_ids: Sequence[str]) -> None:
    """Takes exclusions back: their points count again. Raises RequestError where there is none of an id."""
    with store.writing:
        known = {one.exclusion_id for one in read_journal(store.home).exclusions}
        for exclusion_id in exclusion_ids:
            if exclusion_id not in known:
                raise RequestError("there is no such exclusion", remedy="Pick one of those listed", field=exclusion_id)
        for exclusion_id in exclusion_ids:
            append(store.home, {"event": "readmit", "exclusion_id": exclusion_id})
        follow(store, read_journal(store.home))
