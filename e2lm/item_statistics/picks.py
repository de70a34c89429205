"""Which choices are picked, whatever is right: per question, and per checkpoint, where early models always pick one."""

from __future__ import annotations

import numpy as np
import pandas as pd

from e2lm.choices import Array, pick
from e2lm.cube import Cube
from e2lm.item_statistics.evidence import Evidence, Integers

# One row per checkpoint of a cube and place of a choice (0 for the first). `share`: of the `n` docs that it answered
# those whose pick stands there, NaN where n is 0; `keys`: those whose (first) right choice does.
POSITION_COLUMNS = ("model", "checkpoint", "step", "tokens", "position", "share", "keys", "n")


def picks(evidence: Evidence) -> dict[str, Array]:
    """The statistics of the part "picks", float64 [docs] each."""
    picked = pick(evidence.cube.loglikelihoods[:, evidence.own])
    answered = (picked >= 0).sum(axis=1)
    counts = np.stack([(picked == place).sum(axis=1) for place in range(_width(evidence.cube))] or [0 * answered])
    first, usual = counts[0], counts.max(axis=0)
    return {
        "first_picked": np.where(answered > 0, first / np.maximum(answered, 1), np.nan),
        "usual_pick": np.where(answered > 0, usual / np.maximum(answered, 1), np.nan),
    }


def position_shares(cube: Cube) -> pd.DataFrame:
    """POSITION_COLUMNS of every checkpoint of the cube."""
    picked = pick(cube.loglikelihoods)
    answered = picked >= 0
    n = answered.sum(axis=0)
    keys, width = first_key(cube), _width(cube)
    parts = []
    for place in range(width):
        counts = (picked == place).sum(axis=0)
        right = answered[keys == place].sum(axis=0)
        parts.append(
            cube.checkpoints[["model", "checkpoint", "step", "tokens"]].assign(
                position=place, share=_ratio(counts, n), keys=_ratio(right, n), n=n
            )
        )
    if not parts:
        return pd.DataFrame(columns=list(POSITION_COLUMNS))
    return pd.concat(parts, ignore_index=True)[list(POSITION_COLUMNS)]


def first_key(cube: Cube) -> Integers:
    """Where each doc's first right choice stands; -1 where none is known."""
    return np.where(cube.golds.any(axis=1), cube.golds.argmax(axis=1), -1) if _width(cube) else _nowhere(cube)


def _nowhere(cube: Cube) -> Integers:
    return np.full(len(cube.docs), -1)


def _width(cube: Cube) -> int:
    return int(cube.loglikelihoods.shape[-1])


def _ratio(part: Integers, whole: Integers) -> Array:
    return np.where(whole > 0, part / np.maximum(whole, 1), np.nan)
