"""The only door to the store, and the only caches: each keyed by the store's version, so a new run replaces them.

What these functions return is shared by all sessions: never change it in place.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import pandas as pd
import streamlit as st

from e2lm import home
from e2lm.checkpoints import describe
from e2lm.cube import Cube
from e2lm.curves import gaps
from e2lm.scoring.settings import ScoreSettings, default_settings
from e2lm.scoring.table import model_scores, task_scores
from e2lm.views.benchmarks import Benchmark, of_row
from e2lm.views.selection import of_benchmark
from results_store import Store, ingest, open_store, read
from results_store.read import Counts

# Streamlit's own hashing of these takes longer than all that a page draws; what they print is all that they are.
EXACT: dict[str | type[Any], Callable[[Any], str]] = {ScoreSettings: repr, Benchmark: repr}
DEMO = "demo"
T = TypeVar("T")


@st.cache_resource(show_spinner=False)
def store() -> Store:
    """The one open store of this server. Raises StoreError where the index cannot be opened."""
    return open_store(home.home_folder())


def version() -> int:
    """Grows with every change of the store."""
    return store().version


@st.cache_resource(show_spinner=False)
def _latest() -> dict[tuple[object, ...], tuple[int, Any]]:
    """What at_this_version gave last for each read and its arguments, with the version of that."""
    return {}


def at_this_version(cached: Callable[..., T], *arguments: str) -> T:
    """A cached read, whose first argument is the version, at the store's present one.

    A page asks for some of them dozens of times in a run, and Streamlit's hashing of their arguments would take longer
    than all else of it.
    """
    latest, now, key = _latest(), version(), (cached, *arguments)
    at, value = latest.get(key, (None, None))
    if at != now:
        value = cached(now, *arguments)
        latest[key] = (now, value)
    return cast("T", value)


@st.cache_resource(show_spinner=False, max_entries=2)
def _curves(at: int) -> pd.DataFrame:  # noqa: ARG001 - the version is the cache's key
    return read.curve_table(store())


def curves() -> pd.DataFrame:
    """Everything loaded as curves: CURVE_COLUMNS of e2lm.curves."""
    return at_this_version(_curves)


@st.cache_resource(show_spinner=False, max_entries=2)
def _models(at: int) -> tuple[str, ...]:
    return tuple(map(str, _curves(at)["model"].unique()))


def models() -> tuple[str, ...]:
    """Every model that has a curve, in the order of the table."""
    return at_this_version(_models)


@st.cache_resource(show_spinner=False, max_entries=16)
def _family_curves(at: int, family: str) -> pd.DataFrame:
    table = _curves(at)
    members = [model for model in table["model"].unique() if describe(model).family == family]
    return table[table["model"].isin(members)].reset_index(drop=True)


def family_curves(family: str) -> pd.DataFrame:
    """The curves of one family's models."""
    return at_this_version(_family_curves, family)


@st.cache_resource(show_spinner=False, max_entries=2)
def _excluded_points(at: int) -> pd.DataFrame:  # noqa: ARG001
    return read.excluded_points(store())


def excluded_points() -> pd.DataFrame:
    """The steps of tasks at which only excluded runs stand: EXCLUDED_COLUMNS of e2lm.curves."""
    return _excluded_points(version())


@st.cache_resource(show_spinner=False, max_entries=2)
def _exclusions(at: int) -> pd.DataFrame:  # noqa: ARG001
    return read.exclusions(store())


def exclusions() -> pd.DataFrame:
    """What was excluded and why: EXCLUSION_COLUMNS of results_store.read.exclusions."""
    return _exclusions(version())


@st.cache_resource(show_spinner=False, max_entries=2)
def _by_task(at: int) -> dict[str, pd.DataFrame]:
    return {str(task): rows for task, rows in _curves(at).groupby("task", sort=False)}


@st.cache_resource(show_spinner=False, max_entries=128, hash_funcs=EXACT)
def _benchmark_curves(at: int, one: Benchmark, models: tuple[str, ...]) -> pd.DataFrame:
    by_task = at_this_version(_by_task)
    return of_benchmark(by_task.get(one.task, _curves(at).iloc[:0]), one, models)


def benchmark_curves(one: Benchmark, models: tuple[str, ...]) -> pd.DataFrame:
    """The curves of one benchmark, partial runs included, for models of whatever families."""
    return _benchmark_curves(version(), one, models)


@st.cache_resource(show_spinner=False, max_entries=16)
def _family_gaps(at: int, family: str) -> pd.DataFrame:
    curves, excluded = _family_curves(at, family), _excluded_points(at)
    return gaps(curves, excluded[excluded["model"].isin(curves["model"])])


def family_gaps(family: str) -> pd.DataFrame:
    """The checkpoints that one family's curves lack: GAP_COLUMNS of e2lm.curves."""
    return at_this_version(_family_gaps, family)


