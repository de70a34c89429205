"""Labels that must not overlap: positions moved apart by as little as needed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def apart(wanted: Sequence[float], least: float, low: float = -np.inf, high: float = np.inf) -> list[float]:
    """Positions at least `least` from each other in the order of `wanted`, within low..high where that is possible.

    Sweeps up then down: each sweep pushes only what overlaps, and the mean of both keeps clusters centred.
    """
    order = np.argsort(np.asarray(wanted, dtype=float), kind="stable")
    values = np.asarray(wanted, dtype=float)[order]
    up, down = values.copy(), values.copy()
    for place in range(1, len(values)):
        up[place] = max(up[place], up[place - 1] + least)
    for place in range(len(values) - 2, -1, -1):
        down[place] = min(down[place], down[place + 1] - least)
    middle = (up + down) / 2
    for place in range(1, len(values)):
        middle[place] = max(middle[place], middle[place - 1] + least)
    if len(values):
        middle = middle - max(0.0, middle[-1] - high)
        middle = middle + max(0.0, low - middle[0])
    placed = np.empty(len(values))
    placed[order] = middle
    return [float(one) for one in placed]
