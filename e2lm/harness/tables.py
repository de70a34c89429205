"""Checkpoints and jobs as tables, for the page and the command line."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from e2lm.harness.sources import Found
from e2lm.harness.state import JobState, Stage
from e2lm.harness.words import duration, token_label

FOUND_COLUMNS = ("run", "model", "checkpoint", "tokens", "problem")
CELL_COLUMNS = ("model", "checkpoint", "task", "state", "progress", "time", "message")

_URGENT = (Stage.FAILED, Stage.STALE, Stage.RUNNING, Stage.MISSING, Stage.QUEUED, Stage.DONE)


def found_table(found: Sequence[Found]) -> pd.DataFrame:
    """FOUND_COLUMNS, one row per checkpoint in the order given; `run` is ticked where nothing speaks against it."""
    rows = [
        (not one.problem, one.target.model, one.target.checkpoint, token_label(one.target.tokens), one.problem)
        for one in found
    ]
    return pd.DataFrame(rows, columns=list(FOUND_COLUMNS))


def cell_table(state: JobState) -> pd.DataFrame:
    """CELL_COLUMNS, one row per cell of a job, what failed first and what is done last; `progress` is 0 to 1."""
    rows = [
        (one.model, one.checkpoint, one.task, str(one.stage), one.fraction, duration(one.seconds or None), one.message)
        for one in sorted(state.cells, key=lambda one: _URGENT.index(one.stage) if one.stage in _URGENT else 3)
    ]
    return pd.DataFrame(rows, columns=list(CELL_COLUMNS))
