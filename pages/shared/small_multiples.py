"""The small multiples of the overview, cached: they cost more than all else on the page and depend on few choices."""

from __future__ import annotations

import streamlit as st

from e2lm.figures.overview import Panel, overview_figure
from e2lm.figures.panels import panels_of
from e2lm.figures.theme import theme_of
from e2lm.scoring.settings import ScoreSettings
from e2lm.views.points import Unit
from pages.shared import frame, queries


@st.cache_resource(show_spinner=False, max_entries=16)
def _drawn(
    at: int,  # noqa: ARG001 - the version is the cache's key
    family: str,
    chosen: ScoreSettings,
    unit: Unit,
    order: str,
    group: str,
    dark: bool,
) -> tuple[list[Panel], object]:
    curves = queries.family_curves(family)
    panels = panels_of(
        curves, queries.family_gaps(family), queries.family_scores(family, chosen), unit, order=order, group=group,
        levels=queries.chance_levels(),
    )  # fmt: skip
    return panels, overview_figure(panels, sorted(curves["model"].unique()), theme_of(dark), unit)


def drawn(family: str, chosen: ScoreSettings, unit: Unit, order: str, group: str) -> tuple[list[Panel], object]:
    """A family's panels and their figure in the browser's theme."""
    return _drawn(queries.version(), family, chosen, unit, order, group, frame.dark())
