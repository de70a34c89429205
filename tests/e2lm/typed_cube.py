"""Cubes typed in: loglikelihoods [docs][checkpoints][choices], the choices' texts and the right ones' indices."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from e2lm.cube import CHECKPOINT_COLUMNS, DOC_COLUMNS, Cube


def typed_cube(
    loglikelihoods: Sequence[Sequence[Sequence[float]]],
    golds: Sequence[Sequence[int]],
    choices: Sequence[Sequence[str]] | None = None,
    tasks: Sequence[str] | None = None,
    models: Sequence[str] | None = None,
) -> Cube:
    """Doc d has the key "d<d>" and as many choices as texts (else as its longest row); checkpoint k of a model stands
    at step 1000 k, a million tokens a step. `models` names each checkpoint's model, all "toy" if not given."""
    widths = [max(map(len, rows), default=0) for rows in loglikelihoods]
    texts = choices or [["abc"] * width for width in widths]
    docs = pd.DataFrame(
        {
            "doc_key": [f"d{doc}" for doc in range(len(golds))],
            "task": list(tasks or ["quiz"] * len(golds)),
            "doc_id": range(len(golds)),
            "question": [f"Question {doc}?" for doc in range(len(golds))],
            "golds": list(map(list, golds)),
            "n_choices": [len(one) for one in texts],
            "choice_chars": [[len(text) for text in one] for one in texts],
            "choice_bytes": [[len(text.encode()) for text in one] for one in texts],
        },
        columns=list(DOC_COLUMNS),
    )
    width = max(map(len, texts), default=0)
    points = len(loglikelihoods[0]) if loglikelihoods else 0
    cube = np.full((len(golds), points, width), np.nan, dtype=np.float32)
    for doc, rows in enumerate(loglikelihoods):
        for point, row in enumerate(rows):
            cube[doc, point, : len(row)] = row
    return Cube("quiz", "none", docs, checkpoint_table(models or ["toy"] * points), cube)


def checkpoint_table(models: Sequence[str]) -> pd.DataFrame:
    """CHECKPOINT_COLUMNS of these models' checkpoints, the first of each at step 1000."""
    seen: dict[str, int] = {}
    rows = []
    for model in models:
        seen[model] = seen.get(model, 0) + 1000
        rows.append((model, f"step{seen[model]}", seen[model], seen[model] * 10**6, f"{model}-{seen[model]}", False))
    table = pd.DataFrame(rows, columns=list(CHECKPOINT_COLUMNS))
    return table.astype({"step": "Int64", "tokens": "Int64", "partial": bool})
