"""The evidence for a candidate or a task out of the store, as the pages compute it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from e2lm.checkpoints import describe
from e2lm.cube import Cube
from e2lm.curves import chance, gaps
from e2lm.errors import RequestError
from e2lm.metrics import METRICS, chance_level, values_of
from e2lm.reviews.evidence import Evidence
from e2lm.reviews.frozen import NO_DOCS, Basis, Scores, agreeing, frozen, of_candidate, of_task, with_intervals
from e2lm.reviews.references import Reference
from e2lm.reviews.settings import options_of, resting_on, settings_of
from e2lm.scoring.settings import OFFICIAL_FAMILY, ScoreSettings, default_settings
from e2lm.scoring.table import model_scores, task_scores
from e2lm.subsets import measured, subset_curves
from e2lm.views.benchmarks import headlines, of_row
from e2lm.views.explore_scores import Sampled, Scored, of_models, sampled, scored
from e2lm.views.names import task_label
from e2lm.views.selection import of_benchmark
from results_store import Store, read
from results_store.candidates import candidates


def evidence(store: Store, subject: Reference, given: Mapping[str, Any]) -> Evidence:
    """The evidence under the options `given` (e2lm.reviews.settings.settings_of, and `family`).

    Raises RequestError for a candidate, a task or a family that is not there.
    """
    saved = {one.version: one for one in candidates(store)}
    if subject.kind == "candidate" and subject.key not in saved:
        known = ", ".join(f"{one.name} candidate:{one.version}" for one in saved.values()) or "none yet"
        raise RequestError(f"there is no {subject}", remedy=f"Saved are {known}", field="candidate")
    task = saved[subject.key].task if subject.kind == "candidate" else subject.key
    curves = read.curve_table(store)
    family = _family(curves[curves["task"] == task], given.get("family"), task)
    settings = settings_of(given, default_settings(curves["model"].unique()), family)
    if subject.kind == "task":
        return _of_task(store, task, family, settings, curves)
    one = saved[subject.key]
    filters = _with_choices(store, task)["filter"].tolist()
    filter_name = "none" if "none" in filters or not filters else str(filters[0])
    cube = _cube(store, task, filter_name, one.num_fewshot, family, settings)
    keys = frozenset(one.doc_keys.split())
    chosen = cube.docs["doc_key"].isin(keys).to_numpy(bool)
    docs = cube.docs[chosen]
    told = of_candidate(one, docs["task"], options_of(settings, family))
    alone, scores = _scored(cube, one.metric, chosen, settings)
    missing, shown = _missing(store, curves, family, task), _of_family(cube.checkpoints["model"].unique(), family)
    level = chance_level(one.metric, docs["n_choices"], docs["golds"].map(len))
    found = None if scores is None else Scores(scores.row, scores.parts, scores)
    return frozen(told, Basis(found, alone.curves, missing, shown, read.run_table(store), level), settings)


def _of_task(store: Store, task: str, family: str, settings: ScoreSettings, curves: pd.DataFrame) -> Evidence:
    one = headlines(curves[_is_of(curves, family)])[task]
    everyone = resting_on(curves["model"].unique(), settings, family)
    rows = of_benchmark(curves, one, everyone)
    scores, parts = (of_row(table(rows, settings), one) for table in (task_scores, model_scores))
    docs, resampled, drawn = NO_DOCS, None, rows.iloc[:0].assign(low=0.0, high=0.0)
    models = {name for names in _with_choices(store, task)["models"] for name in names}
    if one.metric in METRICS and _of_family(models, family):
        cube = _cube(store, task, one.filter, one.n_shot, family, settings)
        docs = cube.docs
        if len(docs):
            alone, resampled = _scored(cube, one.metric, np.ones(len(docs), dtype=bool), settings)
            drawn = alone.curves
    told = of_task(one, task_label(task), docs, rows, options_of(settings, family))
    found = None
    if len(scores):
        row = dict(zip(map(str, scores.columns), scores.iloc[0], strict=True))
        found = Scores(row, parts, agreeing(row, resampled))
    level = read.chance_levels(store).get(task) or chance(task, one.metric)
    missing, shown = _missing(store, curves, family, task), _of_family(everyone, family)
    rows = with_intervals(rows, drawn)
    return frozen(told, Basis(found, rows, missing, shown, read.run_table(store), level), settings)


def _scored(cube: Cube, metric: str, chosen: np.ndarray, settings: ScoreSettings) -> tuple[Sampled, Scored | None]:
    """Curves of the chosen questions with their intervals, and their scores; of PMI, which needs other runs, none."""
    nothing = np.full(cube.loglikelihoods.shape, np.nan) if METRICS[metric].needs_unprompted else None
    values = measured(cube, values_of(cube, metric, nothing), metric, METRICS[metric].higher_is_better)
    curves = sampled(subset_curves(values, chosen), values, chosen)
    return curves, scored(curves, settings) if chosen.any() else None


def _cube(store: Store, task: str, filter_name: str, shots: int | None, family: str, settings: ScoreSettings) -> Cube:
    """The answers of the models that the family's scores rest on."""
    whole = read.cube(store, task, filter_name, shots)
    answered = {name for names in read.sample_tasks(store)["models"] for name in names}
    return of_models(whole, resting_on(answered, settings, family))


def _with_choices(store: Store, task: str) -> pd.DataFrame:
    tasks = read.sample_tasks(store)
    return tasks[(tasks["task"] == task) & tasks["has_choices"]]


def _missing(store: Store, curves: pd.DataFrame, family: str, task: str) -> pd.DataFrame:
    own, excluded = curves[_is_of(curves, family)], read.excluded_points(store)
    found = gaps(own.reset_index(drop=True), excluded[excluded["model"].isin(own["model"])])
    return found[found["task"] == task].reset_index(drop=True)


def _family(curves: pd.DataFrame, asked: str | None, task: str) -> str:
    measured_on = sorted(_families(curves["model"].unique()), key=lambda name: (name != OFFICIAL_FAMILY, name))
    if not measured_on or (asked and asked not in measured_on):
        raise RequestError(
            f"no results of {task} are loaded" + (f" for {asked}" if asked else ""),
            remedy=f"Loaded are those of {', '.join(measured_on)}" if measured_on else "python -m e2lm import PATH",
            field="family" if measured_on else "task",
        )
    return asked or measured_on[0]


def _families(models: Sequence[str] | np.ndarray) -> set[str]:
    return {describe(str(model)).family for model in models}


def _is_of(curves: pd.DataFrame, family: str) -> np.ndarray:
    names = {model: describe(str(model)).family == family for model in curves["model"].unique()}
    return np.asarray(curves["model"].map(names), dtype=bool)


def _of_family(models: Sequence[str] | np.ndarray | set[str], family: str) -> tuple[str, ...]:
    return tuple(sorted(str(model) for model in models if describe(str(model)).family == family))
