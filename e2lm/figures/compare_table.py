"""Two sides' right and wrong answers as a table of four fields, darker where there are more questions."""

from __future__ import annotations

from typing import Any, NamedTuple

import plotly.graph_objects as go

from e2lm.figures.theme import Theme, axis, bare_layout, figure_of, mixed

LEFT, TOP, GAP = 62, 20, 0.012
PALEST, DARKEST = 0.10, 0.42  # shares of a field's tone on the ground, so that ink is legible on all


class Counts(NamedTuple):
    """Of the questions that both sides answered: both right, only the first, only the other, neither."""

    both: int
    only_first: int
    only_other: int
    neither: int


def table_figure(counts: Counts, first: str, other: str, theme: Theme, *, height: int = 120) -> go.Figure:
    """Columns are the first side's right and wrong answers, rows the other side's; where they differ in colour."""
    total = sum(counts)
    layout = bare_layout(theme, height=height, left=LEFT, right=2, top=TOP, bottom=2)
    layout |= {
        "xaxis": axis(theme, range=(0, 1), showticklabels=False),
        "yaxis": axis(theme, range=(1, 0), showticklabels=False),
    }
    fields = (
        (0, 0, counts.both, "both right", theme.faint), (1, 1, counts.neither, "both wrong", theme.faint),
        (0, 1, counts.only_first, f"only {first} right", theme.wrong),
        (1, 0, counts.only_other, f"only {other} right", theme.primary),
    )  # fmt: skip
    names = [
        _name(f"<b>{first}</b> right", 0.25, None, theme), _name(f"<b>{first}</b> wrong", 0.75, None, theme),
        _name(f"<b>{other}</b> right", None, 0.75, theme), _name(f"<b>{other}</b> wrong", None, 0.25, theme),
    ]  # fmt: skip
    layout["annotations"] = names + [_number(*field[:3], total, theme) for field in fields]
    return figure_of([_field(*field, total, theme) for field in fields], layout)


def _field(column: int, row: int, number: int, said: str, tone: str, total: int, theme: Theme) -> dict[str, Any]:
    """A filled rectangle that says in its hover what it counts."""
    share = number / total if total else 0.0
    left, right, top, bottom = column / 2 + GAP / 2, (column + 1) / 2 - GAP / 2, row / 2 + GAP, (row + 1) / 2 - GAP
    return {
        "type": "scatter", "mode": "lines", "x": [left, right, right, left, left], "y": [top, top, bottom, bottom, top],
        "fill": "toself", "fillcolor": mixed(tone, theme.ground, PALEST + (DARKEST - PALEST) * share),
        "line": {"width": 0}, "hoveron": "fills", "hoverinfo": "text", "showlegend": False,
        "text": f"{said}: {number:,} of {total:,} questions ({share:.1%})",
    }  # fmt: skip


def _number(column: int, row: int, number: int, total: int, theme: Theme) -> dict[str, Any]:
    share = f"  {number / total:.1%}" if total else ""
    bold = f"<b>{number:,}</b>" if column != row else f"{number:,}"
    return {
        "text": bold + f"<span style='font-size:11px'>{share}</span>", "x": column / 2 + 0.25, "y": row / 2 + 0.25,
        "xref": "x", "yref": "y", "showarrow": False, "font": {"size": 14, "color": theme.ink},
    }  # fmt: skip


def _name(text: str, x: float | None, y: float | None, theme: Theme) -> dict[str, Any]:
    """The name of a column above it (at `x`), or of a row beside it (at `y`)."""
    place = {
        "text": text,
        "xref": "paper",
        "yref": "paper",
        "showarrow": False,
        "font": {"size": 12, "color": theme.grey},
    }
    if x is not None:
        return place | {"x": x, "y": 1, "xanchor": "center", "yanchor": "bottom", "yshift": 2}
    return place | {"x": 0, "xshift": -LEFT, "y": y, "xanchor": "left", "yanchor": "middle"}
