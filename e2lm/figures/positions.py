"""Which choice a model picks at each checkpoint, whatever is right: early models often pick the same one always."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from e2lm.figures.heatmap import tick_places
from e2lm.figures.question import letter
from e2lm.figures.rows import column_names
from e2lm.figures.theme import Theme, axis, bare_figure, mixed

HEIGHT, TOP, BOTTOM = 560, 30, 52
GAP, KEYS = "\u2007", "key"  # the last column, of the right choices, stands a little apart
MOST = 0.85  # of the tone of the first choice; each further one is paler
NAMED = 0.035  # a share of at least so much has room for its letter


def positions_figure(shares: pd.DataFrame, amounts: Sequence[float], unit: str, theme: Theme) -> go.Figure:
    """`shares` has POSITION_COLUMNS of one model (e2lm.item_statistics.picks), `amounts` tokens or steps of each of its
    checkpoints in order. A column per checkpoint, and last where the right choices stand."""
    names = column_names(amounts)
    figure = bare_figure(theme, height=HEIGHT, left=40, right=10, top=TOP, bottom=BOTTOM)
    width = int(shares["position"].max()) + 1 if len(shares) else 0
    for place in range(width):
        rows = shares[shares["position"] == place]
        tone = mixed(theme.primary, theme.ground, MOST * (width - place) / width)
        keys = float(rows["keys"].iloc[int(rows["n"].to_numpy().argmax())])
        answered = [*(f"{n:,} questions" for n in rows["n"]), "", "where the right choices stand"]
        values = [*rows["share"], None, keys]
        figure.add_trace(
            go.Bar(
                x=[*names, GAP, KEYS], y=values, marker={"color": tone, "line": {"width": 0.5, "color": theme.ground}},
                customdata=answered, name=letter(place), textposition="inside", textangle=0,
                text=[""] * (len(names) + 1) + [letter(place) if keys >= NAMED else ""],
                hovertemplate=f"%{{x}}<br>{letter(place)} %{{y:.1%}}<br>%{{customdata}}<extra></extra>",
            )
        )  # fmt: skip
    shown = [names[place] for place in tick_places(len(names))] if names else []
    figure.update_layout(
        barmode="stack", bargap=0.06,
        xaxis=axis(theme, type="category", tickvals=[*shown, KEYS], title={"text": _title(unit), "standoff": 8}),
        yaxis=axis(theme, range=(0, 1), tickvals=(0, 0.25, 0.5, 0.75, 1), ticktext=("0", ".25", ".5", ".75", "1")),
    )  # fmt: skip
    figure.add_annotation(
        text="share of questions whose pick is A (darkest), B, ...", xref="paper", yref="paper", x=0, xanchor="left",
        y=1, yanchor="bottom", yshift=6, showarrow=False,
    )  # fmt: skip
    return figure


def _title(unit: str) -> str:
    return f"{unit} seen" if unit == "tokens" else unit
