"""Two sides' difference in every subject, with its interval around 0."""

from __future__ import annotations

from math import isfinite
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from e2lm.figures.compare import heading, in_words, rule, signed_labels
from e2lm.figures.theme import Theme, axis, bare_layout, figure_of, mixed, nice_ticks, plain

ROW, TOP, BOTTOM, LEFT = 20, 24, 22, 200
LONGEST = 30  # letters of a subject


def subjects_figure(table: pd.DataFrame, first: str, other: str, theme: Theme) -> go.Figure:
    """SUBJECT_COLUMNS of e2lm.comparison.by_subject, a row each; filled where the interval leaves 0 out."""
    count = len(table)
    layout = bare_layout(theme, height=TOP + BOTTOM + ROW * count, left=LEFT, right=10, top=TOP, bottom=BOTTOM)
    known = [float(end) for name in ("low", "high", "difference") for end in table[name] if isfinite(end)]
    reach = 1.08 * max((abs(end) for end in known), default=1.0) or 1.0
    ticks = nice_ticks(-reach, reach, 6)
    layout["xaxis"] = axis(
        theme, range=(-reach, reach), tickvals=ticks, ticktext=signed_labels(ticks), showgrid=True,
    )  # fmt: skip
    layout["yaxis"] = axis(
        theme, range=(count - 0.5, -0.5), tickvals=list(range(count)), tickfont={"size": 12, "color": theme.grey},
        ticktext=[f"{_short(str(row.subject))}  {row.questions:,}" for row in table.itertuples()],
    )  # fmt: skip
    layout["shapes"] = [rule("x", 0.0, theme.axis)]
    layout["annotations"] = [
        heading(f"← {first} higher", 0.0, theme), heading(f"{other} higher →", 1.0, theme, anchor="right"),
    ]  # fmt: skip
    traces: list[dict[str, Any]] = []
    for place, row in enumerate(table.itertuples()):
        low, high = float(row.low), float(row.high)  # type: ignore[arg-type]
        apart = low > 0 or high < 0
        tone = theme.primary if float(row.difference) > 0 else theme.wrong  # type: ignore[arg-type]
        if isfinite(low) and isfinite(high):
            line = {"color": mixed(tone if apart else theme.faint, theme.ground, 0.5), "width": 5}
            traces.append(_lines([low, high], [place] * 2, line))
        traces.append(_dot(place, row, tone if apart else theme.faint, (low, high), first, other))
    return figure_of(traces, layout)


def _dot(place: int, row: Any, tone: str, ends: tuple[float, float], first: str, other: str) -> dict[str, Any]:  # noqa: ANN401 - a named tuple of pandas
    said = (
        f"{plain(str(row.subject))}, {row.questions:,} questions<br>{in_words(row.difference, ends, signed=True)}<br>"
        f"{first} {row.first:.3f}, {other} {row.other:.3f}; right only in {first} {row.only_first:,}, only in {other} "
        f"{row.only_other:,}"
    )
    return {
        "type": "scatter", "mode": "markers", "x": [row.difference], "y": [place], "hovertext": said,
        "hoverinfo": "text", "marker": {"size": 8, "color": tone}, "showlegend": False, "customdata": [row.subject],
    }  # fmt: skip


def _lines(x: list[float], y: list[int], line: dict[str, Any]) -> dict[str, Any]:
    return {"type": "scatter", "mode": "lines", "x": x, "y": y, "line": line, "hoverinfo": "skip", "showlegend": False}


def _short(name: str) -> str:
    return plain(name if len(name) <= LONGEST else name[: LONGEST - 1] + "…")
