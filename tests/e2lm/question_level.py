"""A cube straight from the shared question-level logs: 2 models, 13 checkpoints, 252 MMLU questions."""

from __future__ import annotations

import json
from functools import cache

import numpy as np
import pandas as pd

from e2lm.cube import CHECKPOINT_COLUMNS, DOC_COLUMNS, Cube
from tests.paths import SHARED_DATA


@cache
def cube() -> Cube:
    """Docs in the order of the files, checkpoints by model and step; nobody knows their tokens."""
    docs: dict[str, tuple[object, ...]] = {}
    checkpoints: list[tuple[object, ...]] = []
    cells: dict[tuple[str, int], list[float]] = {}
    for model in ("sci-s", "web-s"):
        folder = SHARED_DATA / "question-level" / model
        for step in sorted(int(path.name.removeprefix("step")) for path in folder.iterdir()):
            place = len(checkpoints)
            checkpoints.append((model, f"step{step}", step, None, f"{model}-{step}", False))
            for file in sorted((folder / f"step{step}").glob("samples_*.jsonl")):
                for line in file.read_text(encoding="utf-8").split("\n"):
                    if line:
                        _add(json.loads(line), place, docs, cells)
    values = np.full((len(docs), len(checkpoints), 4), np.nan, dtype=np.float32)
    rows = {key: row for row, key in enumerate(docs)}
    for (key, place), logged in cells.items():
        values[rows[key], place] = logged
    table = pd.DataFrame(checkpoints, columns=list(CHECKPOINT_COLUMNS)).astype({"step": "Int64", "tokens": "Int64"})
    return Cube("mmlu", "none", pd.DataFrame(list(docs.values()), columns=list(DOC_COLUMNS)), table, values)


def _add(
    record: dict[str, object],
    place: int,
    docs: dict[str, tuple[object, ...]],
    cells: dict[tuple[str, int], list[float]],
) -> None:
    doc, key = record["doc"], str(record["doc_hash"])
    assert isinstance(doc, dict)
    assert isinstance(record["filtered_resps"], list)
    chars = [len(text) for text in doc["choices"]]
    size = [len(text.encode()) for text in doc["choices"]]
    docs[key] = (key, doc["subject"], record["doc_id"], doc["question"], [doc["answer"]], 4, chars, size)
    cells[key, place] = [float(pair[0]) for pair in record["filtered_resps"]]
