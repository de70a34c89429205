"""Curves of any subset of a task's questions, from per-question values, in a few matrix products.

A value of a curve is the mean over the chosen questions that the checkpoint answered (micro-average): a sub-task counts
by the number of its questions, as in lm-eval's groups that are weighted by size. What many subsets share is made once.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from e2lm.cube import Cube
from e2lm.curves import CURVE_COLUMNS

Array = npt.NDArray[np.float64]
Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

ONE_THREAD = 9000  # cells of a matrix below which OpenBLAS multiplies it with a vector in one thread
_ROWS = 200  # docs whose values are looked at together
AVERAGE = "mean over questions, so a sub-task counts by its size"


@dataclass(frozen=True)
class Measured:
    """One metric of every doc at every checkpoint, ready for sums over any subset; made by `measured`.

    `docs` and `checkpoints` are those of the cube; `values` is docs x checkpoints, NaN where not evaluated or
    undefined; `filled` the same with 0 where it is NaN or infinite; `rows` the curve table without its values.
    """

    docs: pd.DataFrame
    checkpoints: pd.DataFrame
    metric: str
    higher_is_better: bool
    values: Array
    filled: Array
    rows: pd.DataFrame

    @property
    def is_finite(self) -> bool:
        """Whether every doc has a finite value at every checkpoint."""
        return self.filled is self.values

    @cached_property
    def seen(self) -> Floats | None:
        """1 where there is a value, else 0; None where every doc has one at every checkpoint."""
        if self.is_finite:
            return None
        missing = np.isnan(self.values)
        return (~missing).astype(np.float32) if missing.any() else None

    @cached_property
    def answerable(self) -> Floats:
        """1 for docs that have a value at some checkpoint, 0 for those that never have one."""
        return np.ones(len(self.values), np.float32) if self.seen is None else self.seen.max(axis=1, initial=0.0)

    @cached_property
    def infinite(self) -> tuple[tuple[float, Integers, Floats], ...]:
        """Per sign that occurs: the infinity, the checkpoints that have it, and 1 where a doc has it there."""
        signs = () if self.is_finite else (-np.inf, np.inf)
        found = ((sign, self.values == sign) for sign in signs)
        columns = ((sign, where, np.flatnonzero(where.any(axis=0))) for sign, where in found)
        return tuple((sign, at, where[:, at].astype(np.float32)) for sign, where, at in columns if len(at))

    @cached_property
    def is_binary(self) -> bool:
        """Whether every value is 0 or 1: then sums are whole numbers, and equal shares are equal exactly."""
        parts = (self.filled[start : start + _ROWS] for start in range(0, len(self.filled), _ROWS))
        return all(bool(((part == 0) | (part == 1)).all()) for part in parts)  # most others differ in the first part

    @cached_property
    def centre(self) -> Array:
        """What deviations are taken from: the mean over all docs per checkpoint, or 0 where values are binary."""
        if self.is_binary:
            return np.zeros(self.values.shape[1])
        everything = np.ones(len(self.values), dtype=bool)
        return _sums(everything, self.filled) / np.maximum(_counts(self, everything), 1)

    @cached_property
    def deviations(self) -> Floats:
        """`filled` minus `centre` in single precision, 0 where there is no finite value."""
        return self._deviations().astype(np.float32)

    @cached_property
    def squares(self) -> Array:
        """Squared deviations, for values that are not their own squares as binary ones are."""
        deviations = self._deviations()
        return np.square(deviations, out=deviations)

    @cached_property
    def fingerprint(self) -> int:
        """Equal for equal lists of docs: measures of the same docs are resampled alike."""
        return zlib.crc32("\n".join(self.docs["doc_key"].tolist()).encode())

    def _deviations(self) -> Array:
        found = self.filled - self.centre
        if not self.is_finite:
            found[~np.isfinite(self.values)] = 0.0
        return found


def measured(cube: Cube, values: Array, metric: str, higher_is_better: bool, n_shot: int | None = None) -> Measured:
    """A metric's `values` (docs x checkpoints of the cube) with what all subsets share; `n_shot` of the cube's runs."""
    values = np.ascontiguousarray(values, dtype=np.float64)
    finite = np.isfinite(values)
    filled = values if finite.all() else np.where(finite, values, 0.0)
    docs = cube.docs.reset_index(drop=True)
    rows = _rows(cube, metric, higher_is_better, n_shot)
    return Measured(docs, cube.checkpoints.reset_index(drop=True), metric, higher_is_better, values, filled, rows)


def taken(measured: Measured, docs: Mask) -> Measured:
    """The same metric of some of the docs alone, as if there were no others."""
    values = measured.values[docs]
    filled = values if measured.filled is measured.values else measured.filled[docs]
    return replace(measured, docs=measured.docs[docs].reset_index(drop=True), values=values, filled=filled)


def means(measured: Measured, chosen: Mask) -> tuple[Array, Integers]:
    """Mean and number of the chosen docs' values at each checkpoint; NaN where there is none, infinite where one is."""
    counts, totals = _counts(measured, chosen), _totals(measured, chosen)
    for sign, at, where in measured.infinite:
        with np.errstate(invalid="ignore"):  # of both infinities there is no mean
            totals[at] += np.where(chosen.astype(np.float32) @ where > 0, sign, 0.0)
    return np.where(counts > 0, totals / np.maximum(counts, 1), np.nan), counts


