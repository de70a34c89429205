"""A curriculum through training: each stage's SQ over its own stretch, and that of the flat benchmark there."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from e2lm.figures.theme import Theme, axis, bare_layout, count_label, figure_of, nice_ticks, score

HEIGHT, LEFT, TOP, BOTTOM = 250, 44, 26, 26
OWN, FLAT = "its own questions", "all questions"


def stages_figure(stages: pd.DataFrame, unit: str, theme: Theme) -> go.Figure:
    """STAGE_COLUMNS of e2lm.candidates.curriculum; a stage without SQ says so in its stretch."""
    last = float(stages["stop"].max()) if len(stages) else 1.0
    marks = nice_ticks(0, last, 6)
    names = [count_label(mark) for mark in marks]
    if names:
        names[-1] += f" {unit}" if unit == "tokens" else f" {unit}s"
    layout = bare_layout(theme, height=HEIGHT, left=LEFT, right=110, top=TOP, bottom=BOTTOM)
    layout |= {
        "xaxis": axis(theme, range=(0, last), tickvals=marks, ticktext=names, showline=True),
        "yaxis": axis(theme, range=(-0.02, 1.05), tickvals=(0, 0.5, 1), ticktext=("0", "0.5", "1"), showgrid=True),
        "shapes": [_edge(float(edge), theme) for edge in stages["start"].iloc[1:]],
        "annotations": [word for _, row in stages.iterrows() for word in _words(row, theme)] + _names(stages, theme),
    }
    traces = [
        _stretch(row, column, tone, width, name)
        for column, tone, width, name in (("flat_sq", theme.faint, 3, FLAT), ("sq", theme.signal, 6, OWN))
        for _, row in stages.iterrows()
        if pd.notna(row[column])
    ]
    return figure_of(traces, layout)


def _stretch(row: pd.Series, column: str, tone: str, width: int, name: str) -> dict[str, Any]:
    said = f"stage {row['stage']}, {name}<br>SQ {score(row[column])} over {row['points']} points"
    return {
        "type": "scatter", "mode": "lines", "x": [row["start"], row["stop"]], "y": [row[column]] * 2,
        "line": {"color": tone, "width": width}, "hovertext": said, "hoverinfo": "text", "showlegend": False,
    }  # fmt: skip


def _edge(at: float, theme: Theme) -> dict[str, Any]:
    return {
        "type": "line", "xref": "x", "yref": "paper", "x0": at, "x1": at, "y0": 0, "y1": 1,
        "line": {"color": theme.axis, "width": 1},
    }  # fmt: skip


def _words(row: pd.Series, theme: Theme) -> list[dict[str, Any]]:
    middle = (float(row["start"]) + float(row["stop"])) / 2
    above = {"xref": "x", "yref": "paper", "x": middle, "showarrow": False, "font": {"size": 12, "color": theme.grey}}
    found = [{**above, "y": 1, "yshift": 14, "text": f"stage {row['stage']} · {row['questions']:,} questions"}]
    if pd.isna(row["sq"]):
        found.append({**above, "y": 0.5, "text": "undefined"})
    return found


def _names(stages: pd.DataFrame, theme: Theme) -> list[dict[str, Any]]:
    """What both kinds of lines are, at the end of the last stage; kept apart where they meet."""
    if not len(stages):
        return []
    row = stages.iloc[-1]
    apart = 9 if pd.notna(row["sq"]) and pd.notna(row["flat_sq"]) and abs(row["sq"] - row["flat_sq"]) < 0.09 else 0
    upper = 1 if pd.isna(row["flat_sq"]) or pd.isna(row["sq"]) or row["sq"] >= row["flat_sq"] else -1
    lines = ((row["sq"], OWN, theme.signal, upper), (row["flat_sq"], FLAT, theme.grey, -upper))
    return [
        {
            "text": name, "xref": "paper", "yref": "y", "x": 1, "xshift": 6, "y": value, "yshift": side * apart,
            "xanchor": "left", "showarrow": False, "font": {"size": 12, "color": tone},
        }
        for value, name, tone, side in lines
        if pd.notna(value)
    ]  # fmt: skip
