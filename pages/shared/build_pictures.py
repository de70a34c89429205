"""The filter builder's curves, cached: those of the chosen questions, and pale behind them those before."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from e2lm.figures.curves import Look, curves_figure
from e2lm.figures.saving import Figure
from e2lm.figures.theme import theme_of
from e2lm.views.explore_candidate import Candidate, identity
from e2lm.views.points import Placement, Unit, drawn_points, placement
from pages.shared import frame, notes, queries, selectors, subsets
from pages.shared.explore_pictures import drawn_models
from pages.shared.subsets import Models

HEIGHT = 330


@st.cache_resource(show_spinner=False, max_entries=64)
def _placed(
    at: int,  # noqa: ARG001 - the version is the cache's key
    address: str,  # noqa: ARG001 - says in full what _one is
    models: Models,
    shown: Models,
    wanted: Unit,
    _one: Candidate,
) -> tuple[Placement, pd.DataFrame, pd.DataFrame]:
    """What the axis counts, the curves that are drawn, and which checkpoints they lack."""
    curves = subsets.curves(_one, models)
    own = curves[curves["model"].isin(shown)]
    return placement(own, wanted), own, queries.gaps_of(shown, _one.task)


@st.cache_resource(show_spinner=False, max_entries=64)
def _points(at: int, address: str, models: Models, shown: Models, unit: Unit, _one: Candidate) -> pd.DataFrame:
    _, own, missing = _placed(at, address, models, shown, unit, _one)
    return drawn_points(own, missing, unit)


@st.cache_resource(show_spinner=False, max_entries=32, hash_funcs={Look: repr})
def _chart(
    at: int,
    addresses: tuple[str, str],
    models: Models,
    shown: Models,
    look: Look,
    dark: bool,
    _after: Candidate,
    _before: Candidate,
) -> Figure:
    unit: Unit = "step" if look.unit == "step" else "tokens"
    after = _points(at, addresses[0], models, shown, unit, _after)
    # Behind stand only curves of one unit with those before them.
    compared = _after != _before and _after.metric == _before.metric
    behind = _points(at, addresses[1], models, shown, unit, _before) if compared else None
    return curves_figure(after, shown, theme_of(dark), look, subsets.chance(_after, models), behind)


def draw(after: Candidate, before: Candidate, models: Models, axis: str, questions: int) -> Figure:
    """Draws the curves of `after`, which chooses so many questions, over the pale ones of `before`, unless these are of
    another metric."""
    at, shown, addresses = queries.version(), drawn_models(models), (identity(after), identity(before))
    place, _, _ = _placed(at, addresses[0], models, shown, "step" if axis == "step" else "tokens", after)
    notes.placement(place)
    look = Look(
        unit=place.unit, log=axis == "log tokens" and place.unit == "tokens", height=HEIGHT, bands=False,
        cut=selectors.window_end(place.unit), pickable=False,
    )  # fmt: skip
    figure = _chart(at, addresses, models, shown, look, frame.dark(), after, before)
    st.plotly_chart(
        figure, theme=None, key="build_curves", config={"displayModeBar": False},
        alt=f"{after.metric} of {questions} questions, and before",
    )  # fmt: skip
    return figure
