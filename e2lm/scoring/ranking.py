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
from typing import Literal, NamedTuple, get_args

import numpy as np
import numpy.typing as npt

from e2lm.scoring.signal import Array, mean_of_known

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


class PairOrders(NamedTuple):
    """Of many pairs (... x pairs): the reference order, NaN where no early checkpoint tells it, and the counts of
    PairOrder."""

    order: Array
    kept: npt.NDArray[np.int64]
    later: npt.NDArray[np.int64]

    @property
    def rc(self) -> Array:
        """The mean over the pairs that are ordered and met later; NaN where none is."""
        defined = (np.abs(self.order) == 1) & (self.later > 0)
        return mean_of_known(np.where(defined, self.kept / np.maximum(self.later, 1), np.nan))


def ranking(
    scores: Array, early: npt.NDArray[np.bool_], pairs: Sequence[tuple[int, int]], reference: Reference
) -> Ranking:
    """RC of `scores` (models x checkpoints, in the order of training, larger is better, NaN where missing).

    `early` marks the checkpoints that the reference rests on, the others are the later ones; with "checkpoint k" the
    reference is the last early one. `pairs` holds rows of `scores`.
    """
    models = len(scores)
    every = [(first, second) for first in range(models) for second in range(first + 1, models)]
    found = pair_orders(scores, early, pairs, reference)
    orders = tuple(
        _pair_order(first, second, *numbers)
        for (first, second), *numbers in zip(pairs, *(part.tolist() for part in found), strict=True)
    )
    rc = float(found.rc)
    tau, tau_reason = _mean_tau(scores, early, every, reference)
    return Ranking(None if np.isnan(rc) else rc, orders, tau, tau_reason)


def pair_orders(
    scores: Array, early: npt.NDArray[np.bool_], pairs: Sequence[tuple[int, int]], reference: Reference
) -> PairOrders:
    """The orders behind RC, of one grid of scores or of many at once (... x models x checkpoints), as for `ranking`."""
    difference = _differences(scores, pairs)
    order = _reference_orders(difference, early, reference)
    later = ~np.isnan(difference) & ~early
    kept = later & (np.sign(difference) == order[..., None])
    return PairOrders(order, kept.sum(axis=-1), later.sum(axis=-1))


def kendall_tau_b(left: Array, right: Array) -> float | None:
    """Rank correlation of two score lists with ties; None where one of them is constant or has fewer than 2 entries."""
    first, second = np.triu_indices(len(left), k=1)
    orders = (np.sign(scores[first] - scores[second])[:, None] for scores in (left, right))
    tau = float(_taus(*orders)[0])
    return None if np.isnan(tau) else tau


def _differences(scores: Array, pairs: Sequence[tuple[int, int]]) -> Array:
    """The first's lead over the second, ... x pairs x checkpoints; NaN where one of them is missing."""
    first, second = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    ahead, behind = scores[..., first, :], scores[..., second, :]
    with np.errstate(invalid="ignore"):  # equal infinities are level
        return np.where(ahead == behind, 0.0, ahead - behind)


def _pair_order(first: int, second: int, order: float, kept: int, later: int) -> PairOrder:
    if np.isnan(order):
        return PairOrder(first, second, 0, 0, later, "undefined, because the pair has no common early checkpoint")
    if later == 0:
        return PairOrder(first, second, int(order), 0, 0, "undefined, because the pair has no common later checkpoint")
    if order == 0:
        return PairOrder(first, second, 0, 0, later, "undefined, because the reference puts both models level")
    return PairOrder(first, second, int(order), kept, later)


def _reference_orders(difference: Array, early: npt.NDArray[np.bool_], reference: Reference) -> Array:
    """1, 0 or -1 for each row of leads (... x checkpoints); NaN where no checkpoint tells."""
    pool = ~np.isnan(difference) & (early | (reference == "last checkpoint"))
    if reference == "mean up to the cut":
        order = np.sign(np.where(pool, difference, 0.0).sum(axis=-1))
    elif reference == "majority up to the cut":
        order = np.sign(np.where(pool, np.sign(difference), 0.0).sum(axis=-1))
    else:
        order = np.sign(_last(difference, pool))
    return np.where(pool.any(axis=-1), order, np.nan)


def _last(values: Array, known: npt.NDArray[np.bool_]) -> Array:
    """Each row's last known value; any where none is."""
    count = values.shape[-1]
    if count == 0:
        return np.zeros(values.shape[:-1])
    last = count - 1 - np.argmax(known[..., ::-1], axis=-1)
    return np.take_along_axis(values, last[..., None], axis=-1)[..., 0]


def _mean_tau(
    scores: Array, early: npt.NDArray[np.bool_], pairs: Sequence[tuple[int, int]], reference: Reference
) -> tuple[float | None, str]:
    if not pairs:
        return None, "undefined, because there is only one model"
    difference = _differences(scores, pairs)
    before = _reference_orders(difference, early, reference)
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
