"""In which order checkpoints are evaluated."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from e2lm.harness.request import Target

COARSE_TO_FINE, BY_STEP = "coarse to fine", "by step"
ORDERS = (COARSE_TO_FINE, BY_STEP)


def in_order(targets: Sequence[Target], order: str = COARSE_TO_FINE) -> tuple[Target, ...]:
    """The targets of every model in one of ORDERS, the models taking turns."""
    models: dict[str, list[Target]] = {}
    for target in targets:
        models.setdefault(target.model, []).append(target)
    ranked = []
    for at, members in enumerate(models.values()):
        by_step = sorted(members, key=lambda target: (target.step is None, target.step or 0))
        places = range(len(by_step)) if order == BY_STEP else coarse_to_fine(len(by_step))
        ranked += [(rank, at, by_step[place]) for rank, place in enumerate(places)]
    return tuple(target for _, _, target in sorted(ranked, key=lambda entry: entry[:2]))


def coarse_to_fine(count: int) -> list[int]:
    """The indices 0..count-1 so ordered that a curve takes shape early: first, last, middle, then the quarters ..."""
    order = [0, count - 1] if count > 1 else list(range(count))
    spans = [(0, count - 1)]
    while spans:
        halves = [(left, (left + right) // 2, right) for left, right in spans if right - left > 1]
        order += [middle for _, middle, _ in halves]
        spans = [span for left, middle, right in halves for span in ((left, middle), (middle, right))]
    return order
