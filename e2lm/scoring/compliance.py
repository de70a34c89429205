"""CS, compliance with scientific knowledge, reconstructed: does science text teach what a benchmark asks?

    CS = max(0, mean over checkpoints of (science - web) / (max - min))      max and min over both curves jointly

The competition's formula is not public; this is the best fit to its published figures. Scores are of the same
checkpoints (same tokens, or same steps), larger being better.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from e2lm.scoring.signal import Array

FEWEST_CHECKPOINTS = 2  # with one, (science - web) / (max - min) is 1, 0 or undefined whatever the scores


@dataclass(frozen=True)
class Compliance:
    """CS over `points` checkpoints; None where undefined, and then `reason` says why."""

    cs: float | None
    points: int
    reason: str = ""


def compliance(science: Array, web: Array) -> Compliance:
    """CS of two curves whose entries belong to the same checkpoints; NaN where a curve has no value."""
    both = ~(np.isnan(science) | np.isnan(web))
    points = int(both.sum())
    if points < FEWEST_CHECKPOINTS:
        count = "no checkpoint" if points == 0 else "only one checkpoint"
        return Compliance(None, points, f"undefined, because {count} of the science and the web run can be matched")
    science, web = science[both], web[both]
    spread = max(science.max(), web.max()) - min(science.min(), web.min())
    if not np.isfinite(spread):
        return Compliance(None, points, "undefined, because a score is infinite")
    if spread == 0:
        return Compliance(None, points, f"undefined, because all scores at {points} matched checkpoints are equal")
    return Compliance(max(0.0, float(np.mean((science - web) / spread))), points)
