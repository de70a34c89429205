"""Sides beside one another: each side's mean with its interval, and how far it is from the first."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import Any, NamedTuple

import plotly.graph_objects as go

from e2lm.figures.palette import DOTTED
from e2lm.figures.theme import Theme, axis, bare_layout, figure_of, mixed, nice_ticks, plain, value_labels

ROW, TOP, BOTTOM, LEFT, RIGHT = 34, 26, 20, 22, 10
VALUES, DIFFERENCES = (0.0, 0.46), (0.54, 1.0)
Interval = tuple[float, float]


class SideRow(NamedTuple):
    """One side: its letter, what it is, its line's colour, its mean and interval, and those of its difference from the
    first side; NaN where there is none (the first side has none)."""

    letter: str
    label: str
    tone: str
    value: float
    interval: Interval
    difference: float
    apart: Interval


def sides_figure(rows: Sequence[SideRow], unit: str, chance: float | None, theme: Theme) -> go.Figure:
    """Means on the left, differences from the first side on the right; what is not known is not drawn."""
    count = len(rows)
    layout = bare_layout(theme, height=TOP + BOTTOM + ROW * count, left=LEFT, right=RIGHT, top=TOP, bottom=BOTTOM)
    ends = [end for row in rows for end in (row.value, *row.interval)]
    apart = [0.0, *(end for row in rows for end in (row.difference, *row.apart))]
    layout["xaxis"] = _scale(ends if chance is None else [*ends, chance], VALUES, "y", theme)
    layout["xaxis2"] = _scale(apart, DIFFERENCES, "y2", theme)
    letters = [f"<b>{row.letter}</b>" for row in rows]
    for number, names in (("", letters), ("2", [""] * count)):
        layout[f"yaxis{number}"] = axis(
            theme, range=(count - 0.6, -0.6), tickvals=list(range(count)), ticktext=names, anchor=f"x{number}",
            tickfont={"size": 14, "color": theme.ink},
        )  # fmt: skip
    layout["shapes"] = [rule("x2", 0.0, theme.axis)]
    if chance is not None:
        layout["shapes"].append(rule("x", chance, theme.grey, DOTTED))
    layout["annotations"] = [
        heading(
            f"mean{f', {unit}' if unit else ''}" + (", dotted: guessing" if chance is not None else ""), 0.0, theme
        ),
        heading(f"difference from {rows[0].letter}", DIFFERENCES[0], theme),
    ]
    traces: list[dict[str, Any]] = []
    for place, row in enumerate(rows):
        said = f"{row.letter} · {plain(row.label)}"
        traces += _mark(place, row.value, row.interval, row.tone, "", f"{said}<br>mean {{}}", theme)
        traces += _mark(
            place, row.difference, row.apart, row.tone, "2", f"{said}<br>{{}} from {rows[0].letter}", theme, signed=True
        )
    return figure_of(traces, layout)


def in_words(value: float, ends: Interval, *, signed: bool = False) -> str:
    """ "0.412, 95 % 0.404 to 0.420"; with `signed` above zero with a plus."""
    form = "{:+.3f}" if signed else "{:.3f}"
    words = form.format(value).replace("-", "−")
    if not all(map(isfinite, ends)):
        return words
    return f"{words}, 95 % {' to '.join(form.format(end).replace('-', '−') for end in ends)}"


def _mark(
    place: int, value: float, ends: Interval, tone: str, number: str, said: str, theme: Theme, *, signed: bool = False
) -> list[dict[str, Any]]:
    """A dot, its interval as a bar, the number above it."""
    if not isfinite(value):
        return []
    axes = {"xaxis": f"x{number}", "yaxis": f"y{number}", "showlegend": False, "type": "scatter"}
    words = said.format(in_words(value, ends, signed=signed))
    marks: list[dict[str, Any]] = []
    if all(map(isfinite, ends)):
        line = {"color": mixed(tone, theme.ground, 0.4), "width": 7}
        marks.append({"mode": "lines", "x": list(ends), "y": [place] * 2, "line": line, "hoverinfo": "skip"} | axes)
    shown = (f"{value:+.3f}" if signed else f"{value:.3f}").replace("-", "−")
    marks.append(
        {
            "mode": "markers+text", "x": [value], "y": [place], "marker": {"size": 10, "color": tone}, "text": [shown],
            "textposition": "top center", "textfont": {"size": 12, "color": theme.ink}, "cliponaxis": False,
            "hovertext": words,
            "hoverinfo": "text",
        } | axes
    )  # fmt: skip
    return marks


def _scale(values: Sequence[float], domain: tuple[float, float], anchor: str, theme: Theme) -> dict[str, Any]:
    known = [value for value in values if isfinite(value)] or [0.0, 1.0]
    low, high = min(known), max(known)
    room = 0.12 * (high - low) or 0.01
    ticks = nice_ticks(low - room, high + room, 5)
    return axis(
        theme, domain=domain, range=(low - room, high + room), tickvals=ticks,
        ticktext=signed_labels(ticks), showgrid=True, anchor=anchor,
    )  # fmt: skip


def signed_labels(ticks: list[float]) -> list[str]:
    """Labels of an axis around 0, with a true minus sign."""
    return [label.replace("-", "−") for label in value_labels(ticks)]


def rule(reference: str, at: float, tone: str, dash: str = "solid") -> dict[str, Any]:
    """A line across the figure at a value of the axis `reference` ("x", "x2" upright, "y" level)."""
    across, along = ("x", "y") if reference.startswith("x") else ("y", "x")
    return {
        "type": "line", f"{across}ref": reference, f"{along}ref": "paper", f"{across}0": at, f"{across}1": at,
        f"{along}0": 0, f"{along}1": 1, "layer": "below", "line": {"color": tone, "width": 1.2, "dash": dash},
    }  # fmt: skip


def heading(words: str, at: float, theme: Theme, *, anchor: str = "left") -> dict[str, Any]:
    """Grey words above a figure."""
    return {
        "text": words, "xref": "paper", "yref": "paper", "x": at, "y": 1, "yshift": 8, "showarrow": False,
        "xanchor": anchor, "yanchor": "bottom", "font": {"size": 12, "color": theme.grey},
    }  # fmt: skip
