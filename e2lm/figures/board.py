"""Candidates side by side: every score as a dot with its interval, one line for each candidate."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from e2lm.figures.theme import Theme, axis, bare_layout, figure_of, mixed, plain, score

ROW, TOP, BOTTOM, LEFT, GAP = 30, 26, 24, 150, 0.05
PANELS = (("sq", "SQ"), ("rc", "RC"), ("cs", "CS"))
LONGEST = 20  # letters of a name


def board_figure(table: pd.DataFrame, theme: Theme) -> go.Figure:
    """BOARD_COLUMNS of e2lm.views.candidate_board as three panels; those on the front are filled."""
    count = len(table)
    layout = bare_layout(theme, height=TOP + BOTTOM + ROW * max(count, 1), left=LEFT, right=8, top=TOP, bottom=BOTTOM)
    traces: list[dict[str, Any]] = []
    words: list[dict[str, Any]] = []
    wide = (1 - GAP * (len(PANELS) - 1)) / len(PANELS)
    for place, (part, name) in enumerate(PANELS):
        number = "" if place == 0 else str(place + 1)
        left = place * (wide + GAP)
        layout[f"xaxis{number}"] = axis(
            theme, domain=(left, left + wide), range=(-0.02, 1.02), tickvals=(0, 0.5, 1), ticktext=("0", "0.5", "1"),
            showgrid=True, anchor=f"y{number}",
        )  # fmt: skip
        layout[f"yaxis{number}"] = axis(
            theme, range=(count - 0.5, -0.5), anchor=f"x{number}", showticklabels=place == 0,
            tickvals=list(range(count)), ticktext=[_short(one) for one in table["name"]],
        )  # fmt: skip
        tone = theme.signal if part == "sq" else theme.primary
        traces += _panel(table, part, name, number, tone, theme)
        words.append(
            {
                "text": f"<b>{name}</b>", "xref": "paper", "yref": "paper", "x": left, "y": 1, "yshift": 14,
                "showarrow": False, "xanchor": "left", "font": {"size": 12, "color": theme.ink},
            }
        )  # fmt: skip
        if table[part].isna().all():
            words.append(
                {
                    "text": "undefined", "xref": "paper", "yref": "paper", "x": left + wide / 2, "y": 0.5,
                    "showarrow": False, "font": {"size": 12, "color": theme.grey},
                }
            )  # fmt: skip
    layout["annotations"] = words
    return figure_of(traces, layout)


def _panel(
    table: pd.DataFrame, part: str, name: str, number: str, tone: str, theme: Theme
) -> list[dict[str, Any]]:  # fmt: skip
    traces: list[dict[str, Any]] = []
    for place, (_, row) in enumerate(table.iterrows()):
        if pd.isna(row[part]):
            continue
        axes = {"xaxis": f"x{number}", "yaxis": f"y{number}", "showlegend": False}
        if pd.notna(row[f"{part}_low"]):
            ends = [row[f"{part}_low"], row[f"{part}_high"]]
            line = {"color": mixed(tone, theme.ground, 0.45), "width": 5}
            traces.append(
                {"type": "scatter", "mode": "lines", "x": ends, "y": [place] * 2, "line": line, "hoverinfo": "skip"}
                | axes
            )
        marker = {
            "size": 10, "color": tone if row["front"] else theme.ground, "line": {"color": tone, "width": 2},
        }  # fmt: skip
        said = f"{plain(str(row['name']))}<br>{name} {score(row[part])}"
        if pd.notna(row[f"{part}_low"]):
            said += f", 95 % {score(row[f'{part}_low'])} to {score(row[f'{part}_high'])}"
        traces.append(
            {
                "type": "scatter", "mode": "markers", "x": [row[part]], "y": [place], "marker": marker,
                "hovertext": f"{said}<br>{row['questions']:,} questions", "hoverinfo": "text",
            } | axes
        )  # fmt: skip
    return traces


def _short(name: str) -> str:
    return plain(name if len(name) <= LONGEST else name[: LONGEST - 1] + "…")
