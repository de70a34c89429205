"""Tables as files: CSV for people and spreadsheets, Parquet for programs, with every digit and what is missing."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO
from typing import NamedTuple

import numpy as np
import pandas as pd

from e2lm.errors import RequestError


class Format(NamedTuple):
    """A kind of file: the end of its name, its media type, and how a table is written in it."""

    suffix: str
    mime: str
    write: Callable[[pd.DataFrame], bytes]


def as_csv(table: pd.DataFrame) -> bytes:
    """UTF-8 with a mark that spreadsheets need, a header, empty where a value is missing; lists as JSON.

    A named index is the first column; another is left out.
    """
    frame = _plain(table)
    text = frame.map(_cell).to_csv(index=False, lineterminator="\n")
    return text.encode("utf-8-sig", "replace")


def as_parquet(table: pd.DataFrame) -> bytes:
    """Parquet with the columns' own types; a column of mixed values becomes text."""
    frame = _plain(table)
    for name in frame.columns:
        kinds = {type(value) for value in frame[name] if value is not None and value is not pd.NA and value == value}
        if frame[name].dtype == object and (len(kinds) > 1 or not kinds <= {str, bool, int, float}):
            texts = [None if value is None else str(_cell(value)) for value in frame[name]]
            frame[name] = pd.Series(texts, dtype=object)
    stream = BytesIO()
    frame.to_parquet(stream, index=False)
    return stream.getvalue()


FORMATS = {
    "CSV": Format(".csv", "text/csv", as_csv),
    "Parquet": Format(".parquet", "application/vnd.apache.parquet", as_parquet),
}


def as_named(table: pd.DataFrame, file_name: str) -> bytes:
    """The table in the format that the file's name asks for. Raises RequestError for another."""
    for one in FORMATS.values():
        if file_name.lower().endswith(one.suffix):
            return one.write(table)
    ends = " or ".join(one.suffix for one in FORMATS.values())
    raise RequestError(f"{file_name} names no format", remedy=f"Give a name that ends in {ends}.", file=file_name)


def _plain(table: pd.DataFrame) -> pd.DataFrame:
    frame = table.reset_index() if table.index.name else table.reset_index(drop=True)
    return frame.set_axis([str(name) for name in frame.columns], axis=1)


def _cell(value: object) -> object:
    """Lists and mappings as JSON, half of a surrogate pair as "?"; other values as they are."""
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, list | tuple | dict):
        value = json.dumps(value, ensure_ascii=False, default=str)
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) and not value.isascii() else value
