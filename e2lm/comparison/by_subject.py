"""Where two sides are apart: their difference in each subject, with its interval and exact test."""

from __future__ import annotations

import numpy as np
import pandas as pd

from e2lm.comparison.chances import holm, mcnemar
from e2lm.comparison.paired import Paired
from e2lm.uncertainty import FEWEST, bands, resampled

# One row per subject, the largest difference first; `difference` is other minus first, `low` and `high` its 95 %
# interval, NaN where there are fewer than two questions; `p` is McNemar's, `p_all` the same corrected for looking at
# all of the subjects (Holm).
SUBJECT_COLUMNS = (
    "subject", "questions", "first", "other", "difference", "low", "high", "only_first", "only_other", "p", "p_all",
)  # fmt: skip


def by_subject(one: Paired, place: int) -> pd.DataFrame:
    """SUBJECT_COLUMNS of the side at `place` against the first; of questions that every side has the metric of."""
    chosen, answered = one.valued, one.answered
    codes, names = pd.factorize(one.docs["subject"], sort=True)
    rows = [_row(one, place, str(name), codes == code, chosen, answered) for code, name in enumerate(names)]
    table = pd.DataFrame([row for row in rows if row[1]], columns=list(SUBJECT_COLUMNS)[:-1])
    table["p_all"] = holm(table["p"].tolist())
    return table.sort_values("difference", ascending=False, kind="stable", ignore_index=True)


def _row(
    one: Paired, place: int, name: str, inside: np.ndarray, chosen: np.ndarray, answered: np.ndarray
) -> tuple[object, ...]:
    mine = inside & chosen
    count = int(mine.sum())
    first, other = one.values[mine][:, [0, place]].mean(axis=0) if count else (np.nan, np.nan)
    low, high = np.nan, np.nan
    if count >= FEWEST:
        samples = resampled(one.measured, mine)
        with np.errstate(invalid="ignore"):
            ends = bands((samples[:, place] - samples[:, 0])[:, None])
        low, high = float(ends[0][0]), float(ends[1][0])
    right = one.right[inside & answered][:, [0, place]] == 1
    only_first, only_other = int((right[:, 0] & ~right[:, 1]).sum()), int((~right[:, 0] & right[:, 1]).sum())
    p = mcnemar(only_first, only_other) if len(right) else np.nan
    return (name, count, first, other, other - first, low, high, only_first, only_other, p)
