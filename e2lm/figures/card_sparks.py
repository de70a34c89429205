"""The pictures in the score cards: which curves SQ, RC and CS rest on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from e2lm.curves import whole
from e2lm.figures import palette
from e2lm.figures.small import Small
from e2lm.figures.sparks import Spark, spark_figure, total_figure
from e2lm.figures.theme import Theme
from e2lm.scoring.points import in_window
from e2lm.scoring.settings import ScoreSettings

Floats = npt.NDArray[np.float64]


def card_sparks(
    row: Mapping[str, Any], points: pd.DataFrame, settings: ScoreSettings, models: Sequence[str], theme: Theme
) -> tuple[Small | None, Small | None, Small | None, Small]:
    """Pictures for the cards of one row of task_scores; None where the score is undefined.

    `points` are e2lm.views.points.drawn_points of the same benchmark with full runs, `models` give the colours.
    """
    full = points[points["partial_n"] == 0]
    lines = {str(model): curve for model, curve in full.groupby("model", sort=False)}
    return (
        _signal(row, lines, settings, models, theme) if row["sq"] is not None else None,
        _ranking(row, lines, settings, models, theme) if row["rc"] is not None else None,
        _compliance(row, lines, models, theme) if row["cs"] is not None else None,
        total_figure((row["sq"], row["rc"], row["cs"]), settings.weights, theme),
    )


def _signal(
    row: Mapping[str, Any],
    lines: Mapping[str, pd.DataFrame],
    settings: ScoreSettings,
    models: Sequence[str],
    theme: Theme,
) -> Small:
    """The curves in their window, each stretched to its own range: SQ looks at order and smoothness only."""
    sparks = []
    for model in row["sq_models"]:
        curve = _windowed(lines[model], settings, model) if model in lines else None
        if curve is None or len(curve) < 2:
            continue
        y = curve["value"].to_numpy(float)
        span = float(np.nanmax(y) - np.nanmin(y)) or 1.0
        sparks.append(Spark(curve["x"].to_list(), ((y - np.nanmin(y)) / span).tolist(), palette.colour(model, models)))
    return spark_figure(sparks, theme)


def _windowed(curve: pd.DataFrame, settings: ScoreSettings, model: str) -> pd.DataFrame:
    return curve[in_window(settings.window_of(model), whole(curve["step"]), whole(curve["tokens"]))]


def _ranking(
    row: Mapping[str, Any],
    lines: Mapping[str, pd.DataFrame],
    settings: ScoreSettings,
    models: Sequence[str],
    theme: Theme,
) -> Small:
    """First minus second of every pair, each on its own scale: which side of zero it is on is the order."""
    sparks = []
    for text in row["rc_pairs"]:
        first, _, second = str(text).partition(" / ")
        both = _matched(lines, first, second)
        if both is None:
            continue
        x, ours, theirs = both
        gap = ours - theirs
        largest = float(np.abs(gap).max()) or 1.0
        sparks.append(Spark(x.tolist(), (gap / largest).tolist(), palette.colour(first, models)))
    cut = float(settings.cut_tokens) if row["rc_kind"] == "reconstruction" else None
    return spark_figure(sparks, theme, zero=True, shade_from=cut)


def _compliance(
    row: Mapping[str, Any], lines: Mapping[str, pd.DataFrame], models: Sequence[str], theme: Theme
) -> Small:
    """The science and the web curve of every pair."""
    sparks = []
    for text in row["cs_pairs"]:
        science, _, web = str(text).partition(" / ")
        both = _matched(lines, science, web)
        if both is None:
            continue
        x, ours, theirs = both
        sparks.append(Spark(x.tolist(), ours.tolist(), palette.colour(science, models)))
        sparks.append(Spark(x.tolist(), theirs.tolist(), theme.grey, palette.DOTTED))
    return spark_figure(sparks, theme)


def _matched(lines: Mapping[str, pd.DataFrame], first: str, second: str) -> tuple[Floats, Floats, Floats] | None:
    """Where both curves have a value, and the values of the first and of the second there; None for fewer than two."""
    if first not in lines or second not in lines:
        return None
    left, right = (lines[name][["x", "value"]].dropna().to_numpy(float) for name in (first, second))
    x, of_first, of_second = np.intersect1d(left[:, 0], right[:, 0], return_indices=True)
    return (x, left[of_first, 1], right[of_second, 1]) if len(x) > 1 else None
