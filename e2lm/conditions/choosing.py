"""Which questions of a table meet a condition.

A comparison with an unknown value (NaN, NA, None) does not hold, neither one way nor the other; "is unknown" finds
those. Text is searched letter case aside; patterns are re2's, whose time grows only with the text's length.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Collection, Mapping
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from e2lm.conditions.condition import COMPARISONS, KEY, And, Condition, Every, Not, Or, Share, Test
from e2lm.errors import RequestError

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

_ORDERS: dict[str, Callable[[Array, float], Any]] = {
    "<=": operator.le, ">=": operator.ge, "<": operator.lt, ">": operator.gt, "=": operator.eq,
}  # fmt: skip
_NEGATED = {
    "!=": "=", "is not": "is", "is none of": "is one of", "does not contain": "contains", "does not match": "matches",
}  # fmt: skip
BETWEEN_CHOICES = "\n"  # where a field is a list of texts, these are searched as one


def chosen(condition: Condition, table: pd.DataFrame, lists: Mapping[str, Collection[str]] | None = None) -> Mask:
    """Which rows of `table` meet the condition, bool [rows].

    The table's index is the doc_key; a column is numbers, texts (or lists of texts) or true and false. `lists` are
    named collections of doc_keys. Top and bottom shares are of all the table's rows with a known value; rows equal to
    the last one within the share are in it, too. Raises RequestError for a field or list that there is none of, a
    comparison that does not fit a field's kind, and a pattern that re2 cannot read.
    """
    match condition:
        case Every():
            return np.ones(len(table), dtype=bool)
        case Not(part):
            return np.asarray(~chosen(part, table, lists))
        case And(parts):
            return np.asarray(np.logical_and.reduce([chosen(part, table, lists) for part in parts]))
        case Or(parts):
            return np.asarray(np.logical_or.reduce([chosen(part, table, lists) for part in parts]))
        case Test(field, "in list" | "not in list" as comparison, name):
            return np.asarray(_listed(field, str(name), table, lists or {}) == (comparison == "in list"))
        case Test():
            return _met(condition, _column(condition.field, table))


def kind_of(column: pd.Series) -> str:
    """ "number", "truth" or "text"."""
    if pd.api.types.is_bool_dtype(column.dtype):
        return "truth"
    return "number" if pd.api.types.is_numeric_dtype(column.dtype) else "text"


def _column(field: str, table: pd.DataFrame) -> pd.Series:
    if field == KEY:
        return pd.Series(table.index, index=table.index, name=KEY)
    if field not in table.columns:
        remedy = f"Use one of {', '.join(map(str, table.columns))}"
        raise RequestError(f"there is no field {field}", remedy=remedy, field=field)
    return table[field]


def _listed(field: str, name: str, table: pd.DataFrame, lists: Mapping[str, Collection[str]]) -> Mask:
    if field != KEY:
        raise RequestError("a list names questions", remedy=f'Write {KEY} in list "{name}"', field=field)
    if name not in lists:
        remedy = f"Use one of {', '.join(lists)}" if lists else "Paste its doc keys, or select questions in a chart"
        raise RequestError(f'there is no list "{name}"', remedy=remedy, field=KEY)
    keys = frozenset(lists[name])
    return np.fromiter(map(keys.__contains__, table.index.tolist()), dtype=bool, count=len(table))


def _met(test: Test, column: pd.Series) -> Mask:
    comparison, kind = test.comparison, kind_of(column)
    if COMPARISONS[comparison] == "nothing":
        return np.asarray(column.notna().to_numpy(bool) == (comparison == "is known"))
    if comparison in _NEGATED:
        meets = _met(Test(test.field, _NEGATED[comparison], test.value), column)
        return np.asarray(~meets & column.notna().to_numpy(bool))
    needs = COMPARISONS[comparison]
    if kind == "number" and needs in ("number", "two numbers", "share"):
        return _by_number(test, column.to_numpy(float, na_value=np.nan))
    if kind == "truth" and isinstance(test.value, bool):
        known = column.notna().to_numpy(bool)
        return np.asarray(known & (column.fillna(value=False).to_numpy(bool) == test.value))
    if kind == "text" and needs in ("text", "text or true", "texts", "pattern") and not isinstance(test.value, bool):
        return _by_text(test, column)
    fits = {"number": "<=, between, in top", "truth": "is true, is false", "text": "is, contains, matches"}[kind]
    raise RequestError(f"{test} does not fit, {test.field} is a {kind}", remedy=f"Use {fits}", field=test.field)


def _by_number(test: Test, values: Array) -> Mask:
    value = test.value
    if isinstance(value, Share):
        return _within_share(values if test.comparison == "in top" else -values, value)
    if isinstance(value, tuple):
        low, high = map(float, value)
        return np.asarray((values >= low) & (values <= high))
    return np.asarray(_ORDERS[test.comparison](values, cast("float", value)))


def _within_share(values: Array, share: Share) -> Mask:
    known = np.sort(values[~np.isnan(values)])[::-1]
    count = math.ceil(round(len(known) * share.amount / 100, 9)) if share.percent else int(share.amount)
    if count == 0 or not len(known):
        return np.zeros(len(values), dtype=bool)
    return np.asarray(values >= known[min(count, len(known)) - 1])


def _by_text(test: Test, column: pd.Series) -> Mask:
    texts = pa.array([_text_of(entry) for entry in column.tolist()], pa.string())
    match test.comparison, test.value:
        case "is", value:
            found = pc.equal(texts, str(value))
        case "is one of", tuple(values):
            found = pc.is_in(texts, value_set=pa.array([str(value) for value in values], pa.string()))
        case "contains", value:
            found = pc.match_substring(texts, str(value), ignore_case=True)
        case _, value:
            found = _matching(texts, str(value))
    return np.asarray(pc.fill_null(found, fill_value=False), dtype=bool)


def _matching(texts: pa.Array, pattern: str) -> pa.Array:
    try:
        return pc.match_substring_regex(texts, pattern, ignore_case=True)
    except pa.ArrowInvalid as error:
        said = str(error).partition("regular expression: ")[2] or str(error)
        remedy = "Correct it; look-around and back references are not known here"
        raise RequestError(f"/{pattern}/ is no regular expression: {said}", remedy=remedy, field="pattern") from error


def _text_of(entry: object) -> str | None:
    if isinstance(entry, str):
        return entry.encode("utf-8", "replace").decode() if not entry.isascii() else entry
    if isinstance(entry, list | tuple | np.ndarray):
        return BETWEEN_CHOICES.join(map(str, entry))
    return None if entry is None or entry is pd.NA or entry != entry else str(entry)
