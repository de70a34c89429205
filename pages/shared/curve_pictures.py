"""What the curves page draws, cached: points, figure and cards cost more than all else and depend on few choices."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd
import streamlit as st

from e2lm.figures.card_sparks import card_sparks
from e2lm.figures.curves import Look, curves_figure
from e2lm.figures.saving import Figure
from e2lm.figures.small import Small
from e2lm.figures.theme import theme_of
from e2lm.scoring.settings import ScoreSettings
from e2lm.views.benchmarks import Benchmark
from e2lm.views.points import Placement, Unit, drawn_points, placement
from e2lm.views.scorecards import Card, score_cards
from e2lm.views.selection import drawn_in_words
from pages.shared import frame, queries
from pages.shared.curve_controls import View

_EXACT = {**queries.EXACT, View: repr, Look: repr}


class Placed(NamedTuple):
    """The points of a view, on which axis they stand, what is missing among them, and what the picture shows."""

    points: pd.DataFrame
    place: Placement
    missing: pd.DataFrame
    words: str


class Scored(NamedTuple):
    """The score cards of a benchmark and the pictures in them; None for a score that is undefined."""

    cards: tuple[Card, ...]
    pictures: tuple[Small | None, ...]


@st.cache_resource(show_spinner=False, max_entries=64, hash_funcs=_EXACT)
def _placed(at: int, view: View) -> Placed:  # noqa: ARG001 - the version is the cache's key
    rows = queries.benchmark_curves(view.benchmark, view.models)
    place = placement(rows, "step" if view.axis == "step" else "tokens")
    missing = queries.gaps_of(view.models, view.benchmark.task)
    points = drawn_points(rows, missing, place.unit, view.smoothing)
    return Placed(points, place, missing, drawn_in_words(points, view.smoothing))


def placed(view: View) -> Placed:
    """What a view shows, before it is drawn."""
    return _placed(queries.version(), view)


@st.cache_resource(show_spinner=False, max_entries=64, hash_funcs=_EXACT)
def _figure(at: int, view: View, look: Look, level: float | None, dark: bool) -> Figure:
    return curves_figure(_placed(at, view).points, view.palette, theme_of(dark), look, level)


def figure(view: View, look: Look, level: float | None) -> Figure:
    """The figure of a view in the browser's theme; `level` is what guessing gives."""
    return _figure(queries.version(), view, look, level, frame.dark())


@st.cache_resource(show_spinner=False, max_entries=64, hash_funcs=_EXACT)
def _scored(
    at: int,  # noqa: ARG001
    family: str,
    benchmark: Benchmark,
    palette: tuple[str, ...],
    unit: Unit,
    settings: ScoreSettings,
    dark: bool,
) -> Scored | None:
    row, parts = queries.scores_of(family, settings, benchmark)
    if row is None:
        return None
    everyone = tuple(dict.fromkeys([*palette, *settings.lineups[0].models]))
    rows = queries.benchmark_curves(benchmark, everyone)
    points = drawn_points(rows, queries.gaps_of(palette, benchmark.task), unit)
    pictures = card_sparks(row, points, settings, palette, theme_of(dark))
    return Scored(score_cards(row, parts, settings), pictures)


def scored(view: View, unit: Unit, settings: ScoreSettings) -> Scored | None:
    """The cards of a view's benchmark, which rest on all models whatever is shown; None without a full run."""
    return _scored(queries.version(), view.family, view.benchmark, view.palette, unit, settings, frame.dark())
