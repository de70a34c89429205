"""Curves of several models side by side: their values at the same checkpoints, matched by tokens or else by steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from e2lm.curves import UNKNOWN
from e2lm.scoring.points import Integers, Points, by_curve
from e2lm.scoring.signal import Array

SAME_MOMENT = 1e-4  # two sources may round the tokens of one checkpoint differently
NOT_COMPARABLE = (
    "undefined, because some of the curves know only their steps and others only their tokens, so that they have no "
    "checkpoints in common"
)


@dataclass(frozen=True)
class Grid:
    """`scores` is (samples x) models x checkpoints in the order of training, NaN where a model was not evaluated;
    `step` and `tokens` of each checkpoint, UNKNOWN where nothing says them. `reason` says why there is no grid."""

    scores: Array
    step: Integers
    tokens: Integers
    reason: str = ""

    def up_to(self, tokens: int) -> npt.NDArray[np.bool_]:
        """Which checkpoints lie up to a number of tokens; those whose tokens are unknown count as early."""
        return self.tokens <= tokens

    def up_to_checkpoint(self, step: int | None) -> tuple[npt.NDArray[np.bool_], str]:
        """Which checkpoints lie up to reference checkpoint k, and its name.

        k is the last checkpoint up to `step`, or the first where all come later; the middle one where `step` is None or
        steps are unknown.
        """
        count = self.scores.shape[-1]
        if count == 0:
            return np.zeros(0, dtype=bool), "no checkpoint"
        if step is None or (self.step == UNKNOWN).any():
            k = (count - 1) // 2
        else:
            k = max(0, int((self.step <= step).sum()) - 1)
        name = f"step {self.step[k]:,}" if self.step[k] != UNKNOWN else f"{self.tokens[k] / 1e9:g}B tokens"
        return np.arange(count) <= k, name


def grid_of(curves: Sequence[Points], step_multiple: int | None = None) -> Grid:
    """The values of several curves at the union of their checkpoints, optionally only at multiples of a step."""
    kind = _common(curves)
    values = np.concatenate([curve.values for curve in curves], axis=-1)
    size = (*values.shape[:-1], len(curves))
    if not kind:
        return Grid(np.zeros((*size, 0)), np.zeros(0, np.int64), np.zeros(0, np.int64), NOT_COMPARABLE)
    place, step, tokens = (
        np.concatenate([getattr(curve, name) for curve in curves]) for name in (kind, "step", "tokens")
    )
    model = np.repeat(np.arange(len(curves)), [len(curve.step) for curve in curves])
    moment = _moments(place, SAME_MOMENT if kind == "tokens" else 0.0)
    count = int(moment.max(initial=-1)) + 1
    scores = np.full((*size, count), np.nan)
    scores[..., model, moment] = values
    steps, amounts = (_highest(moment, known, count) for known in (step, tokens))
    kept = np.ones(count, bool) if step_multiple is None else (steps > 0) & (steps % step_multiple == 0)
    reason = "" if kept.any() else _no_checkpoint(step_multiple)
    return Grid(by_curve(scores[..., kept]), steps[kept], amounts[kept], reason)


def _no_checkpoint(step_multiple: int | None) -> str:
    condition = "" if step_multiple is None else f" whose step is divisible by {step_multiple:,}"
    return f"undefined, because there is no checkpoint{condition}"


def _common(curves: Sequence[Points]) -> str:
    for kind in ("tokens", "step"):
        if all((getattr(curve, kind) >= 0).all() for curve in curves):
            return kind
    return ""


def _moments(place: Integers, tolerance: float) -> Integers:
    """Numbers the different places in ascending order; a place within `tolerance` of the one before is the same."""
    order = np.argsort(place, kind="stable")
    ascending = place[order]
    moments = np.empty_like(place)
    moments[order] = np.cumsum(np.diff(ascending, prepend=ascending[:1]) > tolerance * ascending)
    return moments


def _highest(moment: Integers, known: Integers, count: int) -> Integers:
    highest = np.full(count, UNKNOWN, dtype=np.int64)
    np.maximum.at(highest, moment, known)
    return highest
