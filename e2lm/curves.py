"""Curves: the values of one model, task, metric and filter ordered by training, and the gaps between them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from e2lm.checkpoints.models import describe

# The curve table, one row per point: the newest run of every model, checkpoint, task, metric, filter, shots and
# partiality. step and tokens are Int64 with NA where unknown; value and stderr float64 with NaN where undefined;
# n is the number of docs behind the value (NA if unknown); n_shot is Int64; partial says that n < the task's size;
# higher_is_better is a bool; kind, note, provisional, tokens_from and run_id come from the run.
CURVE_COLUMNS = (
    "model", "checkpoint", "step", "tokens", "tokens_from", "task", "parent", "is_group", "metric", "filter", "n_shot",
    "value", "stderr", "n", "n_original", "partial", "higher_is_better", "kind", "note", "provisional", "run_id", "date",
)  # fmt: skip

# A curve's key: points of different keys never stand on one line. partial_n is 0 for full runs, else n, so that a
# smoke run of 50 docs never mixes with a full one or with one of 100.
CURVE_KEY = ("model", "task", "metric", "filter", "n_shot", "partial_n")

UNKNOWN = -1  # a step, a number of tokens or of docs that nothing says, where an integer is needed

GAP_COLUMNS = ("model", "task", "step", "tokens", "between", "seen_in")


def curves_of(table: pd.DataFrame) -> pd.DataFrame:
    """A curve table ordered by curve and training, with three columns more.

    `partial_n` completes CURVE_KEY (UNKNOWN for a partial run of an unknown number of docs); `curve` numbers the curves
    in the order of their first rows; `place` is what orders a curve's points: tokens, or steps where more points know
    their step than their tokens; UNKNOWN, and then first, for a point that has neither.
    """
    curves = table.copy()
    docs = curves["n"].astype("Int64").fillna(UNKNOWN).astype("int64")
    curves["partial_n"] = np.where(curves["partial"].astype(bool), docs, 0)
    curves["curve"] = curves.groupby([*CURVE_KEY], sort=False, dropna=False).ngroup()
    step, tokens = (curves[name].astype("Int64").fillna(UNKNOWN).astype("int64") for name in ("step", "tokens"))
    known = pd.DataFrame({"curve": curves["curve"], "step": step >= 0, "tokens": tokens >= 0})
    counts = known.groupby("curve")[["step", "tokens"]].transform("sum")
    curves["place"] = np.where(counts["tokens"] >= counts["step"], tokens, step)
    return curves.sort_values(["curve", "place", "date"], kind="stable", ignore_index=True)
