"""How spreadsheets spell numbers: thousands in groups ("2,097,152"), and a comma for the decimal point ("0,25")."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?")
_COMMA = re.compile(r"[+-]?\d+,\d+(e[+-]?\d+)?", re.IGNORECASE)
_POINT = re.compile(r"[+-]?\d*\.\d+(e[+-]?\d+)?", re.IGNORECASE)


def number_spelling(rows: Sequence[Sequence[str]], delimiter: str) -> Callable[[str], str]:
    """What turns a cell of a table into Python's spelling of its number; cells that are no such number stay.

    A comma is a decimal point only where commas do not divide the cells, some number cannot be read otherwise, and
    none has a point: "1,000" alone is a thousand.
    """
    cells = [cell.strip() for row in rows for cell in row]
    commas = delimiter != "," and any(_COMMA.fullmatch(cell) and not _GROUPED.fullmatch(cell) for cell in cells)
    if commas and not any(_POINT.fullmatch(cell) for cell in cells):
        return lambda cell: cell.strip().replace(",", ".") if _COMMA.fullmatch(cell.strip()) else cell
    return lambda cell: cell.strip().replace(",", "") if _GROUPED.fullmatch(cell.strip()) else cell
