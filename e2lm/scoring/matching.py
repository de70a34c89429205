"""Curves of several models side by side: their values at the same checkpoints, matched by tokens or else by steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from e2lm.curves import UNKNOWN
from e2lm.scoring.points import Integers, Points
from e2lm.scoring.signal import Array


@dataclass(frozen=True)
class Grid:
    """`scores` is models x checkpoints in the order of training, NaN where a model was not evaluated; `step` and
    `tokens` of each checkpoint, UNKNOWN where nothing says them. `reason` says why there is no grid."""

    scores: Array
    step: Integers
    tokens: Integers
    reason: str = ""

    def up_to(self, tokens: int) -> npt.NDArray[np.bool_]:
        """Which checkpoints lie up to a number of tokens; those whose tokens are unknown count as early."""
        return self.tokens <= tokens

    def up_to_checkpoint(self, step: int | None) -> tuple[npt.NDArray[np.bool_], str]:
        """Which checkpoints lie up to reference checkpoint k, given by its step (None: the middle one), and its name.

        The last checkpoint at or before the step is k; a step before the first makes the first one k.
        """
        count = self.scores.shape[1]
        if count == 0:
            return np.zeros(0, dtype=bool), "no checkpoint"
        at_or_before = np.flatnonzero(self.step <= step) if step is not None else np.arange((count + 1) // 2)
        k = int(at_or_before[-1]) if len(at_or_before) else 0
        name = f"step {self.step[k]:,}" if self.step[k] != UNKNOWN else f"{self.tokens[k] / 1e9:g}B tokens"
        return np.arange(count) <= k, name


def grid_of(curves: Sequence[Points], step_multiple: int | None = None) -> Grid:
    """The values of several curves at the union of their checkpoints, optionally only at multiples of a step."""
    kind = _common(curves)
    empty = np.zeros(0, dtype=np.int64)
    if kind == "":
        reason = (
            "undefined, because some of the curves know only steps and others only tokens, so they cannot be matched"
        )
        return Grid(np.zeros((len(curves), 0)), empty, empty, reason if curves else "")
    places = [getattr(curve, kind) for curve in curves]
    union, first = np.unique(np.concatenate(places), return_index=True)
    scores = np.full((len(curves), len(union)), np.nan)
    for row, (curve, place) in enumerate(zip(curves, places, strict=True)):
        scores[row, np.searchsorted(union, place)] = curve.values
    step, tokens = (np.concatenate([getattr(curve, name) for curve in curves])[first] for name in ("step", "tokens"))
    kept = np.ones(len(union), bool) if step_multiple is None else (step > 0) & (step % step_multiple == 0)
    return Grid(scores[:, kept], step[kept], tokens[kept])


def _common(curves: Sequence[Points]) -> str:
    for kind in ("tokens", "step"):
        if curves and all((getattr(curve, kind) >= 0).all() for curve in curves):
            return kind
    return ""
