"""Where the small panel of each model stands in a figure, and where the lines of its choices run."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from e2lm.figures.training import last_known, span
from e2lm.views.tracks import Track

Array = npt.NDArray[np.float64]
EDGE = 0.02  # of a panel, under 0 and over 1


class Panel(NamedTuple):
    """One model's place in the figure, as shares of it, and the amounts (tokens or steps) at its ends; `last` is the
    place of its last evaluated checkpoint."""

    track: Track
    last: int
    left: float
    top: float
    wide: float
    tall: float
    low: float
    high: float

    @property
    def choices(self) -> int:
        return int(self.track.probabilities.shape[1])

    @property
    def right(self) -> float:
        """Its right end: rounding must not put it outside of the figure, where plotly leaves words out."""
        return min(self.left + self.wide, 1.0)

    @property
    def last_pick(self) -> int:
        return int(self.track.picks[self.last])

    def x(self, amounts: Array) -> Array:
        return self.left + self.wide * (amounts - self.low) / (self.high - self.low)

    def y(self, probabilities: Array) -> Array:
        return self.top - self.tall + self.tall * (probabilities + EDGE) / (1 + 2 * EDGE)

    def across(self, level: float) -> tuple[Array, Array]:
        """A line at a probability, from end to end."""
        return np.array([self.left, self.right]), self.y(np.array([level, level]))

    def up(self, amount: float) -> tuple[Array, Array]:
        """A line at an amount, from top to bottom."""
        return self.x(np.array([amount, amount])), np.array([self.top - self.tall, self.top])


class Drawn(NamedTuple):
    """A choice in a model's panel."""

    panel: Panel
    choice: int
    golds: Sequence[int]

    @property
    def is_key(self) -> bool:
        return self.choice in self.golds

    @property
    def is_strong(self) -> bool:
        return self.is_key or self.choice == self.panel.last_pick

    @property
    def line(self) -> tuple[Array, Array]:
        track = self.panel.track
        return self.panel.x(track.amounts), self.panel.y(track.probabilities[:, self.choice])


def panels_of(tracks: Sequence[Track], columns: int, plot: float) -> list[Panel]:
    """Rows of `columns` panels in `plot` pixels of height, with room for words over each."""
    rows = math.ceil(len(tracks) / columns)
    gap_x, gap_y = 0.045, min(42 / plot, 0.5 / rows)
    wide, tall = (1 - gap_x * (columns - 1)) / columns, (1 - gap_y * (rows - 1)) / rows
    low, high = span(tracks)
    places = (divmod(place, columns) for place in range(len(tracks)))
    return [
        Panel(track, last_known(track), column * (wide + gap_x), 1 - row * (tall + gap_y), wide, tall, low, high)
        for track, (row, column) in zip(tracks, places, strict=True)
    ]
