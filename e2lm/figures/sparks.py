"""Sparklines beside the scores: what SQ, RC and CS rest on, and the total as a stacked bar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from e2lm.figures.canvas import Box, Canvas, Mark
from e2lm.figures.palette import DOTTED
from e2lm.figures.theme import Theme, axis, bare_layout, figure_of, mixed
from e2lm.scoring.total import Weights

HEIGHT = 48
WIDTH = 150


@dataclass(frozen=True)
class Spark:
    """One line of a sparkline: places and values of equal length, its colour and dash."""

    x: Sequence[float]
    y: Sequence[float]
    tone: str
    dash: str = "solid"


def spark_figure(
    sparks: Sequence[Spark], theme: Theme, *, zero: bool = False, shade_from: float | None = None
) -> go.Figure:
    """A few lines without axes; `zero` draws the zero line, `shade_from` greys what lies right of it."""
    traces: list[Mark] = [
        {
            "type": "scatter", "mode": "lines", "x": list(spark.x), "y": list(spark.y), "hoverinfo": "skip",
            "line": {"color": spark.tone, "width": 1.6, "dash": spark.dash}, "cliponaxis": False,
        }
        for spark in sparks
    ]  # fmt: skip
    x = np.concatenate([np.asarray(spark.x, float) for spark in sparks]) if sparks else np.array([0.0, 1.0])
    start, end = (float(x.min()), float(x.max())) if len(x) else (0.0, 1.0)
    layout = bare_layout(theme, height=HEIGHT, top=4, bottom=4, left=2, right=2)
    layout |= {"xaxis": axis(theme, range=[start, end], visible=False), "yaxis": axis(theme, visible=False)}
    layout["hovermode"] = False
    layout["shapes"] = _zero(theme) if zero else []
    if shade_from is not None and shade_from < end:
        layout["shapes"] += [
            {
                "type": "rect", "xref": "x", "yref": "paper", "x0": max(shade_from, start), "x1": end, "y0": 0, "y1": 1,
                "layer": "below", "fillcolor": theme.track, "line": {"width": 0},
            }
        ]  # fmt: skip
    return figure_of(traces, layout)


def _zero(theme: Theme) -> list[Mark]:
    line = {"color": theme.grey, "width": 1, "dash": DOTTED}
    return [{"type": "line", "xref": "paper", "yref": "y", "x0": 0, "x1": 1, "y0": 0, "y1": 0, "line": line}]


def total_figure(
    components: tuple[float | None, float | None, float | None], weights: Weights, theme: Theme
) -> go.Figure:
    """The weighted SQ, RC and CS end to end in 0 .. sum of the weights; what is undefined is hatched."""
    whole = (weights.sq + weights.rc + weights.cs) or 1.0
    tones = (theme.signal, theme.noise, theme.primary)
    canvas = Canvas(WIDTH, HEIGHT)
    traces: list[Mark] = []
    texts: list[Mark] = []
    left, beside = 0.0, 0.0
    for name, value, weight, tone in zip(
        ("SQ", "RC", "CS"), components, (weights.sq, weights.rc, weights.cs), tones, strict=True
    ):
        width = weight * (1.0 if value is None else value)
        traces.append(_piece(left, width, tone, theme, hatched=value is None))
        words = f"{name} ?" if value is None else f"{name} {width:.2f}"
        inside = width / whole > 0.3
        if weight:
            ink = theme.ground if inside and value is not None else theme.grey
            middle = WIDTH * (left + width / 2) / whole
            place = middle if inside else min(max(middle, 20, beside), WIDTH - 20)
            beside = beside if inside else place + 44
            back = {"bgcolor": theme.ground, "borderpad": 1} if inside and value is None else {}
            texts.append(canvas.text(words, place, 17 if inside else 38, size=11, tone=ink, anchor="center") | back)
        left += width
    layout = bare_layout(theme, height=HEIGHT)
    layout |= {
        "barmode": "stack", "bargap": 0, "hovermode": False, "annotations": texts,
        "shapes": [canvas.rectangle(Box(0, 6, WIDTH, 22), theme.track, below=True)],
        "xaxis": axis(theme, range=[0, whole], visible=False),
        "yaxis": axis(theme, range=[-0.5, 0.5], domain=[canvas.y(28), canvas.y(6)], visible=False),
    }  # fmt: skip
    return figure_of(traces, layout)


def _piece(left: float, width: float, tone: str, theme: Theme, *, hatched: bool) -> Mark:
    marker: Mark = {"color": tone, "line": {"width": 0}}
    if hatched:
        pattern = {"shape": "/", "fgcolor": theme.faint, "bgcolor": mixed(theme.track, theme.ground, 0.4), "size": 6}
        marker = {"color": theme.track, "line": {"width": 0}, "pattern": {**pattern, "solidity": 0.25}}
    return {
        "type": "bar", "orientation": "h", "x": [width], "y": [0], "base": [left], "width": [1], "marker": marker,
        "hoverinfo": "skip",
    }  # fmt: skip
