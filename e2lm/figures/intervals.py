"""A score on its whole scale: the value, its interval, the stretch that noise reaches, and what it is compared with."""

from __future__ import annotations

from dataclasses import dataclass

from e2lm.figures.canvas import Box
from e2lm.figures.small import WIDTH, Small
from e2lm.figures.theme import Theme, mixed, value_labels

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


def interval_figure(reading: Reading, tone: str, theme: Theme) -> Small:
    """The scale, darker as far as noise reaches; the interval as a bar, the value as a dot, others as ticks."""
    picture = Small()
    start, stop, at = reading.place(0), reading.place(reading.top), reading.place(reading.value)
    _bar(picture, start, stop, 6, theme.track)
    if reading.noise is not None:
        _bar(picture, start, reading.place(reading.noise), 6, mixed(theme.faint, theme.track, 0.45))
    if reading.interval is not None:
        low, high = (reading.place(end) for end in reading.interval)
        _bar(picture, low, max(high, low + 2), 10, mixed(tone, theme.ground, 0.5))
    for _, other in reading.others:
        _bar(picture, reading.place(other) - 0.75, reading.place(other) + 0.75, 18, theme.ink)
    picture.dot(at, LINE, tone, 4.5)
    ends = value_labels([0.0, reading.top])
    picture.text(ends[0], start - 3, BELOW, theme.grey)
    picture.text(ends[1], stop + 3, BELOW, theme.grey, "end")
    for name, place in _names(reading):
        picture.text(name, place, ABOVE, theme.grey, "middle")
    if reading.noise is not None and reading.place(reading.noise) > 52:
        picture.text("noise", (start + reading.place(reading.noise)) / 2, BELOW, theme.grey, "middle")
    return picture


def _bar(picture: Small, left: float, right: float, thick: float, tone: str) -> None:
    picture.rectangle(Box(left, LINE - thick / 2, right - left, thick), tone)


def _names(reading: Reading) -> list[tuple[str, float]]:
    """The names of the values to compare with and their places, above their ticks and side by side where these are
    close."""
    places: list[float] = []
    for _, other in reading.others:
        place = min(max(reading.place(other), HALF), WIDTH - HALF)
        crowd = next((one for one in places if abs(one - place) < NEAR), None)
        if crowd is not None:
            left = crowd > WIDTH - HALF - NEAR or (place < crowd and crowd > HALF + NEAR)
            place = crowd - NEAR if left else crowd + NEAR
        places.append(place)
    return [(name, place) for (name, _), place in zip(reading.others, places, strict=True)]