def subset_curves(measured: Measured, chosen: Mask) -> pd.DataFrame:
    """The curves of the chosen docs, CURVE_COLUMNS, one row per checkpoint of the cube and in its order.

    `n` is the number of docs behind a value, `n_original` that of the chosen docs which any checkpoint has a value of;
    a point behind which there are fewer, or which comes from a limited run, is partial. `stderr` is the sample
    standard deviation over sqrt(n), NaN for n < 2.
    """
    values, counts = means(measured, chosen)
    most = round(float(chosen.astype(np.float32) @ measured.answerable))
    limited = measured.checkpoints["partial"].to_numpy(bool)
    return measured.rows.assign(
        value=values,
        stderr=_standard_errors(measured, chosen, values, counts),
        n=pd.array(counts, dtype="Int64"),
        n_original=pd.array(np.full(len(counts), most), dtype="Int64"),
        partial=(counts < most) | limited,
    )


def _counts(measured: Measured, chosen: Mask) -> Integers:
    if measured.seen is None:
        return np.full(measured.values.shape[1], chosen.sum(), dtype=np.int64)
    return np.asarray(np.rint(_sums(chosen, measured.seen)), dtype=np.int64)


def _totals(measured: Measured, chosen: Mask) -> Array:
    """Sums of the chosen docs' finite values. Half as many bytes hold binary ones, and their sums are exact."""
    if measured.is_binary:
        return np.asarray(_sums(chosen, measured.deviations), dtype=np.float64)
    return _sums(chosen, measured.filled)


def _sums(chosen: Mask, table: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Sums over the chosen rows, in products so small that the library for matrices leaves them to one thread: with
    two it gains nothing, and waits for a second one many times as long where other users keep the cores busy."""
    weights = chosen.astype(table.dtype)
    rows = max(1, ONE_THREAD // max(1, table.shape[1]))
    whole = len(table) // rows * rows
    parts = np.matmul(weights[:whole].reshape(-1, 1, rows), table[:whole].reshape(-1, rows, table.shape[1]))
    return np.asarray(parts.sum(axis=(0, 1)) + weights[whole:] @ table[whole:])


def _standard_errors(measured: Measured, chosen: Mask, values: Array, counts: Integers) -> Array:
    squares = _totals(measured, chosen) if measured.is_binary else _sums(chosen, measured.squares)
    known = np.isfinite(values) & (counts > 1)
    offset = np.where(known, values, 0.0) - measured.centre
    variance = np.maximum(squares - counts * offset**2, 0.0) / np.maximum(counts - 1, 1)
    return np.where(known, np.sqrt(variance / np.maximum(counts, 1)), np.nan)


def _rows(cube: Cube, metric: str, higher_is_better: bool, n_shot: int | None) -> pd.DataFrame:
    """CURVE_COLUMNS of the cube's checkpoints; value, stderr, n, n_original and partial belong to a subset."""
    checkpoints = cube.checkpoints.reset_index(drop=True)
    count = len(checkpoints)
    nothing = pd.array([pd.NA] * count, dtype="Int64")
    columns = {
        **{name: checkpoints[name] for name in ("model", "checkpoint", "run_id")},
        **{name: checkpoints[name].astype("Int64") for name in ("step", "tokens")},
        "task": cube.task,
        "is_group": bool((cube.docs["task"] != cube.task).any()),
        "metric": metric,
        "filter": cube.filter,
        "n_shot": pd.array([pd.NA if n_shot is None else n_shot] * count, dtype="Int64"),
        "higher_is_better": higher_is_better,
        "kind": "recomputed",
        "date": 0.0,
        **dict.fromkeys(("tokens_from", "parent", "note", "provisional"), ""),
        **{name: np.full(count, np.nan) for name in ("value", "stderr")},
        **dict.fromkeys(("n", "n_original"), nothing),
        "partial": np.zeros(count, dtype=bool),
    }
    return pd.DataFrame(columns, index=range(count))[list(CURVE_COLUMNS)]
