"""The curves of one candidate for a room: thick lines, no text smaller than TYPE pixels, sizes named at the lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from e2lm.checkpoints import describe
from e2lm.figures import palette
from e2lm.figures.evidence import points_of
from e2lm.figures.labels import EndLabel, end_label_marks
from e2lm.figures.lines import band_traces, curve_trace, curves_in, value_range
from e2lm.figures.theme import Theme, axis, bare_layout, count_label, figure_of, nice_ticks, plain, value_labels
from e2lm.reviews.evidence import Evidence
from e2lm.views.model_labels import model_labels

TYPE = 24  # pixels of the smallest text
WIDTH, LONGER = 5, 2.6
APART = 34
LETTER = 14.5
TOP, LEFT, BOTTOM = 16, 64, 48
LONGEST = 26  # letters of a label; a longer one would take the curves' place


def presenter_figure(one: Evidence, theme: Theme, height: int) -> go.Figure:
    """The curves of evidence, their intervals, and what guessing gives."""
    points, models = points_of(one), [curve.model for curve in one.curves]
    bands = "low" in points
    low, high = value_range(points, one.chance, bands=bands)
    curves = list(curves_in(points))
    labels = _labels([(model, curve) for model, _, curve in curves], models, theme, low, high)
    plot = height - TOP - BOTTOM
    fitting = labels if len(labels) * APART <= plot else []
    shapes, words = end_label_marks(fitting, plot, APART, TYPE + 2)
    traces = [trace for model, _, curve in curves if bands for trace in band_traces(model, curve, models, share=0.1)]
    traces += [_thick(model, curve, models, theme, one.unit) for model, _, curve in curves]
    room = int(max((len(label.words) for label in fitting), default=0) * LETTER) + 26
    layout = bare_layout(theme, height=height, left=LEFT, right=room, top=TOP, bottom=BOTTOM)
    layout |= _axes(points, one.unit, theme, low, high)
    layout["hoverlabel"] = {**layout["hoverlabel"], "font": {**layout["hoverlabel"]["font"], "size": TYPE}}
    if labels and not fitting:
        layout |= {"showlegend": True, "legend": {"font": {"size": TYPE, "color": theme.ink}, "itemclick": False}}
    layout["shapes"] = [*_chance_line(one.chance, theme), *shapes]
    layout["annotations"] = [*words, *_chance_words(one.chance, theme, low, high)]
    return figure_of(traces, layout)


def _thick(model: str, curve: pd.DataFrame, models: Sequence[str], theme: Theme, unit: str) -> dict[str, Any]:
    """A curve whose dashes are longer as its line is thicker."""
    trace = curve_trace(model, curve, models, theme, unit=unit, width=WIDTH, dot=12, pickable=False)
    dash = str(trace["line"]["dash"])
    longer = ",".join(f"{float(part.removesuffix('px')) * LONGER:g}px" for part in dash.split(",") if "px" in part)
    return {**trace, "line": {**trace["line"], "dash": longer or dash}}


def _labels(
    curves: Sequence[tuple[str, pd.DataFrame]], models: Sequence[str], theme: Theme, low: float, high: float
) -> list[EndLabel]:
    """One for each size where size is colour, at the mean of its lines' ends; else one for each model."""
    ends: dict[str, list[float]] = {}
    tones: dict[str, str] = {}
    names = _names(models)
    for model, curve in curves:
        values = curve["shown"].to_numpy(float)
        values = values[np.isfinite(values)]
        if len(values):
            ends.setdefault(names[model], []).append(float(values[-1]))
            tones[names[model]] = palette.text_colour(model, models, theme.dark)
    return [
        EndLabel(plain(name[:LONGEST]), (float(np.mean(found)) - low) / (high - low), tones[name])
        for name, found in ends.items()
    ]


def _names(models: Sequence[str]) -> Mapping[str, str]:
    labels, sizes = model_labels(models), {model: describe(model).size_label for model in models}
    by_size = palette.sizes_tell(models) and all(sizes.values())
    return sizes if by_size else labels


def _axes(points: pd.DataFrame, unit: str, theme: Theme, low: float, high: float) -> dict[str, Any]:
    places = points["x"].to_numpy(float)
    last = float(places.max()) if len(places) else 1.0
    marks, ticks = nice_ticks(0, last, 4), nice_ticks(low, high, 5)
    names = [count_label(mark) for mark in marks]
    if names:
        names[-1] += " tokens" if unit == "tokens" else " steps"
    large = {"size": TYPE, "color": theme.grey}
    return {
        "xaxis": axis(theme, range=[0, last], tickvals=marks, ticktext=names, tickfont=large, ticklabelshift=-4),
        "yaxis": axis(
            theme, range=[low, high], showgrid=True, tickvals=ticks, ticktext=value_labels(ticks, bare=True),
            tickfont=large,
        ),
    }  # fmt: skip


def _chance_line(chance: float | None, theme: Theme) -> list[dict[str, Any]]:
    if chance is None:
        return []
    return [
        {
            "type": "line", "xref": "paper", "yref": "y", "x0": 0, "x1": 1, "y0": chance, "y1": chance,
            "layer": "below", "line": {"color": theme.grey, "width": 2.5, "dash": "3px,4px"},
        }
    ]  # fmt: skip


def _chance_words(chance: float | None, theme: Theme, low: float, high: float) -> list[dict[str, Any]]:
    """Above its line, below it where there is more room."""
    if chance is None:
        return []
    above = chance < (low + high) / 2
    return [
        {
            "text": "chance", "xref": "paper", "yref": "y", "x": 1, "y": chance, "xanchor": "right",
            "yanchor": "bottom" if above else "top", "showarrow": False, "font": {"size": TYPE, "color": theme.grey},
        }
    ]  # fmt: skip
