"""The rows of the filter builder: which comparisons fit a field, and a first condition on it that leaves nothing known
out."""

from __future__ import annotations

import math
from collections.abc import Collection

import pandas as pd

from e2lm.conditions.condition import COMPARISONS, KEY, Condition, Share, Test, Value, fields_in
from e2lm.conditions.said import SAID_FIELDS
from e2lm.errors import RequestError
from e2lm.item_statistics import STATISTICS, TEXT_COLUMNS
from e2lm.leakage.checks import FLAGS

MOST_OFFERED = 200  # different texts of a field that can be picked from; of more the text is typed
_KNOWN = ("is known", "is unknown")
FITTING: dict[str, tuple[str, ...]] = {
    "number": ("<=", ">=", "between", "in top", "in bottom", "<", ">", "=", "!=", *_KNOWN),
    "text": (
        "is one of", "is none of", "contains", "does not contain", "matches", "does not match", "is", "is not", *_KNOWN,
    ),
    "truth": ("is", "is not", *_KNOWN),
    "key": ("in list", "not in list", "is one of", "is none of", "matches"),
}  # fmt: skip
# Shorter than the comparison itself, as fits a narrow row.
WORDS = {"<=": "at most", ">=": "at least", "<": "under", ">": "over", "=": "equals", "!=": "is not"}


ACCEPTED, JUDGED = "accepted", "judgements"  # what judges said, beside the checks' flags
_CHECKS = {check.name: check for check in FLAGS}
_JUDGED = {
    ACCEPTED: "share of those who judged it that accept it, an error counting against it; unknown where nobody did",
    JUDGED: "how many judged it",
}

# Every field that a condition may name, by its label; numbers first, the question's own key last.
FIELDS: dict[str, str] = {
    **{name: one.label for name, one in STATISTICS.items()},
    ACCEPTED: "accepted by judges",
    JUDGED: "judgements",
    **{name: name for name in TEXT_COLUMNS},
    **{name: check.label for name, check in _CHECKS.items()},
    **{name: field.label for name, field in SAID_FIELDS.items()},
    KEY: "doc key",
}


def meaning_of(field: str) -> str:
    """What a field says; "" where its name is all there is to say."""
    if field in STATISTICS:
        one = STATISTICS[field]
        return f"{one.help}{f' ({one.unit})' if one.unit else ''}"
    if field in SAID_FIELDS:
        return SAID_FIELDS[field].means
    return _CHECKS[field].means if field in _CHECKS else _JUDGED.get(field, "")


def kind_of_field(field: str) -> str:
    """Which comparisons of FITTING fit a field; those of texts for one that there is not."""
    if field == KEY:
        return "key"
    if field in STATISTICS or field in _JUDGED:
        return "number"
    if field in SAID_FIELDS:
        return SAID_FIELDS[field].kind
    return "truth" if field in _CHECKS else "text"


def require_fields(condition: Condition) -> None:
    """Raises RequestError where a condition names a field that there is not."""
    for name in fields_in(condition):
        if name not in FIELDS:
            raise RequestError(f"there is no field {name}", remedy=f"Use one of {', '.join(FIELDS)}", field=name)


def offered(field: str, table: pd.DataFrame) -> list[str]:
    """The different texts of a field, the most frequent first; none where these are too many to pick from, or nearly
    each question has its own."""
    if kind_of_field(field) != "text" or field not in table.columns:
        return []
    counts = table[field].value_counts()
    few = 0 < len(counts) <= min(MOST_OFFERED, max(2, len(table) // 3))
    return [str(text) for text in counts.index] if few else []


def first_test(field: str, table: pd.DataFrame, lists: Collection[str] = ()) -> Test:
    """A condition to begin with on a field."""
    kind = kind_of_field(field)
    if kind == "key":
        return Test(KEY, "in list", next(iter(lists))) if lists else Test(KEY, "is one of", ("",))
    if kind == "text" and not offered(field, table):
        return Test(field, "contains", "")
    comparison = {"number": ">=", "truth": "is"}.get(kind, "is one of")
    return Test(field, comparison, first_value(field, comparison, table))


def first_value(field: str, comparison: str, table: pd.DataFrame, lists: Collection[str] = ()) -> Value:
    """A value to begin with for a comparison."""
    match COMPARISONS[comparison]:
        case "number":
            low, high = _bounds(field, table)
            return high if comparison in ("<=", "<") else low
        case "two numbers":
            return _bounds(field, table)
        case "share":
            return Share(50.0)
        case "texts":
            return tuple(offered(field, table)[:1]) or ("",)
        case "text or true":
            return True if kind_of_field(field) == "truth" else next(iter(offered(field, table)), "")
        case "list":
            return next(iter(lists), "")
        case "nothing":
            return None
        case _:
            return ""


def _bounds(field: str, table: pd.DataFrame) -> tuple[float, float]:
    """The smallest and largest known value, moved outwards to three digits."""
    if field not in table.columns:
        return 0.0, 1.0
    known = [float(value) for value in table[field].to_numpy(float, na_value=math.nan) if math.isfinite(value)]
    if not known:
        return 0.0, 1.0
    low, high = min(known), max(known)
    step = 10.0 ** (math.floor(math.log10(max(abs(low), abs(high), 1e-12))) - 2)
    return round(math.floor(low / step) * step, 12), round(math.ceil(high / step) * step, 12)
