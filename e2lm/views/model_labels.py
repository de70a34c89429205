"""Models in the order in which they are listed, and a label for each that no other has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from e2lm.checkpoints import ModelName, describe


def in_order(models: Iterable[str]) -> list[str]:
    """By family, then architecture, then size: 0.5B, 1B and 3B of arch1 before those of arch2."""

    def place(model: str) -> tuple[str, str, float, str]:
        name = describe(model)
        return name.family, name.variant, name.size or 0.0, model

    return sorted(set(models), key=place)


def model_labels(models: Iterable[str]) -> dict[str, str]:
    """The short label of each model ("1B arch1"), its whole name where two would have the same.

    Among models of one family the family's name is left out ("70M" for "pythia 70M"), unless nothing else is left.
    """
    names = in_order(models)
    described = {model: describe(model) for model in names}
    alone = len({name.family for name in described.values()}) == 1 and len(names) > 1
    short = {model: _without_family(name) if alone else name.label for model, name in described.items()}
    counts = Counter(short.values())
    return {model: short[model] if counts[short[model]] == 1 else model for model in names}


def _without_family(name: ModelName) -> str:
    rest = name.label.removeprefix(name.family).strip()
    return rest or name.label
