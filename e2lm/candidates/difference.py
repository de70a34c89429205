"""What became of a candidate: the questions that went in and out, and what each did to the score.

A question that went in is judged by what the new version's score loses without it, one that went out by what the old
version's score loses without it, turned round: both are above zero where the change raised the score. Effects of single
questions do not add up to the change, because what one question adds depends on the others.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from e2lm.item_statistics.influence import SCORES, leave_one_out
from e2lm.scoring.settings import ScoreSettings
from e2lm.subsets import Mask, Measured, taken

# One row per question that went in or out, the largest gain of SQ first; `sq`, `rc` and `cs` are its effects, NaN
# where undefined.
DIFFERENCE_COLUMNS = ("doc_key", "went", "sq", "rc", "cs", "task", "question")


def difference(before: Measured, old: Mask, after: Measured, new: Mask, settings: ScoreSettings) -> pd.DataFrame:
    """DIFFERENCE_COLUMNS between the `old` docs of `before` and the `new` docs of `after`, two measures of one task's
    docs, whose metrics may differ."""
    out = _effects(before, old, old & ~new, -1.0, settings).assign(went="out")
    into = _effects(after, new, new & ~old, 1.0, settings).assign(went="in")
    both = pd.concat([into, out], ignore_index=True)
    return both.sort_values("sq", ascending=False, kind="stable", ignore_index=True)[list(DIFFERENCE_COLUMNS)]


def _effects(measured: Measured, docs: Mask, moved: Mask, sign: float, settings: ScoreSettings) -> pd.DataFrame:
    """Effects of the `moved` among the `docs`; of the only question of a version none is defined."""
    found = measured.docs.loc[moved, ["doc_key", "task", "question"]].reset_index(drop=True)
    if not moved.any():
        return found.assign(**{score: np.zeros(0) for score in SCORES})
    own = leave_one_out(taken(measured, docs), settings)
    return found.assign(**{score: sign * own[score][moved[docs]] for score in SCORES})
