"""Sparklines beside the scores: what SQ, RC and CS rest on, and the total as a stacked bar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from e2lm.figures.canvas import Box
from e2lm.figures.palette import DOTTED
from e2lm.figures.small import HEIGHT, WIDTH, Small
from e2lm.figures.theme import Theme, mixed
from e2lm.scoring.total import Weights

_EDGE = 4  # pixels that stay free around the lines
_BAR = Box(0, 6, WIDTH, 22)


@dataclass(frozen=True)
class Spark:
    """One line of a sparkline: places and values of equal length, its colour and dash."""

    x: Sequence[float]
    y: Sequence[float]
    tone: str
    dash: str = "solid"


def spark_figure(
    sparks: Sequence[Spark], theme: Theme, *, zero: bool = False, shade_from: float | None = None
) -> Small:
    """A few lines without axes; `zero` draws the zero line, `shade_from` greys what lies right of it."""
    picture = Small()
    across = _Scale([spark.x for spark in sparks], _EDGE, WIDTH - _EDGE)
    upwards = _Scale([[0.0] if zero else [], *(spark.y for spark in sparks)], HEIGHT - _EDGE, _EDGE)
    if shade_from is not None and shade_from < across.high:
        left = across.place(max(shade_from, across.low))
        picture.rectangle(Box(left, 0, WIDTH - _EDGE - left, HEIGHT), theme.track)
    if zero:
        picture.line([0, WIDTH], [upwards.place(0)] * 2, theme.grey, 1, DOTTED)
    for spark in sparks:
        places = [across.place(one) for one in spark.x], [upwards.place(one) for one in spark.y]
        picture.line(*places, spark.tone, 1.6, spark.dash)
    return picture


class _Scale:
    """Values to pixels, the least of all at `start` and the largest at `end`."""

    def __init__(self, values: Sequence[Sequence[float]], start: float, end: float) -> None:
        every = np.concatenate([np.asarray(some, float) for some in values]) if values else np.empty(0)
        every = every[np.isfinite(every)]
        self.low, self.high = (float(every.min()), float(every.max())) if len(every) else (0.0, 1.0)
        self.start, self.end = start, end

    def place(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low) if self.high > self.low else 0.5
        return self.start + (self.end - self.start) * share


def total_figure(components: tuple[float | None, float | None, float | None], weights: Weights, theme: Theme) -> Small:
    """The weighted SQ, RC and CS end to end in 0 .. sum of the weights; what is undefined is hatched."""
    whole = (weights.sq + weights.rc + weights.cs) or 1.0
    tones = (theme.signal, theme.noise, theme.primary)
    picture = Small()
    picture.rectangle(_BAR, theme.track)
    texts: list[tuple[str, float, bool, str]] = []
    left, beside = 0.0, 0.0
    for name, value, weight, tone in zip(
        ("SQ", "RC", "CS"), components, (weights.sq, weights.rc, weights.cs), tones, strict=True
    ):
        width = weight * (1.0 if value is None else value)
        box = Box(WIDTH * left / whole, _BAR.top, WIDTH * width / whole, _BAR.height)
        if value is None:
            picture.hatched(box, theme.faint, mixed(theme.track, theme.ground, 0.4))
        else:
            picture.rectangle(box, tone)
        words = f"{name} ?" if value is None else f"{name} {width:.2f}"
        inside = width / whole > 0.3
        if weight:
            middle = WIDTH * (left + width / 2) / whole
            place = middle if inside else min(max(middle, 20, beside), WIDTH - 20)
            beside = beside if inside else place + 44
            if inside and value is None:
                picture.rectangle(Box(place - 14, 10, 28, 14), theme.ground)
            texts.append((words, place, inside, theme.ground if inside and value is not None else theme.grey))
        left += width
    for words, place, inside, ink in texts:
        picture.text(words, place, 17 if inside else 38, ink, "middle")
    return picture
