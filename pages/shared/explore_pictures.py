"""The explore page's pictures, cached: drawn once for each choice and shown again at every run of the page."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from e2lm.checkpoints import describe
from e2lm.figures.curves import Look, curves_figure
from e2lm.figures.intervals import Reading, interval_figure
from e2lm.figures.saving import Figure
from e2lm.figures.small import Small
from e2lm.figures.theme import theme_of
from e2lm.scoring.settings import ScoreSettings
from e2lm.views.explore_candidate import Candidate, identity
from e2lm.views.explore_cards import Judged, judged
from e2lm.views.points import Placement, Unit, drawn_points, placement
from pages.shared import frame, queries, selectors, subsets
from pages.shared.explore_controls import View
from pages.shared.subsets import Models

HEIGHT = 440


@st.cache_resource(show_spinner=False, max_entries=64)
def _placed(
    at: int,  # noqa: ARG001 - the version is the cache's key
    address: str,  # noqa: ARG001 - says in full what _one is
    models: Models,
    axis: Unit,
    _one: Candidate,
) -> tuple[Placement, pd.DataFrame]:
    shown = drawn_models(models)
    curves = subsets.curves(_one, models)
    return placement(curves[curves["model"].isin(shown)], axis), queries.gaps_of(shown, _one.task)


def placed(view: View, models: Models) -> tuple[Placement, pd.DataFrame]:
    """What the horizontal axis counts, and the checkpoints that the drawn curves lack."""
    axis: Unit = "step" if view.axis == "step" else "tokens"
    return _placed(queries.version(), identity(view.a), models, axis, view.a)


def drawn_models(models: Models) -> Models:
    """The models whose curves are drawn: the family's own, not those that scores need beside them."""
    return tuple(model for model in models if describe(model).family == selectors.family())


@st.cache_resource(show_spinner=False, max_entries=64, hash_funcs={**queries.EXACT, Look: repr})
def _chart(
    at: int,  # noqa: ARG001
    address: str,  # noqa: ARG001
    models: Models,
    shown: Models,
    look: Look,
    by_subject: bool,
    dark: bool,
    _view: View,
) -> Figure:
    place, missing = placed(_view, models)
    curves = subsets.curves(_view.a, models)
    if look.bands:
        curves = subsets.drawn(_view.a, models, by_subject=by_subject).curves
    points = drawn_points(curves[curves["model"].isin(shown)], missing, place.unit)
    behind = None
    if not _view.a.whole:
        whole = subsets.curves(_view.a.widened(), models)
        behind = drawn_points(whole[whole["model"].isin(shown)], missing, place.unit)
    return curves_figure(points, shown, theme_of(dark), look, subsets.chance(_view.a, models), behind)


def chart(view: View, models: Models, *, bands: bool) -> Figure:
    """The curves of the subset, those of all questions pale behind; with `bands` their resampled intervals, too."""
    unit = placed(view, models)[0].unit
    look = Look(
        unit=unit, log=view.axis == "log tokens" and unit == "tokens", height=HEIGHT, bands=bands,
        cut=selectors.window_end(unit),
    )  # fmt: skip
    at, address, shown = queries.version(), identity(view.a), drawn_models(models)
    return _chart(at, address, models, shown, look, view.by_subject, frame.dark(), view)


@st.cache_resource(show_spinner=False, max_entries=64, hash_funcs=queries.EXACT)
def _cards(
    at: int,  # noqa: ARG001
    addresses: tuple[str, str],  # noqa: ARG001
    models: Models,
    settings: ScoreSettings,
    by_subject: bool,
    dark: bool,
    _view: View,
) -> tuple[tuple[Judged, Small | None], ...]:
    a, whole, b = (
        None if one is None else subsets.scores(one, models, settings, by_subject=by_subject)
        for one in (_view.a, None if _view.a.whole else _view.a.widened(), _view.b)
    )
    return () if a is None else tuple((one, _scale(one, settings, dark)) for one in judged(a, whole, b, settings))


def cards(view: View, models: Models, settings: ScoreSettings) -> tuple[tuple[Judged, Small | None], ...]:
    """The four cards, each with its picture (None where the score is undefined); none without full runs."""
    addresses = (identity(view.a), "" if view.b is None else identity(view.b))
    return _cards(queries.version(), addresses, models, settings, view.by_subject, frame.dark(), view)


def _scale(one: Judged, settings: ScoreSettings, dark: bool) -> Small | None:
    if one.card.value is None:
        return None
    theme, weights = theme_of(dark), settings.weights
    tones = {"SQ": theme.signal, "RC": theme.noise, "CS": theme.primary, "total": theme.ink}
    top = weights.sq + weights.rc + weights.cs if one.card.name == "total" else 1.0
    others = tuple((each.name, each.value) for each in one.others)
    return interval_figure(Reading(one.card.value, one.interval, one.noise, others, top), tones[one.card.name], theme)
