"""A table's column mapping as rows that a person can edit, and back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from e2lm.reading.mapping import ColumnMapping, ScoreColumn

MAPPING_COLUMNS = ("read", "column", "task", "metric")
FACTORS = {"tokens": 1.0, "millions of tokens": 1e6, "billions of tokens": 1e9}


def mapping_table(mapping: ColumnMapping, columns: Sequence[str]) -> pd.DataFrame:
    """MAPPING_COLUMNS, one row per column of the file that is not step, tokens, model or checkpoint."""
    named = {mapping.step, mapping.tokens, mapping.model, mapping.checkpoint}
    scores = {score.column: score for score in mapping.scores}
    rows = [
        (
            name in scores,
            name,
            scores[name].task if name in scores else name,
            scores[name].metric if name in scores else "",
        )
        for name in columns
        if name not in named
    ]
    return pd.DataFrame(rows, columns=list(MAPPING_COLUMNS)).sort_values("read", ascending=False, kind="stable")


def edited_mapping(mapping: ColumnMapping, table: pd.DataFrame) -> ColumnMapping:
    """The mapping with the scores of an edited table; standard errors and shots stay with their columns."""
    before = {score.column: score for score in mapping.scores}
    scores = []
    for row in table[table["read"].astype(bool)].itertuples():
        score = before.get(str(row.column), ScoreColumn(str(row.column), "", ""))
        scores.append(
            replace(score, task=str(row.task).strip() or score.column, metric=str(row.metric).strip() or "score")
        )
    return replace(mapping, scores=tuple(scores))


def factor_name(factor: float) -> str:
    """The unit of FACTORS that a number of tokens per unit is."""
    return next((name for name, value in FACTORS.items() if value == factor), "tokens")
