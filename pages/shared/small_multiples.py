"""The small multiples of the overview and the counts above them, cached: they cost more than all else on the page and
depend on few choices."""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st

from e2lm.figures.overview import Panel, overview_figure
from e2lm.figures.panels import panels_of
from e2lm.figures.theme import theme_of
from e2lm.scoring.settings import ScoreSettings
from e2lm.views.benchmarks import children, folds
from e2lm.views.points import Placement, Unit, placement
from e2lm.views.summary import Loaded, loaded, missing_in_words
from pages.shared import frame, queries


class Summary(NamedTuple):
    """What is loaded of a family: tasks in folds of their names, groups and folds that have several sub-tasks, the
    axis of its panels, counts, and missing checkpoints in words."""

    folded: dict[str, list[str]]
    groups: list[str]
    place: Placement
    known: Loaded
    missing: str


@st.cache_resource(show_spinner=False, max_entries=16)
def _summary(at: int, family: str) -> Summary:  # noqa: ARG001 - the version is the cache's key
    curves = queries.family_curves(family)
    folded = folds(curves)
    groups = [name for name, tasks in {**children(curves), **folded}.items() if len(tasks) > 1]
    missing = missing_in_words(queries.family_gaps(family), curves)
    return Summary(folded, groups, placement(curves, "tokens"), loaded(curves), missing)


def summary(family: str) -> Summary:
    """The counts and words above a family's panels."""
    return _summary(queries.version(), family)


@st.cache_resource(show_spinner=False, max_entries=16)
def _drawn(
    at: int,  # noqa: ARG001
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
