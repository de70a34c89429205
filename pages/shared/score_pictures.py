"""The table of the scores page and the curve behind a row, cached: both depend on few choices."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd
import streamlit as st

from e2lm.curves import chance
from e2lm.figures.curves import Look, curves_figure
from e2lm.figures.theme import theme_of
from e2lm.scoring.settings import ScoreSettings
from e2lm.views.benchmarks import Benchmark, shown_tasks, top_level
from e2lm.views.points import Placement, drawn_points, placement
from e2lm.views.score_table import score_table
from pages.shared import frame, queries, selectors

HEIGHT = 350


class Behind(NamedTuple):
    """The curves behind a row of scores: the axis on which they stand, and their figure."""

    place: Placement
    figure: object


@st.cache_resource(show_spinner=False, max_entries=16)
def _few(at: int, family: str) -> bool:  # noqa: ARG001 - the version is the cache's key
    curves = queries.family_curves(family)
    return len(shown_tasks(curves)) > len(top_level(curves))


def few(family: str) -> bool:
    """Whether a family has so few tasks that sub-tasks have rows unasked."""
    return queries.at_this_version(_few, family)


@st.cache_resource(show_spinner=False, max_entries=32)
def _table(at: int, family: str, chosen: ScoreSettings, subtasks: bool, metrics: bool) -> pd.DataFrame:  # noqa: ARG001
    scores = queries.family_scores(family, chosen)
    return score_table(queries.family_curves(family), scores, subtasks=subtasks, metrics=metrics)


def table(family: str, chosen: ScoreSettings, *, subtasks: bool, metrics: bool) -> pd.DataFrame:
    """The rows of the scores page: TABLE_COLUMNS of e2lm.views.score_table."""
    return _table(queries.version(), family, chosen, subtasks, metrics)


@st.cache_resource(show_spinner=False, max_entries=64)
def _behind(at: int, family: str, one: Benchmark, cut: float | None, dark: bool) -> Behind:  # noqa: ARG001
    models = tuple(sorted(map(str, queries.family_curves(family)["model"].unique())))
    rows = queries.benchmark_curves(one, models)
    place = placement(rows, "tokens")
    missing = queries.gaps_of(tuple(rows["model"].unique()), one.task)
    level = queries.chance_levels().get(one.task) or chance(one.task, one.metric)
    look = Look(unit=place.unit, height=HEIGHT, compact=True, cut=cut if place.unit == "tokens" else None)
    return Behind(place, curves_figure(drawn_points(rows, missing, place.unit), models, theme_of(dark), look, level))


def behind(family: str, one: Benchmark) -> Behind:
    """The curves behind a row, in the browser's theme; a line stands where the scores' window ends."""
    return _behind(queries.version(), family, one, selectors.window_end("tokens"), frame.dark())
