"""Choosing what a curve page shows: models by size and variant, a task's metrics, the words over the picture."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from e2lm.checkpoints import describe
from e2lm.views.benchmarks import Benchmark, benchmarks, headlines


def sizes_of(models: Sequence[str]) -> list[str]:
    """The sizes that the models' names tell, small to large."""
    names = sorted((describe(model) for model in models), key=lambda name: name.size or 0.0)
    return list(dict.fromkeys(name.size_label for name in names if name.size_label))


def variants_of(models: Sequence[str]) -> list[str]:
    """The variants that the models' names tell, by name."""
    return sorted({describe(model).variant for model in models} - {""})


def models_like(models: Sequence[str], sizes: Sequence[str], variants: Sequence[str]) -> list[str]:
    """Models of the chosen sizes and variants; what a model's name does not tell leaves it in."""
    named = [describe(model) for model in models]
    return [
        name.model
        for name in named
        if (not name.size_label or name.size_label in sizes) and (not name.variant or name.variant in variants)
    ]


def measures_of(curves: pd.DataFrame, task: str) -> dict[str, Benchmark]:
    """How a task was measured, by the shortest name that tells its metrics, filters and shots apart; headline first."""
    found = [one for one in benchmarks(curves[curves["task"] == task]) if one.task == task]
    headline = headlines(curves[curves["task"] == task]).get(task)
    found.sort(key=lambda one: one != headline)
    filters = len({one.filter for one in found}) > 1
    shots = len({one.n_shot for one in found}) > 1
    names: dict[str, Benchmark] = {}
    for one in found:
        parts = [one.metric]
        parts += [one.filter] if filters else []
        parts += ["shots unknown" if one.n_shot is None else f"{one.n_shot}-shot"] if shots else []
        names[", ".join(parts)] = one
    return names


def of_benchmark(curves: pd.DataFrame, one: Benchmark, models: Sequence[str]) -> pd.DataFrame:
    """The rows of a curve table that belong to a benchmark and to `models`."""
    shots = curves["n_shot"].isna() if one.n_shot is None else curves["n_shot"] == one.n_shot
    rows = (curves["task"] == one.task) & (curves["metric"] == one.metric) & (curves["filter"] == one.filter)
    return curves[rows & shots.fillna(False).astype(bool) & curves["model"].isin(list(models))]


def drawn_in_words(points: pd.DataFrame, window: int) -> str:
    """What solid, dashed, dots, hollow markers and bands mean in this picture, and that it is smoothed where it is."""
    variants = {describe(model).variant for model in points["model"].unique()}
    words = []
    words += ["solid arch1, deep", "dashed arch2, wide"] if {"arch1", "arch2"} <= variants else []
    words += ["solid deep", "dashed wide"] if {"deep", "wide"} <= variants else []
    words += ["dash-dotted web only"] if "deep web" in variants else []
    lone = points.groupby(["curve", "segment"]).size().eq(1)
    words += ["dots: the checkpoints between them are missing"] if bool(lone.any()) else []
    words += ["hollow: partial runs"] if bool(points["partial_n"].ne(0).any()) else []
    words += ["band: 1.96 stderr"] if bool(np.isfinite(points["stderr"].to_numpy(float)).any()) else []
    words += [f"each point the mean of {window} neighbours"] if window > 1 else []
    return " · ".join(words)
