"""Whether a benchmark's curves can be relied on: how far from guessing, how noisy, and how steadily models are ordered.

    chance     (score - chance) / standard error of the score, the median over models
    signal     max_ij |m_i - m_j| / mean_i s_i     m_i, s_i: mean and standard deviation of model i's last k checkpoints
    decisions  pairs ordered at an early checkpoint as at the last / pairs that the last one orders
    ordering   mean over neighbouring checkpoints of Kendall's tau-a = (pairs ordered alike - otherwise) / pairs
    noise      the SQ that 99 % of shuffled curves stay below (e2lm.scoring.noise)

Sources. signal: Heineman et al. 2025, arXiv 2508.13144, relative dispersion over relative standard deviation (divided
by n), where both are relative to the mean of the same last checkpoints, which cancels; noise is taken within each model
and averaged, as in the authors' comparison of variants. decisions: Magnusson et al. 2025 (DataDecide), arXiv
2504.11393, between checkpoints instead of model sizes. ordering and chance: FineTasks, as used for FineWeb2 (Penedo et
al. 2025, arXiv 2506.20920), which takes the spread of runs where this takes the standard error over questions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from e2lm.counting import counted
from e2lm.scoring.matching import Grid, grid_of
from e2lm.scoring.noise import sq_of_shuffled
from e2lm.scoring.points import Points, full_curves, points_of
from e2lm.scoring.rows import lineup_for
from e2lm.scoring.settings import Lineup, ScoreSettings
from e2lm.scoring.signal import FEWEST_POINTS, Array

LAST = 5  # checkpoints that noise is taken from
ONE_MODEL = "undefined, because fewer than two models have a curve"


@dataclass(frozen=True)
class Trait:
    """One figure about a benchmark's curves: `definition` is a sentence, `basis` says what it was computed from.

    `value` is None where undefined, and `reason` says why then; `by_model` are the models' own figures, if any.
    """

    name: str
    definition: str
    value: float | None
    basis: str = ""
    reason: str = ""
    by_model: Mapping[str, float] = field(default_factory=dict)


def reliability(
    curves: pd.DataFrame, settings: ScoreSettings, chance: float | None = None, last: int = LAST
) -> tuple[Trait, ...]:
    """The traits of the curves (a curve table of one task, metric, filter and shots) of the models that are scored.

    `chance` is what guessing gives, None where nothing tells it. All checkpoints count, in the window or not, except
    for the noise line, which belongs to SQ.
    """
    drawn = full_curves(points_of(curves, settings))
    lineup = lineup_for(drawn, settings)
    members = {model: drawn[model] for model in lineup.models if model in drawn} or drawn
    errors = {model: curves["stderr"].to_numpy(float)[points.rows] for model, points in members.items()}
    grid = grid_of(list(members.values())) if len(members) > 1 else None
    return (
        *_above_chance(members, errors, chance),
        _signal_to_noise(members, last),
        _decisions(grid, settings),
        _ordering(grid),
        _noise_line(members, lineup),
    )


def _above_chance(
    members: Mapping[str, Points], errors: Mapping[str, Array], chance: float | None
) -> tuple[Trait, Trait]:
    """At each model's last checkpoint and at its best one. An error of 0 is no yardstick."""
    at_last = "Distance of the last checkpoint from guessing, in standard errors of its score; median over models."
    at_best = (
        "Largest distance from guessing at any checkpoint, in standard errors of the score; median over models. "
        "The largest of many is high by luck, too."
    )
    distances: dict[str, Array] = {}
    for model, points in members.items():
        level = np.nan if chance is None else -chance if points.lower_is_better else chance
        usable = np.isfinite(errors[model]) & (errors[model] > 0) & np.isfinite(points.values)
        distances[model] = (points.values - level)[usable] / errors[model][usable]
    known = {model: one for model, one in distances.items() if len(one) and chance is not None}
    reason = (
        "undefined, because nothing tells what guessing gives under this metric"
        if chance is None
        else "undefined, because no score has a standard error above 0"
    )
    return (
        _median("above chance, last", at_last, {model: float(one[-1]) for model, one in known.items()}, reason),
        _median("above chance, best", at_best, {model: float(one.max()) for model, one in known.items()}, reason),
    )


def _median(name: str, definition: str, by_model: dict[str, float], reason: str) -> Trait:
    if not by_model:
        return Trait(name, definition, None, reason=reason)
    middle = float(np.median([*by_model.values()]))
    return Trait(name, definition, middle, counted(len(by_model), "model"), by_model=by_model)


