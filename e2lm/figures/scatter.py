"""The scatter of the items page: every question at two of its statistics, for a box or a lasso to be drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from e2lm.figures.theme import Theme, axis, bare_figure, count_label, nice_ticks, plain, value_labels
from e2lm.item_statistics import Statistic
from e2lm.views.item_scatter import Points

HEIGHT, LEFT, BOTTOM = 508, 56, 52
LETTERS = 70  # of a question in its hover text
TINY = 1e-3  # below which ticks are powers of ten


def scatter_figure(
    points: Points, x: Statistic, y: Statistic, unit: str, questions: Sequence[str], theme: Theme
) -> go.Figure:
    """`questions` are the texts of the points, `unit` what amounts of training count."""
    figure = bare_figure(theme, height=HEIGHT, left=LEFT, right=10, top=14, bottom=BOTTOM)
    figure.add_trace(
        go.Scattergl(
            x=points.shown_x, y=points.shown_y, mode="markers", text=[_short(text) for text in questions],
            marker={"size": _size(len(points.places)), "color": _pale(theme), "line": {"width": 0}},
            hovertemplate=f"%{{text}}<br>{x.label} %{{x:.4~g}}<br>{y.label} %{{y:.4~g}}<extra></extra>",
            selected={"marker": {"opacity": 1, "color": theme.primary}}, unselected={"marker": {"opacity": 0.35}},
        )
    )  # fmt: skip
    figure.update_layout(
        xaxis=_axis(points.shown_x, x, unit, theme), yaxis=_axis(points.shown_y, y, unit, theme), dragmode="select",
        newselection={"line": {"color": theme.ink, "width": 1, "dash": "solid"}},
    )  # fmt: skip
    return figure


def axis_title(statistic: Statistic, unit: str) -> str:
    """The label with its unit; amounts of training are in `unit`."""
    counted = unit if statistic.unit == "training" else statistic.unit
    return f"{statistic.label}, {counted}" if counted else statistic.label


def _axis(values: np.ndarray, statistic: Statistic, unit: str, theme: Theme) -> dict[str, Any]:
    low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 1.0)
    room = 0.04 * (high - low) or 0.5
    ticks = nice_ticks(low - room, high + room, 6)
    return axis(
        theme, range=(low - room, high + room), tickvals=ticks, ticktext=_labels(ticks, statistic), showgrid=True,
        title={"text": axis_title(statistic, unit), "standoff": 8, "font": {"color": theme.ink}},
    )  # fmt: skip


def _labels(ticks: list[float], statistic: Statistic) -> list[str]:
    if statistic.unit == "training":
        return [count_label(tick) for tick in ticks]
    if max(map(abs, ticks), default=0.0) < TINY:
        return [f"{tick:.0e}" if tick else "0" for tick in ticks]
    return value_labels(ticks)


def _size(dots: int) -> float:
    return 7 if dots < 500 else 5 if dots < 4000 else 3.5


def _pale(theme: Theme) -> str:
    """A tone that darkens where dots overlap; a trace's own opacity would tint a dark ground."""
    red, green, blue = bytes.fromhex(theme.primary.lstrip("#"))
    return f"rgba({red},{green},{blue},0.5)"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return plain(line if len(line) <= LETTERS else line[: LETTERS - 1] + "…")
