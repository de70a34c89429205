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
    cs = float(compliance_rows(science, web))
    if points < FEWEST_CHECKPOINTS:
        count = "no checkpoint" if points == 0 else "only one checkpoint"
        return Compliance(None, points, f"undefined, because {count} of the science and the web run can be matched")
    if not np.isfinite([science[both], web[both]]).all():
        return Compliance(None, points, "undefined, because a score is infinite")
    if np.isnan(cs):
        return Compliance(None, points, f"undefined, because all scores at {points} matched checkpoints are equal")
    return Compliance(cs, points)


def compliance_rows(science: Array, web: Array) -> Array:
    """CS of many pairs of curves (... x checkpoints); NaN where it is undefined."""
    both = ~(np.isnan(science) | np.isnan(web))
    science, web = np.where(both, science, 0.0), np.where(both, web, 0.0)
    points = both.sum(axis=-1)
    highest = np.where(both, np.maximum(science, web), -np.inf).max(axis=-1, initial=-np.inf)
    lowest = np.where(both, np.minimum(science, web), np.inf).min(axis=-1, initial=np.inf)
    with np.errstate(invalid="ignore"):  # infinite scores have no spread
        spread = highest - lowest
        defined = (points >= FEWEST_CHECKPOINTS) & np.isfinite(spread) & (spread > 0)
        leads = (science - web) / np.where(defined, spread, 1.0)[..., None]
        cs = np.maximum(0.0, leads.sum(axis=-1) / np.maximum(points, 1))
    return np.asarray(np.where(defined, cs, np.nan))
