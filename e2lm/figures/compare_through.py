"""Two sides' difference through training, with its interval around 0."""

from __future__ import annotations

from math import isfinite

import pandas as pd
import plotly.graph_objects as go

from e2lm.figures.compare import heading, in_words, rule, signed_labels
from e2lm.figures.theme import Theme, axis, bare_layout, count_label, figure_of, mixed, nice_ticks

HEIGHT, TOP, BOTTOM = 300, 24, 26


def through_figure(table: pd.DataFrame, shown: tuple[str, str], theme: Theme, *, height: int = HEIGHT) -> go.Figure:
    """THROUGH_COLUMNS of e2lm.comparison.through as a line with its band; `shown` are the letters of both sides.

    The custom data of a point are its two checkpoints.
    """
    unit = str(table["unit"].iloc[0]) if len(table) else "tokens"
    layout = bare_layout(theme, height=height, left=54, right=16, top=TOP, bottom=BOTTOM)
    last = float(table["amount"].max()) if len(table) else 1.0
    marks = nice_ticks(0, last, 7)
    names = [count_label(mark) for mark in marks]
    if names:
        names[-1] += f" {unit}" if unit == "tokens" else f" {unit}s"
    ends = [0.0, *(float(end) for name in ("low", "high", "difference") for end in table[name] if isfinite(end))]
    room = 0.1 * (max(ends) - min(ends)) or 0.1
    ticks = nice_ticks(min(ends) - room, max(ends) + room, 6)
    layout["xaxis"] = axis(theme, range=(0, last * 1.02), tickvals=marks, ticktext=names, showline=True)
    layout["yaxis"] = axis(
        theme, range=(min(ends) - room, max(ends) + room), tickvals=ticks, ticktext=signed_labels(ticks), showgrid=True
    )
    layout["shapes"] = [rule("y", 0.0, theme.axis)]
    first, other = shown
    layout["annotations"] = [heading(f"{other} minus {first}: above 0 {other} is higher", 0.0, theme)]
    amounts = table["amount"].tolist()
    band = mixed(theme.primary, theme.ground, 0.2)
    edges = {"type": "scatter", "mode": "lines", "line": {"width": 0}, "hoverinfo": "skip", "showlegend": False}
    hover = [
        f"{count_label(row.amount)} {unit}, {row.questions:,} questions<br>"  # type: ignore[arg-type]
        + in_words(float(row.difference), (float(row.low), float(row.high)), signed=True)  # type: ignore[arg-type]
        for row in table.itertuples()
    ]
    traces = [
        {**edges, "x": amounts, "y": table["low"].tolist()},
        {**edges, "x": amounts, "y": table["high"].tolist(), "fill": "tonexty", "fillcolor": band},
        {
            "type": "scatter", "mode": "lines+markers", "x": amounts, "y": table["difference"].tolist(),
            "line": {"color": theme.primary, "width": 2}, "marker": {"size": 7, "color": theme.primary},
            "hovertext": hover, "hoverinfo": "text", "showlegend": False,
            "customdata": table[["first_checkpoint", "other_checkpoint"]].to_numpy().tolist(),
        },
    ]  # fmt: skip
    return figure_of(traces, layout)
