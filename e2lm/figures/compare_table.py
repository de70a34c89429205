"""Two sides' right and wrong answers as a table whose areas are the numbers of questions."""

from __future__ import annotations

from typing import Any, NamedTuple

import plotly.graph_objects as go

from e2lm.figures.theme import Theme, axis, bare_layout, figure_of, mixed

LEFT, TOP, GAP = 76, 24, 0.012
ON_COLOUR = "#FFFFFF"
NARROW, LOW = 0.13, 0.14  # shares of width and height under which a number does not fit its field


class Counts(NamedTuple):
    """Of the questions that both sides answered: both right, only the first, only the other, neither."""

    both: int
    only_first: int
    only_other: int
    neither: int


def table_figure(counts: Counts, first: str, other: str, theme: Theme, *, height: int = 176) -> go.Figure:
    """Columns are the first side's right and wrong answers, as wide as there are; rows the other side's."""
    total = sum(counts)
    layout = bare_layout(theme, height=height, left=LEFT, right=2, top=TOP, bottom=2)
    layout |= {
        "xaxis": axis(theme, range=(0, 1), showticklabels=False),
        "yaxis": axis(theme, range=(1, 0), showticklabels=False),
    }
    words = [_words(f"<b>{other}</b> right", -LEFT, 0.14, theme), _words(f"<b>{other}</b> wrong", -LEFT, 0.9, theme)]
    traces: list[dict[str, Any]] = []
    if not total:
        layout["annotations"] = [_words("no question was answered by both", 0, 0.5, theme)]
        return figure_of(traces, layout)
    left = 0.0
    columns = (
        (f"<b>{first}</b> right", counts.both, counts.only_first),
        (f"<b>{first}</b> wrong", counts.only_other, counts.neither),
    )
    for place, (name, above, below) in enumerate(columns):
        wide = (above + below) / total
        words.append(_words(name, left if place == 0 else 1.0, None, theme, right=place == 1))
        top = 0.0
        for row, number in enumerate((above, below)):
            high = number / (above + below) if number else 0.0
            tone = _tone(place, row, theme)
            if number:
                traces.append(
                    _field((left, left + wide), (top, top + high), tone, number, total, (first, other), place, row)
                )
                words += _number(number, left + wide / 2, top + high / 2, wide, high, place != row, theme)
            top += high
        left += wide
    layout["annotations"] = words
    return figure_of(traces, layout)


def _tone(column: int, row: int, theme: Theme) -> str:
    """Where sides agree pale, where they differ in the colour of what draws the eye."""
    if column == row:
        return mixed(theme.faint, theme.ground, 0.34 if column == 0 else 0.16)
    return mixed(theme.primary if row == 0 else theme.wrong, theme.ground, 0.75)


def _field(
    x: tuple[float, float], y: tuple[float, float], tone: str, number: int, total: int, names: tuple[str, str],
    column: int, row: int,
) -> dict[str, Any]:  # fmt: skip
    """A filled rectangle that says in its hover what it counts."""
    said = {
        (0, 0): "both right", (1, 1): "both wrong", (0, 1): f"only {names[0]} right", (1, 0): f"only {names[1]} right",
    }[(column, row)]  # fmt: skip
    left, right, top, bottom = x[0] + GAP / 2, x[1] - GAP / 2, y[0] + GAP, y[1] - GAP
    return {
        "type": "scatter", "mode": "lines", "x": [left, right, right, left, left], "y": [top, top, bottom, bottom, top],
        "fill": "toself", "fillcolor": tone, "line": {"width": 0}, "hoveron": "fills", "hoverinfo": "text",
        "text": f"{said}: {number:,} of {total:,} questions ({number / total:.1%})", "showlegend": False,
    }  # fmt: skip


def _number(
    number: int, x: float, y: float, wide: float, high: float, strong: bool, theme: Theme
) -> list[dict[str, Any]]:
    if wide < NARROW or high < LOW:
        return []
    tone = ON_COLOUR if strong else theme.ink
    text = f"<b>{number:,}</b>" if strong else f"{number:,}"
    return [
        {
            "text": text,
            "x": x,
            "y": y,
            "xref": "x",
            "yref": "y",
            "showarrow": False,
            "font": {"size": 14, "color": tone},
        }
    ]


def _words(text: str, x: float, y: float | None, theme: Theme, *, right: bool = False) -> dict[str, Any]:
    """A label beside the table at height `y`, above it where that is None."""
    place: dict[str, Any] = {
        "xref": "paper",
        "yref": "paper",
        "showarrow": False,
        "font": {"size": 12, "color": theme.grey},
    }
    if y is None:
        return place | {"text": text, "x": x, "y": 1, "yshift": 13, "xanchor": "right" if right else "left"}
    return place | {"text": text, "x": 0, "xshift": x, "y": 1 - y, "xanchor": "left"}
