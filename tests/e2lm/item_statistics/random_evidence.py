"""Made-up answers with what real ones have: holes, several models of unequal length, several right choices."""

from __future__ import annotations

import numpy as np

from e2lm.choices import Array
from e2lm.cube import Cube
from e2lm.item_statistics import Evidence
from e2lm.scoring.settings import default_settings
from tests.e2lm.typed_cube import typed_cube

PAIRS = ("demo-100k-deep", "demo-100k-deep-web", "demo-100k-wide", "demo-400k-deep")


def random_cube(seed: int, docs: int = 12, points: int = 9, holes: float = 0.0, choices: int = 3) -> Cube:
    """Four models whose scores can be ranked and compared; the last has two checkpoints fewer than the others. The
    right choice gains on the others through training, in some docs slowly; `holes` is the share of missing answers."""
    rng = np.random.default_rng(seed)
    models = [model for model in PAIRS for _ in range(points if model != PAIRS[-1] else points - 2)]
    golds = [sorted(rng.choice(choices, size=1 + (doc % 5 == 4), replace=False).tolist()) for doc in range(docs)]
    values = rng.normal(-8, 1.2, (docs, len(models), choices))
    at = np.concatenate([np.arange(models.count(model)) for model in PAIRS]) / points
    for doc, right in enumerate(golds):
        values[doc][:, right] += (at * rng.gamma(2.0))[:, None]
    values[rng.random(values.shape[:2]) < holes] = np.nan
    texts = [["t" * int(size) for size in rng.integers(1, 9, choices)] for _ in range(docs)]
    return typed_cube(values.tolist(), golds, texts, models=models)


def evidence(
    cube: Cube, models: tuple[str, ...] = (), metric: str = "acc", unprompted: Array | None = None
) -> Evidence:
    """The cube under the usual settings of its models."""
    settings = default_settings(cube.checkpoints["model"].unique())
    return Evidence(cube, settings, models, metric=metric, unprompted=unprompted)
