"""Labels that must not overlap: positions moved apart by as little as needed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def apart(wanted: Sequence[float], least: float, low: float = -np.inf, high: float = np.inf) -> list[float]:
    """Positions at least `least` from each other in the order of `wanted`, within low..high where that is possible.

    A sweep up and a sweep down each push only what overlaps; their mean keeps clusters centred. Two more sweeps bring
    the outermost back inside, pushing their neighbours only.
    """
    order = np.argsort(np.asarray(wanted, dtype=float), kind="stable")
    values = np.asarray(wanted, dtype=float)[order]
    up, down = values.copy(), values.copy()
    for place in range(1, len(values)):
        up[place] = max(up[place], up[place - 1] + least)
    for place in range(len(values) - 2, -1, -1):
        down[place] = min(down[place], down[place + 1] - least)
    middle = (up + down) / 2
    for place in range(len(values)):
        middle[place] = max(middle[place], low if place == 0 else middle[place - 1] + least)
    for place in range(len(values) - 1, -1, -1):
        middle[place] = min(middle[place], high if place == len(values) - 1 else middle[place + 1] - least)
    placed = np.empty(len(values))
    placed[order] = middle
    return [float(one) for one in placed]
