"""The curves of one benchmark: value against tokens or steps, named at the line's end, chance and the window drawn."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from e2lm.figures import palette
from e2lm.figures.labels import EndLabel, end_label_marks, room_for
from e2lm.figures.lines import band_traces, curve_trace, curves_in, interval, pale_trace, value_range
from e2lm.figures.theme import (
    Theme,
    axis,
    bare_layout,
    count_label,
    figure_of,
    nice_ticks,
    plain,
    score,
    value_labels,
)
from e2lm.views.model_labels import model_labels

BOTTOM = 26
TOP = 8
APART = 21
COMPACT_APART = 17
HEADROOM = 0.07  # for the words over the stretch after the window


@dataclass(frozen=True)
class Look:
    """How a curve figure is drawn: `unit` of x, logarithmic or not, its height, `compact` for narrow places.

    `cut` is where the score's window ends (None: it holds every point); `bands` draws the intervals. `pickable` gives
    each point a marker that answers to clicks, which a browser takes longer to draw.
    """

    unit: str = "tokens"
    log: bool = False
    height: int = 572
    compact: bool = False
    cut: float | None = None
    bands: bool = True
    pickable: bool = True


def curves_figure(
    points: pd.DataFrame,
    models: Sequence[str],
    theme: Theme,
    look: Look,
    chance: float | None = None,
    behind: pd.DataFrame | None = None,
) -> go.Figure:
    """The curves in `points` (e2lm.views.points.drawn_points of one benchmark); colours by all `models`.

    `behind` is a table of the same kind whose curves stand pale behind, to compare with.
    """
    bands = look.bands and bool(np.isfinite(interval(points)[0]).any())
    low, high = value_range(points, chance, bands=bands)
    pale = [] if behind is None else list(curves_in(behind))
    if behind is not None and len(behind):
        below, above = value_range(behind)
        low, high = min(low, below), max(high, above)
    high += HEADROOM * (high - low) if look.cut is not None and not look.compact else 0.0
    named = list(curves_in(points))
    plot_height = look.height - TOP - BOTTOM
    apart = COMPACT_APART if look.compact else APART
    labels = _labels(named, models, theme, low, high, chance, look)
    fitting = labels if len(labels) * apart <= plot_height else []
    shapes, words = end_label_marks(fitting, plot_height, apart, 12 if look.compact else 13)
    traces = [pale_trace(model, curve, models, theme) for model, _, curve in pale]
    for model, _, curve in named if bands else []:
        traces += band_traces(model, curve, models)
    for model, _, curve in named:
        traces.append(
            curve_trace(
                model, curve, models, theme, unit=look.unit, width=1.6 if look.compact else 2.2,
                dot=4.5 if look.compact else 6.5, pickable=look.pickable,
            )
        )  # fmt: skip
    layout = bare_layout(theme, height=look.height, left=44, right=room_for(fitting), top=TOP, bottom=BOTTOM)
    layout |= _axes(points, theme, look, low, high)
    if labels and not fitting:
        layout |= {"showlegend": True, "legend": {"font": {"size": 11, "color": theme.ink}, "itemclick": False}}
    layout["shapes"] = [*_window(layout, look, theme), *_chance_line(chance, theme), *shapes]
    layout["annotations"] = [*words, *_window_words(layout, look, theme)]
    return figure_of(traces, layout)


def _labels(
    named: Sequence[tuple[str, int, pd.DataFrame]], models: Sequence[str], theme: Theme, low: float, high: float,
    chance: float | None, look: Look,
) -> list[EndLabel]:  # fmt: skip
    labels = []
    names = model_labels(models)
    for model, partial_n, curve in named:
        valued = curve[np.isfinite(curve["shown"].to_numpy(float))]
        if valued.empty:
            continue
        last = float(valued["shown"].iloc[-1])
        words = plain(names[model]) + (" partial" if partial_n else "")
        words += "" if look.compact else f"  <b>{score(last)}</b>"
        labels.append(EndLabel(words, (last - low) / (high - low), palette.text_colour(model, models, theme.dark)))
    if chance is not None:
        words = "chance" if look.compact else f"chance <b>{score(chance)}</b>"
        labels.append(EndLabel(words, (chance - low) / (high - low), theme.grey, leader=False))
    return labels


def _axes(points: pd.DataFrame, theme: Theme, look: Look, low: float, high: float) -> dict[str, Any]:
    x = points["x"].to_numpy(float)
    x = x[np.isfinite(x) & ((x > 0) | (not look.log))]
    lowest, highest = (float(x.min()), float(x.max())) if len(x) else (0.0, 1.0)
    ticks = nice_ticks(low, high, 4 if look.compact else 7)
    marks = _decades(lowest, highest) if look.log else nice_ticks(0, highest, 3 if look.compact else 6)
    names = [count_label(mark) for mark in marks]
    if names:
        names[-1] += f" {look.unit}" if look.unit == "tokens" else " steps"
    start = math.log10(lowest) - 0.03 if look.log and lowest > 0 else 0.0
    stop = math.log10(highest) if look.log and highest > 0 else highest
    return {
        "xaxis": axis(
            theme, type="log" if look.log else "linear", range=[start, stop], tickvals=marks, ticktext=names,
            showline=True, ticks="outside", ticklen=4, tickcolor=theme.axis,
        ),
        "yaxis": axis(
            theme, range=[low, high], showgrid=True, tickvals=ticks, ticktext=value_labels(ticks),
        ),
    }  # fmt: skip


def _decades(low: float, high: float) -> list[float]:
    """1, 2 and 5 times the powers of ten in [low, high]; the powers alone where those would be too many."""
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1) if low > 0 else range(0)
    fine = [factor * 10.0**power for power in powers for factor in (1, 2, 5) if low <= factor * 10.0**power <= high]
    return fine if len(fine) <= 8 else [mark for mark in fine if math.log10(mark) % 1 == 0]


def _after_window(layout: dict[str, Any], look: Look) -> tuple[float, float] | None:
    """Start and end, on the axis' own scale, of the stretch after the window; None where nothing is drawn there."""
    end = float(layout["xaxis"]["range"][1])
    if look.cut is None or look.cut <= 0:
        return None
    start = math.log10(look.cut) if look.log else look.cut
    return (start, end) if start < end else None


