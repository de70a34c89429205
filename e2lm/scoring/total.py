"""The weighted total of SQ, RC and CS; where one of them is unknown, what the total could become.

    total = w_SQ SQ + w_RC RC + w_CS CS         published weights 0.5, 0.1, 0.4, announced as adjustable

Every component lies in 0 .. 1. The total is never official: RC and CS are reconstructions.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from e2lm.scoring.signal import Array


@dataclass(frozen=True)
class Weights:
    sq: float = 0.5
    rc: float = 0.1
    cs: float = 0.4


PUBLISHED = Weights()


@dataclass(frozen=True)
class Total:
    """`value` is None unless every component with a weight is known; it lies between `low` and `high` then."""

    value: float | None
    low: float
    high: float
    reason: str = ""


def total(sq: float | None, rc: float | None, cs: float | None, weights: Weights = PUBLISHED) -> Total:
    parts = (("SQ", sq, weights.sq), ("RC", rc, weights.rc), ("CS", cs, weights.cs))
    known = sum(weight * score for _, score, weight in parts if score is not None)
    missing = [name for name, score, weight in parts if score is None and weight != 0]
    if not missing:
        return Total(known, known, known)
    room = sum(weight for _, score, weight in parts if score is None)
    verb = "is" if len(missing) == 1 else "are"
    return Total(None, known, known + room, f"undefined, because {' and '.join(missing)} {verb} undefined")


def total_rows(sq: Array, rc: Array, cs: Array, weights: Weights = PUBLISHED) -> Array:
    """The totals of many scores at once, NaN where a component with a weight is."""
    parts = ((sq, weights.sq), (rc, weights.rc), (cs, weights.cs))
    return np.asarray(sum((weight * score for score, weight in parts if weight != 0), np.zeros(np.shape(sq))))
