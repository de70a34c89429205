"""RC, ranking consistency: do later checkpoints keep the order in which early ones put two models? A reconstruction.

    RC = mean over pairs of (later checkpoints whose order of the pair equals the reference order / later checkpoints)

Later means after the cut (206 BT). Three references fit the published figures (hellaswag 1.0, mmlu 14/47). Where
nothing was evaluated after the cut, the winners' local proxy stands in: the order at a reference checkpoint k against
the checkpoints after k. A later tie does not keep an order. As a second reading Kendall's tau-b over all models:

    tau-b = sum over pairs of A B / sqrt(sum A^2 sum B^2)       A, B = reference and later order of a pair, -1, 0 or 1

averaged over the later checkpoints.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from e2lm.scoring.signal import Array

Reference = Literal["mean up to the cut", "majority up to the cut", "last checkpoint", "checkpoint k"]
REFERENCES: tuple[Reference, ...] = get_args(Reference)


@dataclass(frozen=True)
class PairOrder:
    """Of one pair (indices of two models): the reference order (1: the first is better, -1: the second, 0: equal or
    unknown) and at how many of the later checkpoints where both have a score it was kept; `reason` if undefined."""

    first: int
    second: int
    order: int
    kept: int
    later: int
    reason: str = ""


@dataclass(frozen=True)
class Ranking:
    """RC and tau-b; None where undefined: then every pair has its reason, and tau-b its own."""

    rc: float | None
    pairs: tuple[PairOrder, ...]
    tau: float | None = None
    tau_reason: str = ""


def ranking(
    scores: Array, early: npt.NDArray[np.bool_], pairs: Sequence[tuple[int, int]], reference: Reference
) -> Ranking:
    """RC of `scores` (models x checkpoints, in the order of training, larger is better, NaN where missing).

    `early` marks the checkpoints that the reference rests on, the others are the later ones; with "checkpoint k" the
    reference is the last early one. `pairs` holds rows of `scores`.
    """
    models = len(scores)
    every = [(first, second) for first in range(models) for second in range(first + 1, models)]
    orders = tuple(_pair_order(scores, early, first, second, reference) for first, second in pairs)
    shares = [pair.kept / pair.later for pair in orders if not pair.reason]
    tau, tau_reason = _mean_tau(scores, early, every, reference)
    return Ranking(float(np.mean(shares)) if shares else None, orders, tau, tau_reason)


def kendall_tau_b(left: Array, right: Array) -> float | None:
    """Rank correlation of two score lists with ties; None where one of them is constant or has fewer than 2 entries."""
    first, second = np.triu_indices(len(left), k=1)
    orders = (np.sign(scores[first] - scores[second])[:, None] for scores in (left, right))
    tau = float(_taus(*orders)[0])
    return None if np.isnan(tau) else tau


def _pair_order(
    scores: Array, early: npt.NDArray[np.bool_], first: int, second: int, reference: Reference
) -> PairOrder:
    difference = scores[first] - scores[second]
    both = ~np.isnan(difference)
    later = np.sign(difference[both & ~early])
    order = _reference_order(difference, early, reference)
    if np.isnan(order):
        return PairOrder(first, second, 0, 0, len(later), "undefined, because the pair has no common early checkpoint")
    if len(later) == 0:
        return PairOrder(first, second, int(order), 0, 0, "undefined, because the pair has no common later checkpoint")
    if order == 0:
        return PairOrder(first, second, 0, 0, len(later), "undefined, because the reference puts both models level")
    return PairOrder(first, second, int(order), int((later == order).sum()), len(later))


def _reference_order(difference: Array, early: npt.NDArray[np.bool_], reference: Reference) -> float:
    """1, 0 or -1; NaN where no checkpoint tells."""
    both = ~np.isnan(difference)
    pool = difference[both] if reference == "last checkpoint" else difference[both & early]
    if len(pool) == 0:
        return float("nan")
    if reference == "mean up to the cut":
        return float(np.sign(np.mean(pool)))
    if reference == "majority up to the cut":
        return float(np.sign(np.sign(pool).sum()))
    return float(np.sign(pool[-1]))


def _mean_tau(
    scores: Array, early: npt.NDArray[np.bool_], pairs: Sequence[tuple[int, int]], reference: Reference
) -> tuple[float | None, str]:
    if not pairs:
        return None, "undefined, because there is only one model"
    first, second = np.array(pairs).T
    difference = scores[first] - scores[second]
    before = np.array([_reference_order(row, early, reference) for row in difference])
    after = np.sign(difference[:, ~early])
    if after.shape[1] == 0:
        return None, "undefined, because there is no later checkpoint"
    taus = _taus(before[:, None], after)
    known = taus[~np.isnan(taus)]
    if not len(known):
        return None, "undefined, because no later checkpoint orders two models that the reference orders"
    return float(np.mean(known)), ""


def _taus(left: Array, right: Array) -> Array:
    """tau-b of each column of orders (pairs x lists); NaN where one of the two puts every pair level."""
    both = ~(np.isnan(left) | np.isnan(right))
    left, right = np.where(both, left, 0.0), np.where(both, right, 0.0)
    scale = np.sqrt((left**2).sum(axis=0) * (right**2).sum(axis=0))
    return np.where(scale > 0, (left * right).sum(axis=0) / np.where(scale > 0, scale, 1.0), np.nan)
