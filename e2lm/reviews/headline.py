"""Evidence in one sentence: from when on a benchmark ranks the models by their size."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from e2lm.checkpoints import describe
from e2lm.figures.theme import count_label
from e2lm.reviews.evidence import Curve, Evidence


def headline(one: Evidence) -> str:
    """ "sharp ranks the sizes from 20B tokens on"; where no architecture comes in several sizes, the name alone.

    A checkpoint ranks the sizes where, in each architecture with a value for two sizes or more, a larger model is
    better than each smaller one. From the first of the last unbroken row of such checkpoints on, the benchmark does.
    """
    unit = "tokens" if one.unit == "tokens" else "steps"
    ranked = ranked_at(one.curves, higher_is_better=one.higher_is_better)
    if not ranked:
        return one.name
    places = sorted(ranked)
    if not ranked[places[-1]]:
        return f"{one.name} does not rank the sizes at {count_label(places[-1])} {unit}"
    since = len(places)
    while since and ranked[places[since - 1]]:
        since -= 1
    if since == 0:
        return f"{one.name} ranks the sizes at every checkpoint"
    if since == len(places) - 1:
        return f"{one.name} ranks the sizes at the last checkpoint alone"
    return f"{one.name} ranks the sizes from {count_label(places[since])} {unit} on"


def ranked_at(curves: Sequence[Curve], *, higher_is_better: bool) -> dict[int, bool]:
    """By tokens or step, whether the sizes are in order there; only places at which two sizes can be compared."""
    values: defaultdict[int, defaultdict[str, dict[float, float]]] = defaultdict(lambda: defaultdict(dict))
    for curve in curves:
        name = describe(curve.model)
        if name.size is None:
            continue
        for place, value in zip(curve.tokens, curve.values, strict=True):
            if value is not None:
                values[place][f"{name.family} {name.variant}"][name.size] = value if higher_is_better else -value
    return {
        place: all(map(_in_order, groups.values()))
        for place, groups in values.items()
        if any(len(sizes) > 1 for sizes in groups.values())
    }


def _in_order(sizes: dict[float, float]) -> bool:
    ordered = [sizes[size] for size in sorted(sizes)]
    return all(smaller < larger for smaller, larger in pairwise(ordered))
