"""Held-out scores: how much of a candidate's score is owed to choosing questions by the numbers it is judged on.

For each split (e2lm.candidates.splits) the questions are chosen anew from one side alone, and scored on both:

    optimism = (score where chosen - random where chosen) - (score where held out - random where held out)

"random" is the mean score of random subsets of as many questions on that side. Models and checkpoints differ in how
steadily they learn whatever is asked; taking random's own difference away leaves what the choice adds. So a choice that
did not look at the scores has zero optimism on average, and the best of noise about the whole of its gain. A list of
questions stays the same in every split: what it owes to its maker's knowledge of the scores cannot be seen here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from e2lm.candidates.random_subsets import SUBSETS, percentile, random_curves
from e2lm.candidates.splits import Split, splits_of
from e2lm.scoring.resampled import ScoreSamples, score_samples
from e2lm.scoring.settings import ScoreSettings
from e2lm.subsets import Array, Mask, Measured, subset_curves

COMPONENTS = ("sq", "rc", "cs", "total")

# One row per split and component. `questions` were chosen from the choosing side; `chosen` and `held_out` are their
# scores on each side, `random_chosen` and `random_held_out` the means of random subsets there, `percentile` the share
# of those that the held-out score beats. NaN where a score is undefined.
FOLD_COLUMNS = (
    "across", "left_out", "component", "questions", "chosen", "held_out", "random_chosen", "random_held_out",
    "optimism", "percentile",
)  # fmt: skip

# One row per component: the score on everything, and where it stands among random subsets of the same size.
PLACE_COLUMNS = ("component", "score", "random", "percentile")

_KINDS = {name: str if name in ("across", "left_out", "component") else float for name in FOLD_COLUMNS} | {
    "questions": int
}

Choose = Callable[[Split], Mask]


def held_out(measured: Measured, choose: Choose, settings: ScoreSettings, subsets: int = SUBSETS) -> pd.DataFrame:
    """FOLD_COLUMNS of every split; `choose` gives the docs that a candidate's conditions choose when they know the
    choosing side of a split alone."""
    splits = splits_of(measured.checkpoints, settings)
    return joined([fold(measured, split, choose(split), subsets) for split in splits])


def joined(folds: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """FOLD_COLUMNS of several splits, each as `fold` gives it."""
    return pd.concat([pd.DataFrame(columns=list(FOLD_COLUMNS)).astype(_KINDS), *folds], ignore_index=True)


def optimism(folds: pd.DataFrame, component: str, across: str = "") -> float:
    """The mean optimism of a component over the splits across models or checkpoints ("": the mean of both kinds); NaN
    where it is undefined in all."""
    rows = folds[(folds["component"] == component) & (folds["across"].isin([across] if across else folds["across"]))]
    return float(rows.groupby("across")["optimism"].mean().mean()) if len(rows) else float("nan")


def among_random(measured: Measured, chosen: Mask, settings: ScoreSettings, subsets: int = SUBSETS) -> pd.DataFrame:
    """PLACE_COLUMNS: the scores of the chosen docs, and where they stand among random subsets of the same size."""
    everywhere = np.ones(measured.values.shape[1], dtype=bool)
    value, others = _sides(measured, chosen, (everywhere,), settings, subsets)[0]
    rows = [(name, value[name], _mean(others[name]), percentile(value[name], others[name])) for name in COMPONENTS]
    return pd.DataFrame(rows, columns=list(PLACE_COLUMNS))


def fold(measured: Measured, split: Split, chosen: Mask, subsets: int = SUBSETS) -> pd.DataFrame:
    """FOLD_COLUMNS of one split; `chosen` are the docs that were chosen knowing its choosing side alone."""
    sides = _sides(measured, chosen, (split.choosing, split.judging), split.settings, subsets)
    (here, random_here), (there, random_there) = sides
    rows: list[tuple[object, ...]] = []
    for name in COMPONENTS:
        usual_here, usual_there = _mean(random_here[name]), _mean(random_there[name])
        gap = (here[name] - usual_here) - (there[name] - usual_there)
        place = percentile(there[name], random_there[name])
        rows.append(
            (
                split.across, split.left_out, name, int(chosen.sum()), here[name], there[name], usual_here, usual_there,
                gap, place,
            )
        )  # fmt: skip
    return pd.DataFrame(rows, columns=list(FOLD_COLUMNS)).astype(_KINDS)


def _sides(
    measured: Measured, chosen: Mask, sides: tuple[Mask, ...], settings: ScoreSettings, subsets: int
) -> list[tuple[dict[str, float], dict[str, Array]]]:
    """For each side the scores of the chosen docs and those of random subsets of as many."""
    nothing = {name: float("nan") for name in COMPONENTS}
    if not chosen.any():
        return [(nothing, {name: np.full(subsets, np.nan) for name in COMPONENTS}) for _ in sides]
    curves = subset_curves(measured, chosen)
    own = curves["value"].to_numpy(float)[None, :]
    versions = np.concatenate([own, random_curves(measured, int(chosen.sum()), subsets)])
    found = []
    for side in sides:
        scores = score_samples(curves[side].reset_index(drop=True), versions[:, side], settings)
        parts = {name: _part(scores, name) for name in COMPONENTS}
        found.append(
            ({name: float(part[0]) for name, part in parts.items()}, {name: part[1:] for name, part in parts.items()})
        )
    return found


def _part(scores: ScoreSamples, name: str) -> Array:
    part: Array = getattr(scores, name)
    return part


def _mean(values: Array) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else float("nan")
