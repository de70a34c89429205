"""The filter builder's curves, cached: those of the chosen questions, and pale behind them those before."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from e2lm.figures.curves import Look, curves_figure
from e2lm.figures.theme import theme_of
from e2lm.views.explore_candidate import Candidate, to_address
from e2lm.views.points import Placement, Unit, drawn_points, placement
from pages.shared import frame, queries, selectors, subsets
from pages.shared.explore_pictures import drawn_models
from pages.shared.subsets import Models

HEIGHT = 330


def placed(one: Candidate, models: Models, axis: str) -> tuple[Placement, pd.DataFrame]:
    """What the horizontal axis counts, and the checkpoints that the drawn curves lack."""
    shown = drawn_models(models)
    curves = subsets.curves(one, models)
    unit: Unit = "step" if axis == "step" else "tokens"
    return placement(curves[curves["model"].isin(shown)], unit), queries.gaps_of(shown, one.task)


@st.cache_resource(show_spinner=False, max_entries=32)
def _chart(
    at: int,  # noqa: ARG001 - the version is the cache's key
    addresses: tuple[str, str],  # noqa: ARG001
    models: Models,
    shown: Models,
    axis: str,
    cut: float | None,
    dark: bool,
    _after: Candidate,
    _before: Candidate,
) -> object:
    place, missing = placed(_after, models, axis)
    look = Look(
        unit=place.unit, log=axis == "log tokens" and place.unit == "tokens", height=HEIGHT, bands=False,
        cut=cut if place.unit == "tokens" else None,
    )  # fmt: skip
    after, before = (
        drawn_points(curves[curves["model"].isin(shown)], missing, place.unit)
        for curves in (subsets.curves(_after, models), subsets.curves(_before, models))
    )
    behind = None if _after == _before or _after.metric != _before.metric else before  # of one unit only
    return curves_figure(after, shown, theme_of(dark), look, subsets.chance(_after, models), behind)


def chart(after: Candidate, before: Candidate, models: Models, axis: str) -> object:
    """The curves of `after` over the pale ones of `before`, unless these are of another metric."""
    addresses = (to_address(after), to_address(before))
    cut = selectors.window_end("tokens")
    return _chart(queries.version(), addresses, models, drawn_models(models), axis, cut, frame.dark(), after, before)
