"""How fast the right choice gains on the likeliest wrong one, for each tenfold of training.

    margin = intercept of the model + slope log10(amount of training)        least squares over all its checkpoints

The slope is the same whether training is counted in tokens or in steps of equally many tokens. A checkpoint before
training (amount 0) has no place on a logarithmic axis and is left out; so is one of unknown amount.
"""

from __future__ import annotations

import numpy as np

from e2lm.choices import Array
from e2lm.cube import Cube
from e2lm.item_statistics.evidence import Evidence, Integers, amounts_of
from e2lm.metrics import values_of

NO_SPREAD = 1e-12  # sum of squares below which all checkpoints stand at one place


def slope(evidence: Evidence) -> dict[str, Array]:
    """The statistic of the part "slope", float64 [docs], in nats per tenfold."""
    return {"margin_slope": margin_slope(evidence.cube, list(evidence.columns.values()))}


def margin_slope(cube: Cube, columns: list[Integers]) -> Array:
    """The slope of each doc's margin under models whose checkpoints are `columns`; NaN where no model has two places
    with a margin, or a margin is infinite."""
    margin = values_of(cube, "margin")
    together, alone = np.zeros((2, len(margin)))
    for own in columns:
        amounts, unit = amounts_of(cube.checkpoints.iloc[own])
        placed = (amounts > 0) & (unit != "checkpoint")
        products, squares = _sums(margin[:, own[placed]], np.log10(amounts[placed]))
        together, alone = together + products, alone + squares
    found = together / np.maximum(alone, NO_SPREAD)
    return np.where((alone > NO_SPREAD) & np.isfinite(found), found, np.nan)


def _sums(values: Array, at: Array) -> tuple[Array, Array]:
    """Each row's sums of products and of squares of deviations from its means; no number where a value is infinite."""
    at = at - at.mean() if len(at) else at
    seen = ~np.isnan(values)
    count = np.maximum(seen.sum(axis=1), 1)
    known = np.where(seen, values, 0.0)
    mean = seen @ at / count
    squares = seen @ at**2 - count * mean**2
    with np.errstate(invalid="ignore"):
        products = (known * at).sum(axis=1) - mean * known.sum(axis=1)
    return np.where(squares > NO_SPREAD, products, 0.0), np.where(squares > NO_SPREAD, squares, 0.0)
