"""What loglikelihoods of choices say before any metric: which is picked, how probable each is, which are right.

Loglikelihoods are docs x checkpoints x choices, as in a Cube, or docs x choices of one checkpoint: natural logarithms,
NaN where a doc has fewer choices or was not evaluated. Results lack the last axis, unless said otherwise. All walk over
the few choices, not over the many docs: numpy reduces a short last axis several times slower.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


def acc(loglikelihoods: npt.ArrayLike, golds: Mask) -> Array:
    """1 where the highest choice is right, else 0; NaN where a doc was not evaluated or no choice is known to be right.

    `golds` is docs x choices. Source: lm_eval.api.task.ConfigurableTask.process_results, version 0.4.13.
    """
    values = np.asarray(loglikelihoods)
    best = np.full(values.shape[:-1], np.nan)
    right = np.zeros(best.shape, dtype=bool)
    for place in range(values.shape[-1]):
        better = _better(values[..., place], best)
        right = (right & ~better) | (per_checkpoint(golds[:, place], best.ndim) & better)
        np.fmax(best, values[..., place], out=best)
    has_key = per_checkpoint(np.any(golds, axis=-1), best.ndim)
    return np.where(np.isnan(best) | ~has_key, np.nan, right)


def pick(loglikelihoods: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Index of the highest choice, the first of equals as in lm-eval; -1 where there is none."""
    values = np.asarray(loglikelihoods)
    best = np.full(values.shape[:-1], np.nan)
    picked = np.full(best.shape, -1)
    for place in range(values.shape[-1]):
        np.copyto(picked, place, where=_better(values[..., place], best))
        np.fmax(best, values[..., place], out=best)
    return picked


def probabilities(loglikelihoods: npt.ArrayLike) -> Array:
    """Softmax over the choices of a doc, same shape; NaN stays NaN; all NaN where every choice is -inf."""
    values = np.asarray(loglikelihoods, dtype=float)
    best = highest(values)
    best[~np.isfinite(best)] = 0.0
    chances = np.exp(values - best[..., None])
    whole = _total(chances)
    whole[whole == 0] = np.nan
    chances /= whole[..., None]
    return chances


def highest(values: Array, among: Mask | None = None) -> Array:
    """The highest value of a doc's choices, of those `among` (docs x choices) where given; NaN where there is none."""
    found = np.full(values.shape[:-1], np.nan)
    for place in range(values.shape[-1]):
        there = True if among is None else per_checkpoint(among[:, place], found.ndim)
        np.fmax(found, values[..., place], out=found, where=there)
    return found


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


def per_checkpoint(values: npt.ArrayLike, dimensions: int) -> npt.NDArray[Any]:
    """One value per doc, shaped to stand beside docs x checkpoints (`dimensions` 2) or docs (1)."""
    return np.reshape(values, (-1, *([1] * (dimensions - 1))))


def _total(values: Array) -> Array:
    """Sum over the choices there are; NaN is none."""
    total = np.zeros(values.shape[:-1])
    for place in range(values.shape[-1]):
        total += values[..., place]
    return np.nansum(values, axis=-1) if np.isnan(total).any() else total


def _better(choice: npt.NDArray[Any], best: Array) -> Mask:
    """Where a choice beats the best before it: higher, or the first that is known, as where all are -inf."""
    better = ~(best >= choice)
    better &= ~np.isnan(choice)
    return better


def _places(lists: Sequence[Sequence[Any]]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    counts = np.fromiter((len(one) for one in lists), dtype=np.int64, count=len(lists))
    rows = np.repeat(np.arange(len(lists)), counts)
    return rows, np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)
