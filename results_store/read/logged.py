"""What lm-eval itself logged for each doc of a choice cube, beside which recomputed metrics can be laid."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from e2lm.cube import Cube
from results_store.database import Store
from results_store.read.cubes import CHOSEN
from results_store.read.tasks import usual_shots

# What is joined with millions of samples are tables of DuckDB's own, whose sizes it knows: it must not turn them round.
_PLACED = """
CREATE TEMP TABLE placed AS
SELECT chosen.run_id, chosen.task, moments.place AS checkpoint
FROM chosen JOIN cube_checkpoints AS moments
     ON moments.model = chosen.model AND moment_of(moments.step, moments.checkpoint) = chosen.moment
"""
_DOCS = "CREATE TEMP TABLE asked AS SELECT task, doc_key, place AS doc FROM cube_docs"
_LOGGED = """
SELECT asked.doc, placed.checkpoint, metric_of(metric_names, metric_values, $metric) AS value
FROM samples JOIN placed USING (run_id, task) JOIN asked USING (task, doc_key)
WHERE samples.filter = $filter
"""


def logged(
    store: Store, cube: Cube, metric: str, n_shot: int | None = None, partial: bool = False
) -> npt.NDArray[np.float64]:
    """A metric as lm-eval logged it for each doc and checkpoint of a cube, float64 [docs, checkpoints].

    NaN where it logged none. `metric` is lm-eval's name (e2lm.metrics.Metric.logged); `n_shot` and `partial` are those
    that the cube was read with.
    """
    shots = usual_shots(store, cube.task, cube.filter) if n_shot is None else n_shot
    runs = {
        "task": cube.task, "filter": cube.filter, "n_shot": shots, "partial": partial,
        "models": cube.checkpoints["model"].unique().tolist(), "run_id": None,
    }  # fmt: skip
    with store.reading() as cursor:
        cursor.execute("BEGIN TRANSACTION")
        cursor.register("cube_docs", _places(cube.docs[["task", "doc_key"]]))
        cursor.register("cube_checkpoints", _places(cube.checkpoints[["model", "checkpoint", "step"]]))
        cursor.execute(CHOSEN, runs)
        cursor.execute(_PLACED)
        cursor.execute(_DOCS)
        found = cursor.sql(_LOGGED, params={"filter": cube.filter, "metric": metric}).to_arrow_table()
        cursor.execute("ROLLBACK")
    values = np.full((len(cube.docs), len(cube.checkpoints)), np.nan)
    doc, checkpoint, value = (found[name].to_numpy() for name in ("doc", "checkpoint", "value"))
    values[doc, checkpoint] = value
    return values


def _places(frame: pd.DataFrame) -> pa.Table:
    """The frame's columns and each row's place."""
    return pa.Table.from_pandas(frame.assign(place=np.arange(len(frame))), preserve_index=False)
