"""Splits of checkpoints into those that questions are chosen by and those that the choice is judged by.

Across models: choose on all sizes but one, judge on the one left out (on all models but one, where their names tell no
sizes apart). Across checkpoints: choose on every second checkpoint of each model, judge on the others, and the other
way round; a window's "steps divisible by" does not hold there, as every second one of its points would be too few.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd

from e2lm.checkpoints import describe
from e2lm.scoring.settings import ScoreSettings
from e2lm.scoring.signal import Window
from e2lm.subsets import Mask

Across = Literal["models", "checkpoints"]


@dataclass(frozen=True)
class Split:
    """`choosing` and `judging` are bool [checkpoints], never both; `settings` are those that both sides are scored
    under, `left_out` says in words what judges."""

    across: Across
    left_out: str
    choosing: Mask
    judging: Mask
    settings: ScoreSettings


def splits_of(checkpoints: pd.DataFrame, settings: ScoreSettings) -> tuple[Split, ...]:
    """Every split of a table with CHECKPOINT_COLUMNS; limited runs are on neither side.

    None across models where there is only one.
    """
    counted = ~checkpoints["partial"].to_numpy(bool)
    return (*_across_models(checkpoints, counted, settings), *_across_checkpoints(checkpoints, counted, settings))


def _across_models(checkpoints: pd.DataFrame, counted: Mask, settings: ScoreSettings) -> list[Split]:
    names = checkpoints["model"].astype(str)
    sizes = {name: describe(name).size_label for name in names.unique()}
    if len({size for size in sizes.values() if size}) < 2:
        sizes = {name: describe(name).label for name in sizes}
    group = names.map(sizes).to_numpy(str)
    found = dict.fromkeys(size for size in group[counted].tolist() if size)
    return [
        Split("models", size, counted & (group != size), counted & (group == size), settings)
        for size in found
        if (counted & (group != size)).any()
    ]


def _across_checkpoints(checkpoints: pd.DataFrame, counted: Mask, settings: ScoreSettings) -> list[Split]:
    place = np.zeros(len(checkpoints), dtype=np.int64)
    names = checkpoints["model"].to_numpy(str)
    for name in dict.fromkeys(names.tolist()):
        own = counted & (names == name)
        place[own] = np.arange(1, own.sum() + 1)
    odd, even = counted & (place % 2 == 1), counted & (place % 2 == 0)
    if not (odd.any() and even.any()):
        return []
    every = every_step(settings)
    return [
        Split("checkpoints", "1st, 3rd, 5th ... checkpoint", even, odd, every),
        Split("checkpoints", "2nd, 4th, 6th ... checkpoint", odd, even, every),
    ]


def every_step(settings: ScoreSettings) -> ScoreSettings:
    """The same settings without "steps divisible by", where each part of a curve would keep too few points."""
    lineups = tuple(replace(one, window=Window(None, one.window.max_tokens)) for one in settings.lineups)
    window = None if settings.window is None else Window(None, settings.window.max_tokens)
    return replace(settings, lineups=lineups, window=window)
