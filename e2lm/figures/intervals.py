"""A score on its whole scale: the value, its interval, the stretch that noise reaches, and what it is compared with."""

from __future__ import annotations

from dataclasses import dataclass

import plotly.graph_objects as go

from e2lm.figures.canvas import Box, Canvas, Mark
from e2lm.figures.theme import Theme, axis, bare_layout, figure_of, mixed, value_labels

WIDTH, HEIGHT = 150, 48
LINE, THICK = 20, 8  # where the scale runs and how thick it is, in pixels from the top
NEAR = 16  # pixels under which two words would touch


@dataclass(frozen=True)
class Reading:
    """What is drawn, all on the scale 0 .. `top`: the value and its interval, the value below which noise stays, and
    the values to compare with by their short names."""

    value: float
    interval: tuple[float, float] | None
    noise: float | None = None
    others: tuple[tuple[str, float], ...] = ()
    top: float = 1.0


def interval_figure(reading: Reading, tone: str, theme: Theme) -> go.Figure:
    """The scale as a track, grey up to the noise line; the interval as a bar, the value as a dot, others as ticks."""
    canvas = Canvas(WIDTH, HEIGHT)
    left = canvas.width / reading.top if reading.top else 0.0
    shapes = [canvas.rectangle(Box(0, LINE - 3, WIDTH, 6), theme.track, below=True)]
    if reading.noise is not None:
        shapes.append(canvas.rectangle(Box(0, LINE - 3, left * reading.noise, 6), theme.faint, below=True))
    if reading.interval is not None:
        low, high = reading.interval
        width = max(left * (high - low), 2.0)
        pale = mixed(tone, theme.ground, 0.5)
        shapes.append(canvas.rectangle(Box(left * low, LINE - THICK / 2, width, THICK), pale))
    texts: list[Mark] = []
    for name, other in reading.others:
        place = left * min(max(other, 0.0), reading.top)
        shapes.append(canvas.rectangle(Box(place - 0.75, LINE - 9, 1.5, 18), theme.ink))
        texts.append(canvas.text(name, _inside(place), 5, size=11, tone=theme.grey, anchor="center"))
    shapes.append(canvas.dot(left * reading.value, LINE, tone, 4.5))
    ends = [0.0, reading.top]
    for end, words, anchor in zip(ends, value_labels(ends), ("left", "right"), strict=True):
        texts.append(canvas.text(words, left * end, 38, size=11, tone=theme.faint, anchor=anchor))
    if reading.noise is not None and NEAR * 1.5 < left * reading.noise < WIDTH - NEAR * 1.5:
        texts.append(canvas.text("noise", left * reading.noise / 2 + 6, 38, size=11, tone=theme.grey, anchor="center"))
    layout = bare_layout(theme, height=HEIGHT, left=5, right=5)
    layout |= {
        "shapes": shapes, "annotations": _apart(texts), "hovermode": False,
        "xaxis": axis(theme, visible=False), "yaxis": axis(theme, visible=False),
    }  # fmt: skip
    return figure_of([], layout)


def _inside(place: float) -> float:
    return min(max(place, 8.0), WIDTH - 8.0)


def _apart(texts: list[Mark]) -> list[Mark]:
    """Of words above the scale that would touch, the later one goes to the side of the earlier."""
    placed: list[Mark] = []
    for text in texts:
        crowd = [one for one in placed if one["y"] == text["y"] and abs(one["x"] - text["x"]) * WIDTH < NEAR]
        side = -1 if (crowd and text["x"] < crowd[0]["x"]) or (crowd and crowd[0]["x"] > 0.85) else 1
        placed.append({**text, "x": crowd[0]["x"] + side * NEAR / WIDTH} if crowd else text)
    return placed
