"""Curve tables for tests: typed in as series of scores, or from real results through the reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import pandas as pd

from e2lm.curves import CURVE_COLUMNS
from e2lm.reading import read
from e2lm.records import Reading
from tests.paths import SHARED_DATA

INTEGERS = {"step": "Int64", "tokens": "Int64", "n_shot": "Int64", "n": "Int64", "n_original": "Int64"}
DEFAULTS: Mapping[str, object] = {
    "task": "quiz", "metric": "acc", "filter": "none", "n_shot": 0, "stderr": float("nan"), "n": 100, "n_original": 100,
    "partial": False, "higher_is_better": True, "is_group": False, "kind": "lm-eval", "date": 0.0,
    "step": None, "tokens": None,
}  # fmt: skip


def table(*rows: Mapping[str, object]) -> pd.DataFrame:
    """A curve table of rows that name at least model and value."""
    full = [{name: row.get(name, DEFAULTS.get(name, "")) for name in CURVE_COLUMNS} for row in rows]
    return pd.DataFrame(full, columns=list(CURVE_COLUMNS)).astype(INTEGERS)


def series(model: str, values: Sequence[float], step: int = 1000, **columns: object) -> list[dict[str, object]]:
    """Rows of one curve, a value every `step` steps, a million tokens a step."""
    return [
        {"model": model, "checkpoint": f"step{i * step}", "step": i * step, "tokens": i * step * 10**6, "value": value}
        | columns
        for i, value in enumerate(values, start=1)
    ]


@lru_cache
def shared_table(folder: str) -> pd.DataFrame:
    """What the store would give after an import of a folder or file of the shared data; not to be changed."""
    readings = [found for found in read(Path(SHARED_DATA / folder)) if isinstance(found, Reading)]
    return table(
        *(
            {
                "model": reading.run.checkpoint.model,
                "checkpoint": reading.run.checkpoint.name,
                "step": reading.run.checkpoint.step,
                "tokens": reading.run.checkpoint.tokens,
                "task": value.task,
                "metric": value.metric,
                "filter": value.filter,
                "n_shot": value.n_shot,
                "value": float("nan") if value.value is None else value.value,
                "n": value.n,
                "partial": value.partial,
                "higher_is_better": value.higher_is_better,
                "date": reading.run.date or 0.0,
            }
            for reading in readings
            for value in reading.values
        )
    )
