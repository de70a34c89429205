"""Item response theory with a floor at guessing: a second opinion on how hard a question is and what it tells.

    P(right) = c + (1 - c) / (1 + exp(-(a ability + d)))      c = right choices / choices, not fitted
    discrimination = a        difficulty = -d / a

Every evaluated checkpoint of every model is one test taker with its own ability. Items and abilities are fitted
together to the largest posterior, with a ~ N(1, 1), d ~ N(0, 9) and abilities ~ N(0, 1) that are scaled to mean 0 and
standard deviation 1. Joint fitting is biased where there are few questions, hence FEWEST_DOCS; with hundreds that is
negligible.
Steps divide the gradient by the mean of the expected information and that of EM's complete data (whether an answer was
known or guessed): with the first alone questions below guessing never settle, with the second alone all take twice as
long.

Source: Birnbaum's three-parameter logistic model (in Lord and Novick 1968, chapter 17); scoring steps as in Baker and
Kim 2004, chapter 2. It is written here because no kept library fits: girth (last release 2021) loops over items and
does not fix the floor for each, py-irt needs torch, pyro and pandas before 3.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from e2lm.choices import Array
from e2lm.item_statistics.evidence import Evidence

FEWEST_DOCS, FEWEST_CHECKPOINTS = 20, 8
ROUNDS, CLOSE = 40, 1e-3  # of both, until no ability moves further than that
LAST_ROUNDS = 8  # of the items alone, at the abilities found
LEAST_SLOPE = 0.1  # of a question that ability does not help with nothing says how hard it is
PRIOR_SLOPE, PRIOR_SHIFT = (1.0, 1.0), (0.0, 1 / 9)  # mean and 1 / variance
LONGEST_STEP = 1.0
BLOCK = 1 << 15  # docs x checkpoints computed together: an eighth of a megabyte each in single precision

Floats = npt.NDArray[np.float32]


class Fit(NamedTuple):
    """`slope` a and `shift` d of each item, [docs], and `ability` of each test taker, [checkpoints]."""

    slope: Array
    shift: Array
    ability: Array


def irt(evidence: Evidence) -> dict[str, Array]:
    """The statistics of the part "irt", float64 [docs] each; NaN where there are too few docs or checkpoints."""
    right = evidence.right[:, evidence.own]
    asked = (~np.isnan(right)).sum(axis=1) >= FEWEST_CHECKPOINTS
    takers = (~np.isnan(right)).sum(axis=0) >= FEWEST_DOCS
    slope, difficulty = np.full((2, len(right)), np.nan)
    if asked.sum() >= FEWEST_DOCS and takers.sum() >= FEWEST_CHECKPOINTS:
        cube = evidence.cube
        floor = cube.golds.sum(axis=1) / np.maximum(cube.docs["n_choices"].to_numpy(float), 1)
        found = fit(right[asked][:, takers], np.minimum(floor[asked], 0.99))
        slope[asked] = found.slope
        difficulty[asked] = np.where(
            found.slope >= LEAST_SLOPE, -found.shift / np.maximum(found.slope, LEAST_SLOPE), np.nan
        )
    return {"irt_discrimination": slope, "irt_difficulty": difficulty}


def fit(right: Array, floor: Array) -> Fit:
    """The parameters of `right` ([docs, checkpoints], 1, 0, NaN not evaluated) above each doc's `floor` in 0 .. 1."""
    seen = ~np.isnan(right)
    share = np.nansum(right, axis=0) / np.maximum(seen.sum(axis=0), 1)
    ability = _standard(_logit((share - floor.mean()) / (1 - floor.mean())))[0]
    slope = np.full(len(right), PRIOR_SLOPE[0])
    shift = _logit((np.nansum(right, axis=1) / np.maximum(seen.sum(axis=1), 1) - floor) / (1 - floor))
    answers = right.astype(np.float32)
    for _ in range(ROUNDS):
        slope, shift, moved = _turn(answers, floor, slope, shift, ability)
        after, middle, width = _standard(ability + moved)
        slope, shift = slope * width, shift + slope * middle  # the same curves on the new scale of abilities
        change, ability = np.abs(after - ability).max(initial=0.0), after
        if change < CLOSE:
            break
    for _ in range(LAST_ROUNDS):
        slope, shift, _ = _turn(answers, floor, slope, shift, ability)
    return Fit(slope, shift, ability)


def _turn(right: Floats, floor: Array, slope: Array, shift: Array, ability: Array) -> tuple[Array, Array, Array]:
    """One step of all items and all abilities from where they stand, block of docs by block: new slopes, new shifts,
    the abilities' moves."""
    slopes, shifts = np.empty_like(slope), np.empty_like(shift)
    push, weight = -ability, np.ones(len(ability))
    step = max(1, BLOCK // max(1, len(ability)))
    for start in range(0, len(right), step):
        rows = slice(start, start + step)
        score, information = _derivatives(right[rows], floor[rows], slope[rows], shift[rows], ability)
        slopes[rows], shifts[rows] = _item_step(score, information, slope[rows], shift[rows], ability)
        push = push + _single(slope[rows]) @ score
        weight += _single(slope[rows]) ** 2 @ information
    return slopes, shifts, np.clip(push / weight, -LONGEST_STEP, LONGEST_STEP)


def _derivatives(right: Floats, floor: Array, slope: Array, shift: Array, ability: Array) -> tuple[Floats, Floats]:
    """First derivative and information of each answer's loglikelihood by a ability + d; 0 where unanswered."""
    power = _single(slope)[:, None] * _single(ability) + _single(shift)[:, None]
    rise = 1 / (1 + np.exp(-np.clip(power, -30, 30)))
    open_part = (1 - floor[:, None]).astype(np.float32)
    chance = 1 - open_part * (1 - rise)
    known = rise / chance  # how likely a right answer was known and not guessed
    score = (right - chance) * known
    information = rise * (1 - rise) * (open_part * known + 1) / 2
    unanswered = np.isnan(right)
    if unanswered.any():
        score[unanswered] = information[unanswered] = 0
    return score, information


def _item_step(score: Floats, information: Floats, slope: Array, shift: Array, ability: Array) -> tuple[Array, Array]:
    """Each item's slope and shift after one step with the priors, no longer than LONGEST_STEP."""
    at = _single(ability)
    by_slope = score @ at - (slope - PRIOR_SLOPE[0]) * PRIOR_SLOPE[1]
    by_shift = score.sum(axis=1) - (shift - PRIOR_SHIFT[0]) * PRIOR_SHIFT[1]
    first = information @ at**2 + PRIOR_SLOPE[1]
    both = information @ at
    second = information.sum(axis=1) + PRIOR_SHIFT[1]
    determinant = first * second - both**2
    steps = (second * by_slope - both * by_shift) / determinant, (first * by_shift - both * by_slope) / determinant
    shorter = LONGEST_STEP / np.maximum(LONGEST_STEP, np.maximum(np.abs(steps[0]), np.abs(steps[1])))
    return slope + shorter * steps[0], shift + shorter * steps[1]


def _standard(ability: Array) -> tuple[Array, float, float]:
    """Abilities of mean 0 and standard deviation 1, and the mean and deviation that they had."""
    middle, width = float(ability.mean()), float(ability.std())
    width = width if width > 1e-9 else 1.0
    return (ability - middle) / width, middle, width


def _single(values: Array) -> Floats:
    return values.astype(np.float32)


def _logit(share: Array) -> Array:
    inside = np.clip(share, 0.02, 0.98)
    return np.asarray(np.log(inside / (1 - inside)))
