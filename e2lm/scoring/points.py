"""The points of every curve that scores rest on: ordered by training, in the window, larger is better."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from e2lm.curves import UNKNOWN, curves_of, whole
from e2lm.scoring.settings import ScoreSettings
from e2lm.scoring.signal import Array, Window

Integers = npt.NDArray[np.int64]

USED_COLUMNS = (
    "model", "task", "metric", "filter", "n_shot", "step", "tokens", "value", "n", "partial", "higher_is_better",
    "date",
)  # fmt: skip


class RowKey(NamedTuple):
    """What curves of different models share when one row of scores stands for them; n_shot is None where unknown."""

    task: str
    metric: str
    filter: str
    n_shot: int | None
    partial_n: int


@dataclass(frozen=True)
class Points:
    """One curve: step and tokens of each point (UNKNOWN where nothing says them), the values with larger being better
    (a lower-is-better metric is negated), and which points lie in the window. `left_out` says which were dropped.

    `rows` are the points' rows in the table they come from. `values` may be many curves through the same points:
    ... x points.
    """

    model: str
    step: Integers
    tokens: Integers
    rows: Integers
    values: Array
    in_window: npt.NDArray[np.bool_]
    lower_is_better: bool
    window: Window
    left_out: str = ""

    def in_the_window(self) -> Points:
        inside = self.in_window
        return replace(
            self,
            step=self.step[inside],
            tokens=self.tokens[inside],
            rows=self.rows[inside],
            values=by_curve(self.values[..., inside]),
            in_window=inside[inside],
        )

    def drawn_from(self, samples: Array) -> Points:
        """The same points with the values that `samples` (samples x rows of the table) have in their rows."""
        values = by_curve(samples[:, self.rows])
        return replace(self, values=-values if self.lower_is_better else values)

    def why_empty(self) -> str:
        """Why no point is in the window."""
        if len(self.values):
            return f"undefined, because none of {len(self.values)} points is in the window ({self.window})"
        return f"undefined, because there is no usable point: {self.left_out}"


def points_of(table: pd.DataFrame, settings: ScoreSettings) -> dict[RowKey, dict[str, Points]]:
    """The curves of a curve table, by what they share and then by model; keys in the table's order.

    Points are ordered by tokens, or by step where tokens are less often known; a point without either has no place and
    is left out, as is one without a value and all but the newest at the same place.
    """
    ordered = curves_of(table[list(USED_COLUMNS)].assign(row=np.arange(len(table))))
    higher = ordered["higher_is_better"].to_numpy(bool)
    values = np.where(higher, 1.0, -1.0) * ordered["value"].to_numpy(float)
    place, step, tokens, shots, row = (whole(ordered[name]) for name in ("place", "step", "tokens", "n_shot", "row"))
    starts: Integers = np.flatnonzero(np.diff(ordered["curve"].to_numpy(np.int64), prepend=-1))
    firsts = ordered.iloc[starts]
    names = [firsts[name].tolist() for name in ("model", "task", "metric", "filter", "partial_n")]
    curves: dict[RowKey, dict[str, Points]] = {}
    for model, task, metric, filter_, partial_n, start, stop in zip(
        *names, starts, _ends(starts, len(ordered)), strict=True
    ):
        key = RowKey(task, metric, filter_, None if shots[start] == UNKNOWN else int(shots[start]), partial_n)
        part = slice(start, stop)
        window = settings.window_of(model)
        curves.setdefault(key, {})[model] = _points(
            model, place[part], step[part], tokens[part], row[part], values[part], not higher[start], window
        )
    return curves


def _points(
    model: str,
    place: Integers,
    step: Integers,
    tokens: Integers,
    rows: Integers,
    values: Array,
    lower_is_better: bool,
    window: Window,
) -> Points:
    placed, valued = place >= 0, ~np.isnan(values)
    nowhere = (step < 0) & (tokens < 0)
    usable = np.flatnonzero(placed & valued)
    kept = usable[np.r_[place[usable][1:] != place[usable][:-1], True][: len(usable)]]
    inside = in_window(window, step, tokens)
    notes = (
        _count(int(nowhere.sum()), "of unknown order, without step and tokens"),
        _count(int((~placed & ~nowhere).sum()), "without what orders the others (tokens, or else steps)"),
        _count(int((placed & ~valued).sum()), "without a value"),
        _count(len(usable) - len(kept), "at the same place as a newer one"),
    )
    return Points(
        model=model,
        step=step[kept],
        tokens=tokens[kept],
        rows=rows[kept],
        values=values[kept],
        in_window=inside[kept],
        lower_is_better=lower_is_better,
        window=window,
        left_out="; ".join(note for note in notes if note),
    )


def in_window(window: Window, step: Integers, tokens: Integers) -> npt.NDArray[np.bool_]:
    """Which points lie in a window; a step or a number of tokens that is UNKNOWN lies in none that asks for it."""
    inside = np.ones(len(step), dtype=bool)
    if window.step_multiple is not None:
        inside &= (step > 0) & (step % window.step_multiple == 0)
    if window.max_tokens is not None:
        inside &= (tokens >= 0) & (tokens <= window.max_tokens)
    return inside


def full_curves(rows: Mapping[RowKey, dict[str, Points]]) -> dict[str, Points]:
    """Of the curves of one task, metric, filter and shots those of full runs, else the first partial ones."""
    return next((curves for key, curves in rows.items() if key.partial_n == 0), next(iter(rows.values()), {}))


def by_curve(values: Array) -> Array:
    """The same values, a curve's side by side in memory: sums over one curve and over many then agree to the last bit,
    whereas NumPy's indexing leaves many curves in another order."""
    return np.ascontiguousarray(values)


def _count(number: int, what: str) -> str:
    return "" if number == 0 else f"{number} point{'s' if number > 1 else ''} {what}"


def _ends(starts: Integers, count: int) -> Integers:
    return np.append(starts[1:], count)[: len(starts)]
