"""What multiple-choice loglikelihoods say: lm-eval's accuracies, the probability of the right choice, its margin.

Loglikelihoods are docs x checkpoints x choices, as in a Cube, or docs x choices of one checkpoint: natural logarithms,
NaN where a doc has fewer choices or was not evaluated. Results lack the last axis; they are float64, NaN where a doc
was not evaluated or its right choice is unknown.
Source: lm_eval.api.task.ConfigurableTask.process_results, version 0.4.13. As there, the first of equal choices wins.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from e2lm.cube import Cube

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


def acc(loglikelihoods: npt.ArrayLike, golds: Mask) -> Array:
    """1 where the likeliest choice is right, else 0. `golds` is docs x choices."""
    return _right(pick(loglikelihoods), golds)


def acc_norm(loglikelihoods: npt.ArrayLike, golds: Mask, lengths: Array) -> Array:
    """1 where the choice likeliest per unit of length is right, else 0.

    `lengths` (docs x choices) in characters gives lm-eval's acc_norm, in UTF-8 bytes its acc_bytes; the blank that the
    delimiter adds is not counted. An empty choice is never picked.
    """
    values = np.asarray(loglikelihoods, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        per_length = values / _per_checkpoint(lengths, values.ndim)
    return _right(pick(per_length), golds)


def p_correct(loglikelihoods: npt.ArrayLike, golds: Mask) -> Array:
    """Probability of the right choices among all: softmax of the loglikelihoods, summed over right choices; 0 .. 1."""
    chances = probabilities(loglikelihoods)
    right = np.where(_per_checkpoint(golds, chances.ndim), chances, 0.0)
    return _known(np.nansum(right, axis=-1), chances, golds)


def margin(loglikelihoods: npt.ArrayLike, golds: Mask) -> Array:
    """Best right minus best wrong loglikelihood, in nats: positive where a right choice is picked.

    NaN where a doc has no wrong choice or both are -inf.
    """
    values = np.asarray(loglikelihoods, dtype=float)
    gold = _per_checkpoint(golds, values.ndim)
    best_right = _maximum(np.where(gold, values, np.nan))
    best_wrong = _maximum(np.where(gold, np.nan, values))
    both_impossible = np.isneginf(best_right) & np.isneginf(best_wrong)
    return np.where(both_impossible, np.nan, best_right - np.where(both_impossible, 0.0, best_wrong))


def probabilities(loglikelihoods: npt.ArrayLike) -> Array:
    """Softmax over the choices of a doc, same shape; NaN stays NaN; all NaN where every choice is -inf."""
    values = np.asarray(loglikelihoods, dtype=float)
    highest = _maximum(values)[..., None]
    shifted = np.exp(values - np.where(np.isfinite(highest), highest, 0.0))
    whole = np.nansum(shifted, axis=-1, keepdims=True)
    return np.asarray(np.where(whole > 0, shifted / np.where(whole > 0, whole, 1.0), np.nan))


def pick(loglikelihoods: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Index of the highest choice, the first of equals; -1 where there is none."""
    values = np.asarray(loglikelihoods, dtype=float)
    if values.shape[-1] == 0:
        return np.full(values.shape[:-1], -1)
    missing = np.isnan(values)
    first = np.argmax(np.where(missing, -np.inf, values), axis=-1)
    first_known = np.argmin(missing, axis=-1)
    on_padding = np.take_along_axis(missing, first[..., None], axis=-1)[..., 0]
    return np.where(missing.all(axis=-1), -1, np.where(on_padding, first_known, first))


def gold_mask(golds: Sequence[Sequence[int]], n_choices: int) -> Mask:
    """Lists of right choices' indices as docs x choices."""
    mask = np.zeros((len(golds), n_choices), dtype=bool)
    rows, _ = _places(golds)
    chosen = np.fromiter((gold for one in golds for gold in one), dtype=np.int64, count=len(rows))
    inside = (chosen >= 0) & (chosen < n_choices)
    mask[rows[inside], chosen[inside]] = True
    return mask


def padded(lists: Sequence[Sequence[float]], n_choices: int) -> Array:
    """Lists of numbers as docs x choices, NaN where a doc has fewer choices."""
    table = np.full((len(lists), n_choices), np.nan)
    rows, columns = _places(lists)
    table[rows, columns] = np.fromiter((value for one in lists for value in one), dtype=float, count=len(rows))
    return table


CUBE_METRICS: dict[str, Callable[[Cube], Array]] = {
    "acc": lambda cube: acc(cube.loglikelihoods, _golds(cube)),
    "acc_norm": lambda cube: acc_norm(cube.loglikelihoods, _golds(cube), _lengths(cube, "choice_chars")),
    "acc_bytes": lambda cube: acc_norm(cube.loglikelihoods, _golds(cube), _lengths(cube, "choice_bytes")),
    "p_correct": lambda cube: p_correct(cube.loglikelihoods, _golds(cube)),
    "margin": lambda cube: margin(cube.loglikelihoods, _golds(cube)),
}


def of_cube(cube: Cube, metric: str) -> Array:
    """One of CUBE_METRICS for every doc and checkpoint of a cube, docs x checkpoints."""
    return CUBE_METRICS[metric](cube)


def _golds(cube: Cube) -> Mask:
    return gold_mask(cube.docs["golds"].tolist(), cube.loglikelihoods.shape[-1])


def _lengths(cube: Cube, column: str) -> Array:
    return padded(cube.docs[column].tolist(), cube.loglikelihoods.shape[-1])


def _places(lists: Sequence[Sequence[Any]]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    counts = np.fromiter((len(one) for one in lists), dtype=np.int64, count=len(lists))
    rows = np.repeat(np.arange(len(lists)), counts)
    return rows, np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)


def _per_checkpoint(table: npt.NDArray[Any], dimensions: int) -> npt.NDArray[Any]:
    return table[:, None, :] if dimensions == 3 else table


def _maximum(values: Array) -> Array:
    """Maximum over choices, NaN where all are."""
    if values.shape[-1] == 0:
        return np.full(values.shape[:-1], np.nan)
    return np.asarray(np.fmax.reduce(values, axis=-1))


def _right(picked: npt.NDArray[np.int64], golds: Mask) -> Array:
    rows = _by_doc(np.arange(len(golds)), picked.ndim)
    right = golds[rows, np.maximum(picked, 0)] if golds.shape[-1] else np.zeros(picked.shape, dtype=bool)
    has_key = _by_doc(np.any(golds, axis=-1), picked.ndim)
    return np.where((picked >= 0) & has_key, right.astype(float), np.nan)


def _known(values: Array, chances: Array, golds: Mask) -> Array:
    evaluated = ~np.isnan(chances).all(axis=-1)
    has_key = _by_doc(np.any(golds, axis=-1), values.ndim)
    return np.where(evaluated & has_key, values, np.nan)


def _by_doc(values: npt.ArrayLike, dimensions: int) -> npt.NDArray[Any]:
    return np.reshape(values, (-1, *([1] * (dimensions - 1))))