def _signal_to_noise(members: Mapping[str, Points], last: int) -> Trait:
    name = "signal to noise"
    definition = (
        f"Largest difference between two models' means of their last {last} checkpoints, over the standard deviation "
        "of a model's last checkpoints (mean over models)."
    )
    ends = {model: points.values[-last:] for model, points in members.items() if len(points.values) >= last}
    ends = {model: values for model, values in ends.items() if np.isfinite(values).all()}
    if len(ends) < 2:
        return Trait(name, definition, None, reason=f"undefined, because fewer than two models have {last} checkpoints")
    means = [values.mean() for values in ends.values()]
    noise = float(np.mean([values.std() for values in ends.values()]))
    if noise <= 0:
        return Trait(name, definition, None, reason=f"undefined, because no score moves in the last {last} checkpoints")
    basis = f"{counted(len(ends), 'model')}, the last {last} checkpoints of each"
    return Trait(name, definition, float(max(means) - min(means)) / noise, basis)


def _decisions(grid: Grid | None, settings: ScoreSettings) -> Trait:
    """A pair that is level at the early checkpoint is not decided, so it does not count as ordered alike."""
    name = "decision accuracy"
    definition = "Share of pairs of models that an early checkpoint orders as the last one does."
    if grid is None or grid.reason:
        return Trait(name, definition, None, reason=grid.reason if grid else ONE_MODEL)
    shared = np.flatnonzero((~np.isnan(grid.scores)).sum(axis=0) > 1)
    early, at = grid.up_to_checkpoint(settings.proxy_at)
    before = shared[shared < early.sum()]
    if not len(before) or before[-1] == shared[-1]:
        return Trait(name, definition, None, reason="undefined, because no two models share an early and a later point")
    orders = _orders(grid.scores[:, [before[-1], shared[-1]]])
    decided = ~np.isnan(orders).any(axis=1) & (orders[:, 1] != 0)
    if not decided.any():
        return Trait(name, definition, None, reason="undefined, because the last checkpoint orders no two models")
    alike = orders[decided, 0] == orders[decided, 1]
    basis = f"{int(alike.sum())} of {counted(int(decided.sum()), 'pair')}, {at} against the last"
    return Trait(name, definition, float(alike.mean()), basis)


def _ordering(grid: Grid | None) -> Trait:
    name = "ordering consistency"
    definition = "Kendall's tau-a between the models' order at one checkpoint and at the next, mean over checkpoints."
    if grid is None or grid.reason:
        return Trait(name, definition, None, reason=grid.reason if grid else ONE_MODEL)
    shared = (~np.isnan(grid.scores)).sum(axis=0) > 1
    orders = _orders(grid.scores[:, shared])
    products = orders[:, :-1] * orders[:, 1:]
    known = ~np.isnan(products)
    counts = known.sum(axis=0)
    taus = np.where(known, products, 0.0).sum(axis=0)[counts > 0] / counts[counts > 0]
    if not len(taus):
        return Trait(name, definition, None, reason="undefined, because no two models share two checkpoints in a row")
    basis = f"{counted(len(grid.scores), 'model')}, {counted(len(taus), 'pair')} of neighbouring checkpoints"
    return Trait(name, definition, float(taus.mean()), basis)


def _noise_line(members: Mapping[str, Points], lineup: Lineup) -> Trait:
    name = "SQ of noise"
    definition = "The SQ that 99 % of as many shuffled curves of the same length stay below: at or under it is noise."
    lengths = [int(points.in_window.sum()) for model, points in members.items() if model in lineup.sq_models]
    lengths = [length for length in lengths if length >= FEWEST_POINTS]
    if not lengths:
        reason = f"undefined, because no model for SQ has {FEWEST_POINTS} points in the window"
        return Trait(name, definition, None, reason=reason)
    basis = f"mean of {counted(len(lengths), 'curve')} of {min(lengths)} points"
    return Trait(name, definition, sq_of_shuffled(min(lengths), curves=len(lengths)), basis)


def _orders(scores: Array) -> Array:
    """1, 0 or -1 for each pair of models, pairs x checkpoints: is the first ahead? NaN where one is missing."""
    first, second = np.triu_indices(len(scores), k=1)
    ahead, behind = scores[first], scores[second]
    known = ~(np.isnan(ahead) | np.isnan(behind))
    return np.where(known, (ahead > behind).astype(float) - (ahead < behind), np.nan)
