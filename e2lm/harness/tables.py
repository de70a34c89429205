"""Checkpoints and jobs as tables, for the page and the command line."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from e2lm.harness.sources import Found
from e2lm.harness.state import JobState
from e2lm.harness.words import duration, token_label

FOUND_COLUMNS = ("run", "model", "checkpoint", "tokens", "problem")
CHECKPOINT_COLUMNS = ("model", "checkpoint", "state", "progress", "time", "message")


def found_table(found: Sequence[Found]) -> pd.DataFrame:
    """FOUND_COLUMNS, one row per checkpoint in the order given; `run` is ticked where nothing speaks against it."""
    rows = [
        (not one.problem, one.target.model, one.target.checkpoint, token_label(one.target.tokens), one.problem)
        for one in found
    ]
    return pd.DataFrame(rows, columns=list(FOUND_COLUMNS))


def checkpoint_table(state: JobState) -> pd.DataFrame:
    """CHECKPOINT_COLUMNS, one row per checkpoint of a job; `progress` is 0 to 1."""
    rows = [
        (one.model, one.checkpoint, str(one.stage), one.fraction, duration(one.seconds or None), one.message)
        for one in state.checkpoints
    ]
    return pd.DataFrame(rows, columns=list(CHECKPOINT_COLUMNS))
