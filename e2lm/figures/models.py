"""The probability of each choice of one doc through training, for every model as a small panel."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from e2lm.checkpoints import describe
from e2lm.figures import palette
from e2lm.figures.question import letter
from e2lm.figures.theme import Theme, axis, bare_figure, mixed, plain
from e2lm.figures.training import BOTTOM, HEIGHT, TOP, amount_axis, chance_line, choice_lines, last_known, tie_line
from e2lm.views.tracks import Track

TICKS = ((0, 0.5, 1), ("0", ".5", "1"))


def models_figure(
    tracks: Sequence[Track], golds: Sequence[int], shown: float, unit: str, theme: Theme, height: int = HEIGHT
) -> go.Figure:
    """The same for every model in small; above each panel what its last checkpoint picks and the P it gives the key."""
    columns = 1 if len(tracks) == 1 else 2 if len(tracks) <= 4 else math.ceil(math.sqrt(len(tracks) * 1.5))
    rows = math.ceil(len(tracks) / columns)
    models = [track.model for track in tracks]
    figure = bare_figure(theme, height=height, left=24, right=4, top=TOP, bottom=BOTTOM - 16)
    gap_x, gap_y = 0.045, min(42 / (height - TOP - BOTTOM + 16), 0.5 / rows)
    wide, tall = (1 - gap_x * (columns - 1)) / columns, (1 - gap_y * (rows - 1)) / rows
    for place, track in enumerate(tracks):
        row, column = divmod(place, columns)
        name = "" if place == 0 else str(place + 1)
        left, top = column * (wide + gap_x), 1 - row * (tall + gap_y)
        last = int(track.picks[last_known(track)])
        figure.add_traces(
            choice_lines(track, golds, last, theme, f"x{name}", f"y{name}", width=2.0, faint=1.0, hover=False)
        )
        low = row == rows - 1 or place + columns >= len(tracks)
        across = amount_axis(tracks, unit, theme, 3, title=False)
        upward = {"tickvals": TICKS[0], "ticktext": TICKS[1], "showticklabels": column == 0, "showgrid": True}
        figure.update_layout(
            {
                f"xaxis{name}": {
                    **across,
                    "domain": (left, min(left + wide, 1.0)),
                    "anchor": f"y{name}",
                    "showticklabels": low,
                },
                f"yaxis{name}": axis(
                    theme, domain=(max(top - tall, 0.0), top), anchor=f"x{name}", range=(-0.02, 1.02), **upward
                ),
            }
        )
        figure.add_shape(chance_line(track.probabilities.shape[1], theme, f"x{name}", f"y{name}"))
        pale = {"color": mixed(theme.signal, theme.ground, 0.7), "width": 1}
        figure.add_shape({**tie_line(shown, theme, f"x{name}"), "yref": f"y{name} domain", "line": pale})
        _name_panel(figure, track, golds, left, left + wide, top, models, theme, short=columns > 3)
    return figure


def _name_panel(
    figure: go.Figure, track: Track, golds: Sequence[int], left: float, right: float, top: float,
    models: Sequence[str], theme: Theme, *, short: bool,
) -> None:  # fmt: skip
    last = last_known(track)
    pick = int(track.picks[last])
    key = max((float(track.probabilities[last, gold]) for gold in golds), default=math.nan)
    above: dict[str, Any] = {
        "xref": "paper",
        "yref": "paper",
        "y": top,
        "yanchor": "bottom",
        "yshift": 2,
        "showarrow": False,
    }
    mark = "━" if palette.dash(track.model, models) == "solid" else "╍"
    tone = palette.colour(track.model, models)
    label = plain(describe(track.model).label)
    figure.add_annotation(
        text=f"<span style='color:{tone}'>{mark}</span> <span style='color:{theme.ink}'>{label}</span>",
        x=left,
        xanchor="left",
        **above,
    )
    if math.isnan(key):
        return
    wrong = pick >= 0 and pick not in golds
    text = f"{'' if short else f'picks {letter(pick)}, '}key {key:.2f}" if wrong else f"key {key:.2f}"
    figure.add_annotation(
        text=text, x=right, xanchor="right", font={"color": theme.wrong if wrong else theme.ink}, **above
    )
