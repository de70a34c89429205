"""Tables on the terminal: JSON for programs, aligned columns for people."""

from __future__ import annotations

import json
import math

import pandas as pd


def print_table(table: pd.DataFrame, *, as_json: bool) -> None:
    """Prints a table's rows, as a JSON list of objects or in columns under their names."""
    rows = [[_plain(value) for value in row] for row in table.astype(object).itertuples(index=False)]
    names = [str(name) for name in table.columns]
    if as_json:
        print(json.dumps([dict(zip(names, row, strict=True)) for row in rows], ensure_ascii=False, indent=1))
        return
    texts = [names, *([_text(value) for value in row] for row in rows)]
    widths = [max(len(row[place]) for row in texts) for place in range(len(names))]
    for row in texts:
        print("  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip())


def _plain(value: object) -> object:
    """A value as JSON has it: null for what is missing or not a finite number."""
    if value is None or value is pd.NA:
        return None
    value = value.item() if hasattr(value, "item") else value
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _text(value: object) -> str:
    if value is None or value == "":
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.4f}" if isinstance(value, float) else str(value)
