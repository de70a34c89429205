"""The scores of many versions of the same curves at once, such as resamples of their questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from e2lm.scoring.compliance import compliance_rows
from e2lm.scoring.points import Points, full_curves, points_of
from e2lm.scoring.ranking import pair_orders
from e2lm.scoring.rows import comparison_for, lineup_for, matched
from e2lm.scoring.settings import Lineup, ScoreSettings
from e2lm.scoring.signal import Array, mean_of_known, signal_quality_rows
from e2lm.scoring.total import total_rows


@dataclass(frozen=True)
class ScoreSamples:
    """The scores of each version of the curves, as e2lm.scoring.table.task_scores gives them; NaN where undefined.

    `sq` is the mean over the models chosen for SQ, `sq_by_model` that of every model that has a curve.
    """

    sq: Array
    sq_by_model: dict[str, Array]
    rc: Array
    cs: Array
    total: Array


def score_samples(curves: pd.DataFrame, samples: Array, settings: ScoreSettings) -> ScoreSamples:
    """The scores of `samples` (versions x rows of `curves`, in the metric's own direction).

    `curves` is a curve table of one task, metric, filter and shots; points that scores leave out of it are left out of
    its versions. Where full and partial curves stand in it, the full ones are scored, as they never mix.
    """
    drawn = {model: points.drawn_from(samples) for model, points in full_curves(points_of(curves, settings)).items()}
    nothing = np.full(len(samples), np.nan)
    if not drawn:
        return ScoreSamples(nothing, {}, nothing, nothing, nothing)
    lineup = lineup_for(drawn, settings)
    by_model = {model: signal_quality_rows(points.in_the_window().values) for model, points in drawn.items()}
    sq = _mean([by_model[model] for model in lineup.sq_models if model in by_model], nothing)
    _, how = comparison_for(drawn, lineup, settings)
    rc = pair_orders(how.grid.scores, how.early, how.pairs, how.reference).rc
    cs = _mean(_compliances(drawn, lineup), nothing)
    return ScoreSamples(sq, by_model, rc, cs, total_rows(sq, rc, cs, settings.weights))


def _compliances(curves: Mapping[str, Points], lineup: Lineup) -> list[Array]:
    pairs = [pair for pair in lineup.cs_pairs if pair[0] in curves and pair[1] in curves]
    grids = [matched(curves, *pair) for pair in pairs]
    return [compliance_rows(grid.scores[..., 0, :], grid.scores[..., 1, :]) for grid in grids]


def _mean(parts: list[Array], nothing: Array) -> Array:
    return mean_of_known(np.stack(parts, axis=-1)) if parts else nothing
