"""The controls of the curves page: one row, the rest behind "more"; every choice is in the address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import streamlit as st

from e2lm.views.benchmarks import Benchmark, children, front_first, top_level
from e2lm.views.names import task_labels
from e2lm.views.selection import measures_of, models_like, sizes_of, variants_of
from pages.shared import frame, queries, selectors
from pages.shared.linked import linked_choice

AXES = ("tokens", "log tokens", "step")
SMOOTHING = {"raw": 1, "mean of 3": 3, "mean of 5": 5}


@dataclass(frozen=True)
class View:
    """What is to be drawn. `models` are shown, `palette` gives them their colours, `compared` are further tasks."""

    family: str
    benchmark: Benchmark
    models: tuple[str, ...]
    palette: tuple[str, ...]
    axis: str
    smoothing: int
    bands: bool
    compared: tuple[str, ...]


class Rarely(NamedTuple):
    """What is chosen behind "more": further models, those left out, further benchmarks, intervals."""

    added: tuple[str, ...]
    left_out: tuple[str, ...]
    compared: tuple[str, ...]
    bands: bool


def rarely() -> Rarely:
    """Draws what stands behind "more"."""
    members, names = _options(queries.version(), selectors.family())
    with frame.more():
        st.markdown("**curves**")
        others = sorted(set(queries.models()) - set(members))
        added = st.multiselect(
            "models of other families", others, key="also", bind="query-params", placeholder="none",
            disabled=not others,
        )  # fmt: skip
        left_out = st.multiselect("without", members, key="without", bind="query-params", placeholder="none")
        compared = st.multiselect(
            "other benchmarks below", list(names), key="compare", bind="query-params", placeholder="none"
        )
        bands = st.toggle(
            "intervals", True, key="bands", bind="query-params", help="1.96 standard errors to both sides"
        )
    return Rarely(tuple(added), tuple(left_out), tuple(compared), bands)


def controls(rarely: Rarely) -> View:
    """Draws the row of controls and returns what it and `rarely` say."""
    family = selectors.family()
    members, names = _options(queries.version(), family)
    sizes, variants = sizes_of(members), variants_of(members)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", wrap=True):
        with st.container(horizontal=True, width="content", wrap=False):
            task = linked_choice("task", names, next(iter(names)), label="benchmark", width=210)
            measures = _measures(queries.version(), family, task)
            measure = st.selectbox(
                "metric", list(measures), key="metric", bind="query-params", label_visibility="collapsed", width=130
            )
        with st.container(horizontal=True, width="content", wrap=False):
            chosen_sizes = _pills("sizes", sizes)
            chosen_variants = _pills("variants", variants)
        smoothing = st.segmented_control(
            "smoothing", list(SMOOTHING), default="raw", required=True, key="smooth", bind="query-params",
            label_visibility="collapsed",
        )  # fmt: skip
        axis = st.segmented_control(
            "axis", AXES, default="tokens", required=True, key="axis", bind="query-params", label_visibility="collapsed"
        )
    models = models_like(members, chosen_sizes, chosen_variants)
    shown = tuple(model for model in (*models, *rarely.added) if model not in rarely.left_out)
    compared = tuple(name for name in rarely.compared if name != task)
    return View(
        family, measures[measure], shown, (*members, *rarely.added), axis, SMOOTHING[smoothing], rarely.bands, compared
    )


@st.cache_resource(show_spinner=False, max_entries=16)
def _options(at: int, family: str) -> tuple[tuple[str, ...], dict[str, str]]:  # noqa: ARG001
    """The family's models, and its tasks with their labels: the competition's front page first, the sub-tasks of a
    group behind it."""
    curves = queries.family_curves(family)
    tree = children(curves)
    found: list[str] = []
    for task in front_first(top_level(curves)):
        found += [task, *tree.get(task, [])]
    found += [task for task in sorted(curves["task"].unique()) if task not in found]
    labels = task_labels(curves)
    return tuple(sorted(curves["model"].unique())), {task: labels[task] for task in found}


@st.cache_resource(show_spinner=False, max_entries=128)
def _measures(at: int, family: str, task: str) -> dict[str, Benchmark]:  # noqa: ARG001
    return measures_of(queries.family_curves(family), task)


def _pills(label: str, options: list[str]) -> list[str]:
    """Several may be chosen; where there is nothing to choose from, nothing is drawn."""
    if len(options) < 2:
        return options
    return st.segmented_control(
        label, options, selection_mode="multi", default=options, key=label, bind="query-params",
        label_visibility="collapsed", wrap=False,
    )  # fmt: skip
