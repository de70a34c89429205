"""A score on its whole scale: the value, its interval, the stretch that noise reaches, and what it is compared with."""

from __future__ import annotations

from dataclasses import dataclass

import plotly.graph_objects as go

from e2lm.figures.canvas import Box, Canvas, Mark
from e2lm.figures.theme import Theme, axis, bare_layout, figure_of, mixed, value_labels

WIDTH, HEIGHT = 150, 48
EDGE = 6  # pixels beside the scale, for dots at its ends
ABOVE, LINE, BELOW = 5, 21, 38  # where words and the scale's middle are, in pixels from the top
NEAR, HALF = 20, 12  # pixels under which two names would touch, and from a name's middle to its end


@dataclass(frozen=True)
class Reading:
    """What is drawn, all on the scale 0 .. `top`: the value and its interval, the value up to which noise reaches, and
    the values to compare with by their short names."""

    value: float
    interval: tuple[float, float] | None
    noise: float | None = None
    others: tuple[tuple[str, float], ...] = ()
    top: float = 1.0

    def place(self, value: float) -> float:
        """Where a value lies, in pixels from the left."""
        share = value / self.top if self.top else 0.0
        return EDGE + (WIDTH - 2 * EDGE) * min(max(share, 0.0), 1.0)


def interval_figure(reading: Reading, tone: str, theme: Theme) -> go.Figure:
    """The scale, darker as far as noise reaches; the interval as a bar, the value as a dot, others as ticks."""
    canvas = Canvas(WIDTH, HEIGHT)
    start, stop, at = reading.place(0), reading.place(reading.top), reading.place(reading.value)
    shapes = [_bar(canvas, start, stop, 6, theme.track)]
    if reading.noise is not None:
        shapes.append(_bar(canvas, start, reading.place(reading.noise), 6, mixed(theme.faint, theme.track, 0.45)))
    if reading.interval is not None:
        low, high = (reading.place(end) for end in reading.interval)
        shapes.append(_bar(canvas, low, max(high, low + 2), 10, mixed(tone, theme.ground, 0.5)))
    shapes += [
        _bar(canvas, reading.place(other) - 0.75, reading.place(other) + 0.75, 18, theme.ink)
        for _, other in reading.others
    ]
    shapes.append(canvas.dot(at, LINE, tone, 4.5))
    ends = value_labels([0.0, reading.top])
    words = [
        canvas.text(ends[0], start - 3, BELOW, size=11, tone=theme.faint),
        canvas.text(ends[1], stop + 3, BELOW, size=11, tone=theme.faint, anchor="right"),
        *_names(canvas, reading, theme),
    ]  # fmt: skip
    if reading.noise is not None and reading.place(reading.noise) > 52:
        middle = (start + reading.place(reading.noise)) / 2
        words.append(canvas.text("noise", middle, BELOW, size=11, tone=theme.grey, anchor="center"))
    layout = bare_layout(theme, height=HEIGHT)
    layout |= {
        "shapes": shapes, "annotations": words, "hovermode": False, "xaxis": axis(theme, visible=False),
        "yaxis": axis(theme, visible=False),
    }  # fmt: skip
    return figure_of([], layout)


def _bar(canvas: Canvas, left: float, right: float, thick: float, tone: str) -> Mark:
    return canvas.rectangle(Box(left, LINE - thick / 2, right - left, thick), tone)


def _names(canvas: Canvas, reading: Reading, theme: Theme) -> list[Mark]:
    """The names of the values to compare with, above their ticks and side by side where these are close."""
    places: list[float] = []
    for _, other in reading.others:
        place = min(max(reading.place(other), HALF), WIDTH - HALF)
        crowd = next((one for one in places if abs(one - place) < NEAR), None)
        if crowd is not None:
            left = crowd > WIDTH - HALF - NEAR or (place < crowd and crowd > HALF + NEAR)
            place = crowd - NEAR if left else crowd + NEAR
        places.append(place)
    return [
        canvas.text(name, place, ABOVE, size=11, tone=theme.grey, anchor="center")
        for (name, _), place in zip(reading.others, places, strict=True)
    ]
