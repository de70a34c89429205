"""Whether an exported task scores as its candidate does: both asked of the same checkpoints, question by question."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from e2lm.cube import Cube
from e2lm.metrics.values import values_of

AGREEMENT_COLUMNS = ("model", "checkpoint", "step", "questions", "shown", "exported", "difference", "largest")


def agreement(source: Cube, exported: Cube, doc_keys: Sequence[str], metric: str) -> pd.DataFrame:
    """AGREEMENT_COLUMNS, one row per checkpoint that both were asked of.

    `doc_keys` are the candidate's, in the order of the exported lines, as its docs are. `shown` and `exported` are the
    mean of the metric over the questions that both answered (`questions`), `difference` the second minus the first,
    `largest` the largest absolute difference of one question; NaN where there is none. Raises ValueError where the
    export has another number of docs.
    """
    if len(exported.docs) != len(doc_keys):
        raise ValueError(f"{len(exported.docs)} docs of {len(doc_keys)} questions")
    places = {key: row for row, key in reversed(list(enumerate(source.docs["doc_key"])))}
    rows = [places[key] for key in doc_keys]
    left, right = values_of(source, metric)[rows], values_of(exported, metric)
    columns = {name: place for place, name in enumerate(_moments(source))}
    found = []
    for place, name in enumerate(_moments(exported)):
        if name in columns:
            one, other = left[:, columns[name]], right[:, place]
            both = ~(np.isnan(one) | np.isnan(other))
            shown, again = (float(values[both].mean()) if both.any() else np.nan for values in (one, other))
            apart = float(np.abs(other[both] - one[both]).max()) if both.any() else np.nan
            at = exported.checkpoints.iloc[place]
            found.append((*name, at["step"], int(both.sum()), shown, again, again - shown, apart))
    return pd.DataFrame(found, columns=list(AGREEMENT_COLUMNS)).astype({"step": "Int64"})


def _moments(cube: Cube) -> list[tuple[str, str]]:
    return [(str(model), str(name)) for model, name in cube.checkpoints[["model", "checkpoint"]].to_numpy()]