def gaps_of(models: tuple[str, ...], task: str) -> pd.DataFrame:
    """The checkpoints that the curves of one task lack, for models of whatever families."""
    names = {describe(model).family for model in models}
    found = pd.concat([family_gaps(name) for name in sorted(names)] or [family_gaps("")], ignore_index=True)
    return found[(found["task"] == task) & found["model"].isin(models)].reset_index(drop=True)


@st.cache_resource(show_spinner=False, max_entries=2)
def _chance_levels(at: int) -> dict[str, float]:  # noqa: ARG001
    return read.chance_levels(store())


def chance_levels() -> dict[str, float]:
    """What guessing gives in the tasks whose questions are loaded."""
    return at_this_version(_chance_levels)


@st.cache_resource(show_spinner=False, max_entries=4)
def _default_settings(at: int) -> ScoreSettings:
    return default_settings(_curves(at)["model"].unique())


def settings() -> ScoreSettings:
    """What scores rest on unless the user chooses otherwise."""
    return at_this_version(_default_settings)


def _scored_models(family: str, chosen: ScoreSettings) -> tuple[str, ...]:
    """The family's models, those of other families that its own scores need, such as its web run, and those that the
    user set beside them."""
    named = {model for lineup in chosen.lineups if lineup.family in ("chosen", family) for model in lineup.models}
    return tuple(model for model in models() if describe(model).family == family or model in named)


@st.cache_resource(show_spinner=False, max_entries=32, hash_funcs=EXACT)
def _task_scores(at: int, family: str, chosen: ScoreSettings) -> pd.DataFrame:
    table = _curves(at)
    return task_scores(table[table["model"].isin(_scored_models(family, chosen))].reset_index(drop=True), chosen)


def family_scores(family: str, chosen: ScoreSettings) -> pd.DataFrame:
    """SQ, RC, CS and total of every task: TASK_SCORE_COLUMNS of e2lm.scoring.table."""
    return _task_scores(version(), family, chosen)


@st.cache_resource(show_spinner=False, max_entries=128, hash_funcs=EXACT)
def _scores_of(
    at: int, family: str, chosen: ScoreSettings, one: Benchmark
) -> tuple[dict[str, Any] | None, pd.DataFrame]:
    rows = _benchmark_curves(at, one, _scored_models(family, chosen))
    row, parts = (of_row(table(rows, chosen), one) for table in (task_scores, model_scores))
    return (None if row.empty else dict(zip(map(str, row.columns), row.iloc[0], strict=True))), parts


def scores_of(family: str, chosen: ScoreSettings, one: Benchmark) -> tuple[dict[str, Any] | None, pd.DataFrame]:
    """The row of task_scores of one benchmark's full runs (None where there are none), and its rows of model_scores.

    Only that benchmark is scored: other settings are shown in milliseconds, however many benchmarks are loaded.
    """
    return _scores_of(version(), family, chosen, one)


@st.cache_resource(show_spinner=False, max_entries=8)
def _cube(at: int, task: str, filter_name: str, n_shot: int | None, partial: bool) -> Cube:  # noqa: ARG001
    return read.cube(store(), task, filter_name, n_shot, partial=partial)


def cube(task: str, filter_name: str, n_shot: int | None = None, *, partial: bool = False) -> Cube:
    """The loglikelihoods of a task (or group) and filter over all models and checkpoints."""
    return _cube(version(), task, filter_name, n_shot, partial)


@st.cache_resource(show_spinner=False, max_entries=2)
def _sample_tasks(at: int) -> pd.DataFrame:  # noqa: ARG001
    return read.sample_tasks(store())


def sample_tasks() -> pd.DataFrame:
    """The tasks that have questions: SAMPLE_TASK_COLUMNS of results_store.read.tasks."""
    return at_this_version(_sample_tasks)


@st.cache_resource(show_spinner=False, max_entries=2)
def _runs(at: int) -> pd.DataFrame:  # noqa: ARG001
    return read.run_table(store())


def runs() -> pd.DataFrame:
    """Every run: RUN_COLUMNS of results_store.read.curves."""
    return at_this_version(_runs)


@st.cache_resource(show_spinner=False, max_entries=2)
def _counts(at: int) -> Counts:  # noqa: ARG001
    return read.counts(store())


def counts() -> Counts:
    """How much of everything is loaded."""
    return at_this_version(_counts)


@st.cache_resource(show_spinner=False, max_entries=2)
def _demo_models(at: int) -> tuple[str, ...]:
    table = _runs(at)
    labelled = table["labels"].fillna("").str.split(", ").map(lambda labels: DEMO in labels)
    return tuple(sorted(table.loc[labelled.astype(bool), "model"].unique()))


def demo_models() -> tuple[str, ...]:
    """Models that come from the recorded demo."""
    return at_this_version(_demo_models)


def load_demo() -> None:
    """Takes in the recorded demo."""
    ingest.load_demo(store())


def forget_demo() -> None:
    """Takes the recorded demo out, and remembers that it is not wanted."""
    ingest.forget_source(store(), DEMO)
