"""The probability of each choice of one doc through training, for every model as a small panel."""

from __future__ import annotations

import math
from collections.abc import Sequence

from e2lm.checkpoints import describe
from e2lm.figures import palette
from e2lm.figures.question import letter
from e2lm.figures.theme import FinishedFigure, Theme, axis, bare_layout, figure_of, mixed, plain
from e2lm.figures.training import (
    BOTTOM,
    HEIGHT,
    TOP,
    Part,
    amount_axis,
    chance_line,
    choice_lines,
    last_known,
    tie_line,
)
from e2lm.views.tracks import Track

TICKS = ((0, 0.5, 1), ("0", ".5", "1"))


def models_figure(
    tracks: Sequence[Track], golds: Sequence[int], shown: float, unit: str, theme: Theme, height: int = HEIGHT
) -> FinishedFigure:
    """The same for every model in small; above each panel what its last checkpoint picks and the P it gives the key."""
    columns = 1 if len(tracks) == 1 else 2 if len(tracks) <= 4 else math.ceil(math.sqrt(len(tracks) * 1.5))
    rows = math.ceil(len(tracks) / columns)
    models = [track.model for track in tracks]
    layout = bare_layout(theme, height=height, left=24, right=4, top=TOP, bottom=BOTTOM - 16)
    traces, shapes, notes = [], [], []
    gap_x, gap_y = 0.045, min(42 / (height - TOP - BOTTOM + 16), 0.5 / rows)
    wide, tall = (1 - gap_x * (columns - 1)) / columns, (1 - gap_y * (rows - 1)) / rows
    across = amount_axis(tracks, unit, theme, 3, title=False)
    pale = {"color": mixed(theme.signal, theme.ground, 0.7), "width": 1}
    for place, track in enumerate(tracks):
        row, column = divmod(place, columns)
        name = "" if place == 0 else str(place + 1)
        x, y = f"x{name}", f"y{name}"
        left, top = column * (wide + gap_x), 1 - row * (tall + gap_y)
        last = int(track.picks[last_known(track)])
        traces += choice_lines(track, golds, last, theme, x, y, width=2.0, faint=1.0, hover=False)
        low = row == rows - 1 or place + columns >= len(tracks)
        layout[f"xaxis{name}"] = {
            **across, "domain": [left, min(left + wide, 1.0)], "anchor": y, "showticklabels": low,
        }  # fmt: skip
        layout[f"yaxis{name}"] = axis(
            theme, domain=[max(top - tall, 0.0), top], anchor=x, range=[-0.02, 1.02], tickvals=TICKS[0],
            ticktext=TICKS[1], showticklabels=column == 0, showgrid=True,
        )  # fmt: skip
        shapes.append(chance_line(track.probabilities.shape[1], theme, x, y))
        shapes.append({**tie_line(shown, theme, x), "yref": f"{y} domain", "line": pale})
        notes += _names(track, golds, (left, left + wide), top, models, theme, short=columns > 3)
    return figure_of(traces, {**layout, "shapes": shapes, "annotations": notes})


def _names(
    track: Track, golds: Sequence[int], ends: tuple[float, float], top: float, models: Sequence[str], theme: Theme, *,
    short: bool,
) -> list[Part]:  # fmt: skip
    """What stands above a panel: the model, and at the right end what its last checkpoint says."""
    last = last_known(track)
    pick = int(track.picks[last])
    key = max((float(track.probabilities[last, gold]) for gold in golds), default=math.nan)
    above: Part = {"xref": "paper", "yref": "paper", "y": top, "yanchor": "bottom", "yshift": 2, "showarrow": False}
    mark = "━" if palette.dash(track.model, models) == "solid" else "╍"
    tone = palette.colour(track.model, models)
    label = plain(describe(track.model).label)
    words = f"<span style='color:{tone}'>{mark}</span> <span style='color:{theme.ink}'>{label}</span>"
    name = {"text": words, "x": ends[0], "xanchor": "left", **above}
    if math.isnan(key):
        return [name]
    wrong = pick >= 0 and pick not in golds
    said = f"{'' if short else f'picks {letter(pick)}, '}key {key:.2f}" if wrong else f"key {key:.2f}"
    font = {"color": theme.wrong if wrong else theme.ink}
    return [name, {"text": said, "x": ends[1], "xanchor": "right", "font": font, **above}]