def _window(layout: dict[str, Any], look: Look, theme: Theme) -> list[dict[str, Any]]:
    stretch = _after_window(layout, look)
    if stretch is None:
        return []
    start, end = (10 ** stretch[0], 10 ** stretch[1]) if look.log else stretch
    return [
        {
            "type": "rect", "xref": "x", "yref": "paper", "x0": start, "x1": end, "y0": 0, "y1": 1, "layer": "below",
            "fillcolor": theme.panel, "line": {"width": 0},
        }
    ]  # fmt: skip


def _window_words(layout: dict[str, Any], look: Look, theme: Theme) -> list[dict[str, Any]]:
    stretch = _after_window(layout, look)
    width = float(layout["xaxis"]["range"][1]) - float(layout["xaxis"]["range"][0])
    if stretch is None or look.compact or stretch[1] - stretch[0] < 0.09 * width:
        return []
    return [
        {
            "text": "after the<br>SQ window", "xref": "x", "yref": "paper", "x": sum(stretch) / 2, "y": 1, "yshift": -6,
            "xanchor": "center", "yanchor": "top", "showarrow": False, "font": {"size": 12, "color": theme.grey},
        }
    ]  # fmt: skip


def _chance_line(chance: float | None, theme: Theme) -> list[dict[str, Any]]:
    if chance is None:
        return []
    return [
        {
            "type": "line", "xref": "paper", "yref": "y", "x0": 0, "x1": 1, "y0": chance, "y1": chance,
            "layer": "below", "line": {"color": theme.grey, "width": 1.2, "dash": palette.DOTTED},
        }
    ]  # fmt: skip
