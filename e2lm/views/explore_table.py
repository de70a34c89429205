"""The table of scores by metric and subject as it is shown: subjects down, metrics across, the best first both ways."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from e2lm.metrics import METRICS
from e2lm.subject_table import ALL

EVERY = "all questions"
SHORT = {"norm_correct_prob_char": "prob_char", "norm_correct_prob_byte": "prob_byte"}

# `subject` and `docs`, then one column of SQ per metric by its name, NaN where undefined; the index holds the groups.
FIRST_COLUMNS = ("subject", "docs")
# One row per metric, the best first: `metric` is its name, `sq` and `noise` are NaN where undefined.
RANKED_COLUMNS = ("label", "sq", "curve", "noise", "points", "reason", "metric")


def matrix(table: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """SQ by group and metric (FIRST_COLUMNS and metrics) from a SUBJECT_COLUMNS table; `names` are the groups' labels.

    Metrics are ranked by their SQ over all questions, groups by the mean of theirs over the metrics; all questions
    stand first.
    """
    wide = table.pivot(index="group", columns="metric", values="sq").astype(float)
    ranked = table.loc[table["group"] == ALL, "metric"].tolist()
    mean = wide.mean(axis=1, skipna=True).drop(ALL).sort_values(ascending=False, kind="stable", na_position="last")
    wide = wide.loc[[ALL, *mean.index], ranked]
    docs = table.groupby("group")["docs"].max()
    labels = [EVERY if group == ALL else names.get(str(group), str(group)) for group in wide.index]
    return pd.concat(
        [pd.DataFrame({"subject": labels, "docs": docs[wide.index].to_numpy()}, index=wide.index), wide], axis=1
    )


def ranked(table: pd.DataFrame) -> pd.DataFrame:
    """RANKED_COLUMNS of all questions from a SUBJECT_COLUMNS table."""
    rows = table[table["group"] == ALL]
    return pd.DataFrame(
        {
            "label": [METRICS[name].label for name in rows["metric"]],
            "sq": rows["sq"].to_numpy(float),
            "curve": [list(values) for values in rows["values"]],
            "noise": rows["noise"].to_numpy(float),
            "points": rows["points"].to_numpy(int),
            "reason": [reason.removeprefix("undefined: ") for reason in rows["reason"]],
            "metric": rows["metric"].to_list(),
        }
    )[list(RANKED_COLUMNS)]


def noise_of(table: pd.DataFrame) -> float:
    """The highest of the table's noise lines, NaN where there is none: an SQ above it is above them all."""
    lines = table["noise"].to_numpy(float)
    return float(np.nanmax(lines)) if np.isfinite(lines).any() else float("nan")


def short(metric: str) -> str:
    """A metric's name where room is short."""
    return SHORT.get(metric, metric)
