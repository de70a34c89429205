"""Direct labels at the ends of lines: pushed apart to stay readable, tied to their line by a leader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

LETTER = 6.6
LEADER = 12


@dataclass(frozen=True)
class EndLabel:
    """A label for a line that ends at `share` (0 bottom, 1 top) of the plot's height; `words` may hold <b>."""

    words: str
    share: float
    tone: str
    leader: bool = True


def spread(wanted: Sequence[float], apart: float, low: float, high: float) -> list[float]:
    """Places as near to `wanted` as they go, in the same order, at least `apart` from one another, in [low, high].

    Where they cannot all keep apart they are spaced evenly.
    """
    count = len(wanted)
    if count * apart >= high - low + apart:
        order = np.argsort(np.argsort(wanted, kind="stable"), kind="stable")
        return [float(low + (high - low) * place / max(count - 1, 1)) for place in order]
    order = np.argsort(wanted, kind="stable")
    blocks: list[tuple[float, int]] = []
    for place in order:
        blocks.append((min(max(float(wanted[place]), low), high), 1))
        while len(blocks) > 1 and _touch(blocks[-2], blocks[-1], apart):
            (first, many), (second, more) = blocks[-2], blocks[-1]
            blocks[-2:] = [((first * many + second * more) / (many + more), many + more)]
    return _unpacked(blocks, order, apart, low, high)


def _touch(lower: tuple[float, int], upper: tuple[float, int], apart: float) -> bool:
    return upper[0] - (upper[1] - 1) * apart / 2 < lower[0] + (lower[1] + 1) * apart / 2


def _unpacked(
    blocks: Sequence[tuple[float, int]], order: Sequence[int] | np.ndarray, apart: float, low: float, high: float
) -> list[float]:
    sorted_places = [middle + (number - (many - 1) / 2) * apart for middle, many in blocks for number in range(many)]
    for place in range(len(sorted_places)):
        floor = low if place == 0 else sorted_places[place - 1] + apart
        sorted_places[place] = max(sorted_places[place], floor)
    for place in reversed(range(len(sorted_places))):
        roof = high if place == len(sorted_places) - 1 else sorted_places[place + 1] - apart
        sorted_places[place] = min(sorted_places[place], roof)
    found = [0.0] * len(sorted_places)
    for rank, place in enumerate(order):
        found[int(place)] = float(sorted_places[rank])
    return found


def room_for(labels: Sequence[EndLabel]) -> int:
    """Pixels that the right margin needs for the longest label with its leader."""
    longest = max((len(label.words.replace("<b>", "").replace("</b>", "")) for label in labels), default=0)
    return int(longest * LETTER) + LEADER + 8 if longest else 8


def end_label_marks(
    labels: Sequence[EndLabel], plot_height: float, apart: float, size: float
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Shapes (leaders) and annotations (words) right of a plot that is `plot_height` pixels high, `apart` in pixels."""
    places = spread([label.share for label in labels], apart / plot_height, 0.0, 1.0)
    shapes = [
        {
            "type": "line", "xref": "paper", "yref": "paper", "xsizemode": "pixel", "xanchor": 1,
            "x0": 2, "x1": LEADER - 1, "y0": label.share, "y1": place, "line": {"color": label.tone, "width": 1},
        }
        for label, place in zip(labels, places, strict=True)
        if label.leader
    ]  # fmt: skip
    words = [
        {
            "text": label.words, "xref": "paper", "yref": "paper", "x": 1, "y": place, "xshift": LEADER + 2,
            "xanchor": "left", "yanchor": "middle", "showarrow": False, "align": "left",
            "font": {"size": size, "color": label.tone},
        }
        for label, place in zip(labels, places, strict=True)
    ]  # fmt: skip
    return shapes, words
