"""Ways through the questions of a task: in which order they come, and which one is next."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from e2lm.reviews.events import FLAGS
from e2lm.reviews.references import Reference
from e2lm.reviews.state import Reviews

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
MOST = 30  # of the questions that hurt a score

IN_ORDER = "in order"
# What each is called on screen, by its name in an address; those of HURTING are ordered by a statistic.
MARKED = {
    "starred": "starred", "flagged": "flagged", **{flag: f"flag: {flag}" for flag in FLAGS}, "voted": "voted on",
    "commented": "commented",
}  # fmt: skip
HURTING = {"hurt-sq": "sq_influence", "hurt-rc": "rc_influence", "hurt-cs": "cs_influence"}
QUEUES = {
    IN_ORDER: "in order", "hurt-sq": f"{MOST} that hurt SQ most", "hurt-rc": f"{MOST} that hurt RC most",
    "hurt-cs": f"{MOST} that hurt CS most", "differs": "models differ", **MARKED,
}  # fmt: skip


class Steps(NamedTuple):
    """The places in a queue that the steps from one place lead to; None where there is none in that direction."""

    previous: int | None
    next: int | None
    wrong: int | None
    right: int | None
    differs: int | None
    starred: int | None


def hurting(keys: Sequence[str], influence: Array, most: int = MOST) -> tuple[str, ...]:
    """The docs without which a score would be highest, the worst first; only those that it would rise without.

    `influence` is the score of all docs less that without each, NaN where undefined (e2lm.item_statistics.influence).
    """
    order = np.argsort(influence, kind="stable")[:most]
    return tuple(dict.fromkeys(keys[place] for place in order if influence[place] < 0))


def marked(keys: Sequence[str], queue: str, reviews: Reviews) -> tuple[str, ...]:
    """The docs of a task that a queue of MARKED holds, in the task's order."""
    chosen = marked_keys(queue, reviews)
    return tuple(key for key in keys if key in chosen)


def marked_keys(queue: str, reviews: Reviews) -> Collection[str]:
    """The doc_keys that a queue of MARKED holds, whatever task asks them."""
    match queue:
        case "starred":
            return reviews.starred()
        case "flagged":
            return reviews.flags().keys()
        case "voted" | "commented":
            told = reviews.votes if queue == "voted" else reviews.comments
            about = [Reference.read(subject) for subject in reviews.subjects()]
            return {one.key for one in about if one.kind == "question" and told(one)}
        case flag:
            return {key for key, raised in reviews.flags().items() if flag in raised}


def neighbours(place: int | None, rank: int, order: Sequence[int]) -> tuple[int, int]:
    """The places in a queue before and after a doc: after its own, or where it would stand if it is not in the queue.

    `rank` is the doc's place in the task, `order` that of each doc of the queue.
    """
    if place is not None:
        return place - 1, place + 1
    after = next((at for at, one in enumerate(order) if one > rank), len(order))
    return after - 1, after


def steps_from(before: int, after: int, right: Array, differs: Mask, starred: Mask) -> Steps:
    """Where one can go in a queue. `right`: what the shown model answered to each doc of the queue at the shown
    checkpoint (1, 0, NaN); `differs`, `starred`: whether that is so, [docs of the queue]."""
    return Steps(
        before if before >= 0 else None, after if after < len(right) else None, _first(right == 0, after),
        _first(right == 1, after), _first(differs, after), _first(starred, after),
    )  # fmt: skip


def _first(mask: Mask, start: int) -> int | None:
    """The first place from `start` on where the mask holds."""
    found = np.flatnonzero(mask[start:])
    return start + int(found[0]) if found.size else None
