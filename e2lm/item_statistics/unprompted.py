"""Whether a question can be answered without the question: from the run that was shown the choices alone."""

from __future__ import annotations

import numpy as np

from e2lm.choices import Array
from e2lm.item_statistics.evidence import Evidence
from e2lm.metrics import values_of


def unprompted(evidence: Evidence) -> dict[str, Array]:
    """The statistic of the part "unprompted", float64 [docs]; NaN where no such run answered."""
    bare = evidence.asked_nothing()
    if bare is None:
        return {"without_question": np.full(len(evidence.cube.docs), np.nan)}
    right = values_of(bare, evidence.right_by)[:, evidence.own]
    seen = (~np.isnan(right)).sum(axis=1)
    return {"without_question": np.where(seen > 0, np.nansum(right, axis=1) / np.maximum(seen, 1), np.nan)}
