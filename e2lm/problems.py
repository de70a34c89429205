"""Problems as a person reads them: one place, what is wrong, what to do."""

from __future__ import annotations

import pandas as pd

READABLE_COLUMNS = ("where", "problem", "remedy")


def readable(problems: pd.DataFrame) -> pd.DataFrame:
    """READABLE_COLUMNS of problems with file, line (0: none), field, problem, remedy: "runs/a.jsonl, line 3, doc"."""
    where = [
        ", ".join(part for part in (file, f"line {line}" if line else "", field) if part)
        for file, line, field in zip(problems["file"], problems["line"], problems["field"], strict=True)
    ]
    return pd.DataFrame(
        {"where": where, "problem": problems["problem"].tolist(), "remedy": problems["remedy"].tolist()}
    )
