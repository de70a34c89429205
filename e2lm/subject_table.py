"""Every metric of every subject: mean curves of a cube's groups of docs, and the SQ that they rest on, ranked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from e2lm.cube import Cube
from e2lm.item_signal import columns_in_window
from e2lm.metrics import METRICS
from e2lm.metrics.values import blocks_of
from e2lm.scoring.noise import sq_of_shuffled
from e2lm.scoring.settings import Lineup, ScoreSettings
from e2lm.scoring.signal import Signal, signal_of_curves

Array = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

ALL = "all"

# One row per metric and group, the highest `sq` first and undefined ones last. `docs` have the metric at some
# checkpoint. `sq` is the mean over `sq_models` (NaN and a `reason` where undefined), `points` the sum of their points,
# `noise` the SQ that 99 % of shuffled curves of as many models and points stay below. `values` are the metric's own
# means of `values_model`, the last of the lineup's SQ models that has them, at the points in the window.
SUBJECT_COLUMNS = (
    "metric", "group", "docs", "sq", "noise", "points", "sq_models", "reason", "lower_is_better", "values",
    "values_model",
)  # fmt: skip


@dataclass(frozen=True)
class GroupMeans:
    """Mean curves: `means` float64 [metrics, groups, checkpoints] over the docs that have a value, NaN where none has.

    `counts` are those docs, same shape; `docs` [metrics, groups] those that have one at some checkpoint. The first
    group is ALL; `checkpoints` has CHECKPOINT_COLUMNS.
    """

    metrics: tuple[str, ...]
    groups: tuple[str, ...]
    checkpoints: pd.DataFrame
    means: Array
    counts: Integers
    docs: Integers

    def whole(self) -> Array:
        """The means, NaN where fewer docs answered than elsewhere or the run was limited: a mean of other docs is no
        point of the same curve."""
        full = (self.counts == self.docs[..., None]) & ~self.checkpoints["partial"].to_numpy(bool)
        return np.where(full, self.means, np.nan)


@np.errstate(invalid="ignore")  # of both infinities there is no mean
def group_means(
    cube: Cube,
    metrics: Sequence[str] | None = None,
    by: str = "task",
    unprompted: Array | None = None,
    chosen: npt.NDArray[np.bool_] | None = None,
) -> GroupMeans:
    """Mean curves of all docs and of each group of `by`, a column of the cube's docs; of the `chosen` docs, if given.

    `metrics` None means all that can be computed: those that need `unprompted` only where it is given. The values are
    made a block of docs at a time and never held together.
    """
    named = list(METRICS) if metrics is None else list(metrics)
    named = [name for name in named if unprompted is not None or not METRICS[name].needs_unprompted]
    codes, groups = pd.factorize(cube.docs[by], sort=True)
    order = np.argsort(codes, kind="stable")
    if chosen is not None:
        order = order[chosen[order]]
    cube, unprompted, codes = _taken(cube, order), None if unprompted is None else unprompted[order], codes[order]
    shape = (len(named), len(groups), len(cube.checkpoints))
    sums, counts, docs = np.zeros(shape), np.zeros(shape, dtype=np.int64), np.zeros(shape[:2], dtype=np.int64)
    for rows, block in blocks_of(cube, named, unprompted):
        inside, starts, sizes = np.unique(codes[rows], return_index=True, return_counts=True)
        for place, name in enumerate(named):
            missing = np.isnan(block[name])
            if not missing.any():
                sums[place, inside] += np.add.reduceat(block[name], starts, axis=0)
                counts[place, inside] += sizes[:, None]
                docs[place, inside] += sizes
                continue
            sums[place, inside] += np.add.reduceat(np.where(missing, 0.0, block[name]), starts, axis=0)
            counts[place, inside] += np.add.reduceat(~missing, starts, axis=0, dtype=np.int64)
            docs[place, inside] += np.add.reduceat(~missing.all(axis=1), starts, dtype=np.int64)
    sums, counts, docs = (
        np.concatenate([part.sum(axis=1, keepdims=True), part], axis=1) for part in (sums, counts, docs)
    )
    means = np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)
    return GroupMeans(tuple(named), (ALL, *map(str, groups)), cube.checkpoints, means, counts, docs)


def _taken(cube: Cube, order: Integers) -> Cube:
    in_order = np.array_equal(order, np.arange(len(cube.docs)))
    return cube if in_order else replace(cube, docs=cube.docs.iloc[order], loglikelihoods=cube.loglikelihoods[order])


def subject_table(means: GroupMeans, settings: ScoreSettings) -> pd.DataFrame:
    """SUBJECT_COLUMNS of every metric and group, ranked by SQ under the settings; equal ones keep their order."""
    columns = columns_in_window(means.checkpoints, settings)
    whole = means.whole()
    has_curve = {model: _any_value(whole[..., own]) for model, own in _columns_by_model(means.checkpoints).items()}
    rows, curves = [], []
    for place, metric in enumerate(means.metrics):
        sign = 1.0 if METRICS[metric].higher_is_better else -1.0
        for group in range(len(means.groups)):
            models = [model for model, has in has_curve.items() if has[place, group]]
            lineup = _lineup(models, settings)
            present = [model for model in lineup.sq_models if model in models]
            own = [whole[place, group, columns[model]] for model in present]
            rows.append((place, group, lineup, present))
            curves += [sign * curve[~np.isnan(curve)] for curve in own]
    signals = iter(signal_of_curves(curves))
    ends = iter(curves)
    records = [
        _record(means, place, group, lineup, {model: (next(signals), next(ends)) for model in present})
        for place, group, lineup, present in rows
    ]
    table = pd.DataFrame(records, columns=list(SUBJECT_COLUMNS)).astype({"sq": float, "noise": float})
    return table.sort_values("sq", ascending=False, kind="stable", na_position="last", ignore_index=True)


def _columns_by_model(checkpoints: pd.DataFrame) -> dict[str, Integers]:
    names = checkpoints["model"].to_numpy(str)
    return {model: np.flatnonzero(names == model) for model in checkpoints["model"].unique()}


def _any_value(means: Array) -> npt.NDArray[np.bool_]:
    return np.asarray((~np.isnan(means)).any(axis=-1))


def _lineup(models: Sequence[str], settings: ScoreSettings) -> Lineup:
    """The first lineup with a curve of its SQ models, as for a row of scores."""
    fitting = (one for one in settings.lineups if any(model in models for model in one.sq_models))
    return next(fitting, Lineup("", (), ()))


def _record(
    means: GroupMeans, place: int, group: int, lineup: Lineup, curves: dict[str, tuple[Signal, Array]]
) -> dict[str, object]:
    scored = {model: signal for model, (signal, _) in curves.items() if signal.sq is not None}
    lengths = [signal.points for signal in scored.values()]
    metric = METRICS[means.metrics[place]]
    shown = next(reversed(curves), "")
    values = curves[shown][1] if shown else np.zeros(0)
    return {
        "metric": metric.name,
        "group": means.groups[group],
        "docs": int(means.docs[place, group]),
        "sq": np.mean([signal.sq for signal in scored.values()]) if scored else np.nan,
        "noise": sq_of_shuffled(min(lengths), curves=len(lengths)) if lengths else np.nan,
        "points": sum(lengths) if scored else sum(signal.points for signal, _ in curves.values()),
        "sq_models": tuple(scored),
        "reason": _reason(lineup, int(means.docs[place, group]), curves, scored),
        "lower_is_better": not metric.higher_is_better,
        "values": tuple((values if metric.higher_is_better else -values).tolist()),
        "values_model": shown,
    }


def _reason(lineup: Lineup, docs: int, curves: dict[str, tuple[Signal, Array]], scored: dict[str, Signal]) -> str:
    """Why there is no SQ, or which models it lacks; "" where it lacks none."""
    if not docs:
        return "undefined, because no doc has this metric"
    if not curves:
        return "undefined, because no chosen model has a checkpoint at which all docs have this metric"
    lacking = {model: signal.reason for model, (signal, _) in curves.items() if model not in scored}
    lacking |= {model: "without a curve of it" for model in lineup.sq_models if model not in curves}
    words = "; ".join(f"{model}: {why}" for model, why in lacking.items())
    return words if scored else "undefined: " + words if words else ""
