"""How far sides are apart on the questions that all of them were asked, and how sure that is.

Each question is its own control: what makes it hard is hard for all sides, so differences are taken question by
question, and their interval is the bootstrap over questions (e2lm.uncertainty), in which all sides meet the same draws.
Source: Miller 2024, arXiv 2411.00640, section 4.2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from e2lm.choices import Array, Mask
from e2lm.comparison.chances import Cochran, cochran, mcnemar
from e2lm.comparison.column import Column
from e2lm.cube import Cube
from e2lm.metrics import METRICS
from e2lm.subsets import Measured, measured
from e2lm.uncertainty import bands, beats, interval, resampled

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Paired:
    """The common questions of several sides.

    `docs`: doc_key, task and question of the first side, and `subject`. `values`, `right`, `p_key`: float [questions,
    sides], NaN where a side has none; `picks`: int [questions, sides]. `measured` are the values ready for resamples.
    """

    docs: pd.DataFrame
    values: Array
    right: Array
    p_key: Array
    picks: Integers
    measured: Measured

    @property
    def valued(self) -> Mask:
        """The questions of which every side has the metric."""
        return np.asarray(~np.isnan(self.values).any(axis=1))

    @property
    def answered(self) -> Mask:
        """The questions that every side answered right or wrong."""
        return np.asarray(~np.isnan(self.right).any(axis=1))


@dataclass(frozen=True)
class Pair:
    """A side against the first, on `questions` that all sides have the metric of.

    `first` and `other` are means, each with its 95 % interval; `difference` is other minus first, its interval from
    `low` to `high`, NaN where `reason` says why there is none. `ahead` is the share of resamples in which other is
    higher. `both`, `only_first`, `only_other`, `neither`: how many of the `answered` questions are right; `p` is
    McNemar's of these.
    """

    questions: int
    first: float
    first_interval: tuple[float, float]
    other: float
    other_interval: tuple[float, float]
    difference: float
    low: float
    high: float
    ahead: float
    answered: int
    both: int
    only_first: int
    only_other: int
    neither: int
    p: float
    reason: str = ""

    @property
    def apart(self) -> bool:
        """Whether the interval of the difference leaves 0 out."""
        return bool(self.low > 0 or self.high < 0)


def paired(columns: Sequence[Column], rows: Integers, subjects: Sequence[str] = ()) -> Paired:
    """The common questions (`rows` of e2lm.comparison.matching.Matched) of the columns; `subjects` of the first
    column's docs, () for their sub-tasks."""
    docs = columns[0].docs.iloc[rows[:, 0]].reset_index(drop=True)
    named = docs["task"] if not subjects else [subjects[row] for row in rows[:, 0]]
    checkpoints = pd.concat([one.checkpoint for one in columns], ignore_index=True)
    values, right, p_key = (
        np.column_stack([getattr(one, name)[rows[:, place]] for place, one in enumerate(columns)])
        for name in ("values", "right", "p_key")
    )
    picks = np.column_stack([one.picks[rows[:, place]] for place, one in enumerate(columns)])
    cube = Cube("", "", docs, checkpoints, np.zeros((*values.shape, 0), dtype=np.float32))
    metric = METRICS[columns[0].metric]
    ready = measured(cube, values, metric.name, metric.higher_is_better)
    docs = docs[["doc_key", "task", "question"]].assign(subject=pd.Series(list(named), dtype=object))
    return Paired(docs, values, right, p_key, picks, ready)


def incomparable(first: str, other: str) -> str:
    """Why values of two metrics have no difference, "" where they have one."""
    one, two = METRICS[first], METRICS[other]
    if one.unit != two.unit:
        return f"{one.label} is in {one.unit or 'shares'}, {two.label} in {two.unit or 'shares'}"
    if one.higher_is_better != two.higher_is_better:
        return f"of {one.label} and {two.label} one is better higher, the other lower"
    return ""


def pairs_of(one: Paired, metrics: Sequence[str], clusters: Integers | None = None) -> list[Pair]:
    """Every side but the first against the first; `metrics` are those of the sides, `clusters` as in
    e2lm.uncertainty."""
    chosen, answered = one.valued, one.answered
    samples = resampled(one.measured, chosen, clusters=clusters)
    low, high = bands(samples)
    means = one.values[chosen].mean(axis=0) if chosen.any() else np.full(one.values.shape[1], np.nan)
    found = []
    for place in range(1, one.values.shape[1]):
        reason = incomparable(metrics[0], metrics[place])
        with np.errstate(invalid="ignore"):  # of two infinite means there is no difference
            difference = float(means[place] - means[0])
            ends = interval(samples[:, place] - samples[:, 0])
        pair = Pair(
            int(chosen.sum()), float(means[0]), (float(low[0]), float(high[0])), float(means[place]),
            (float(low[place]), float(high[place])), difference, *ends, beats(samples[:, place], samples[:, 0]),
            int(answered.sum()), *_table(one.right[answered][:, [0, place]]), np.nan, reason,
        )  # fmt: skip
        found.append(replace(pair, p=mcnemar(pair.only_first, pair.only_other)) if pair.answered else pair)
    return [_without_difference(pair) if pair.reason else pair for pair in found]


def all_at_once(one: Paired) -> Cochran:
    """Cochran's Q of the questions that every side answered right or wrong."""
    return cochran(one.right[one.answered])


def _without_difference(pair: Pair) -> Pair:
    return replace(pair, difference=np.nan, low=np.nan, high=np.nan, ahead=np.nan)


def _table(right: Array) -> tuple[int, int, int, int]:
    """Of two sides' answers: both right, only the first, only the second, neither."""
    first, other = right[:, 0] == 1, right[:, 1] == 1
    return tuple(int(part.sum()) for part in (first & other, first & ~other, ~first & other, ~first & ~other))  # type: ignore[return-value]
