"""Tables come back from their files as they were: digits, gaps, lists and odd texts."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pandas as pd
import pytest

from e2lm.errors import RequestError
from e2lm.export.tables import as_csv, as_named, as_parquet

TABLE = pd.DataFrame(
    {
        "task": pd.Series(["a,b", 'say "x"\nand y', "日本 \ud800"], dtype=object),
        "value": [0.1 + 0.2, np.nan, -np.inf],
        "n": pd.array([1, None, 2**53 + 1], dtype="Int64"),
        "curve": pd.Series([[1.5, 2.0], np.array([3.0]), None], dtype=object),
        "mixed": pd.Series([1, "one", None], dtype=object),
        "right": [True, False, True],
    }
)


def test_csv_keeps_digits_gaps_and_lists() -> None:
    frame = pd.read_csv(BytesIO(as_csv(TABLE)), dtype={"n": "Int64"})
    assert frame["value"].tolist()[0] == 0.1 + 0.2
    assert np.isnan(frame["value"][1])
    assert frame["n"].tolist() == [1, pd.NA, 2**53 + 1]
    assert frame["curve"].tolist()[:2] == ["[1.5, 2.0]", "[3.0]"]
    assert frame["task"].tolist() == ["a,b", 'say "x"\nand y', "日本 ?"]
    assert as_csv(TABLE).startswith(b"\xef\xbb\xbftask,")


def test_parquet_keeps_the_columns_types() -> None:
    safe = TABLE.assign(task=["a", "b", "c"])
    frame = pd.read_parquet(BytesIO(as_parquet(safe)))
    assert frame["value"].tolist()[2] == -np.inf
    assert frame["n"].dtype == "Int64"
    assert frame["right"].dtype == bool
    assert frame["mixed"].tolist()[:2] == ["1", "one"]
    assert frame["curve"].tolist()[0] == "[1.5, 2.0]"


def test_a_named_index_is_a_column_and_a_table_is_not_changed() -> None:
    table = pd.DataFrame({"x": [1]}, index=pd.Index(["k"], name="doc_key"))
    assert as_csv(table).decode("utf-8-sig") == "doc_key,x\nk,1\n"
    assert list(table.columns) == ["x"]
    assert as_csv(pd.DataFrame({"x": []})).decode("utf-8-sig") == "x\n"


def test_the_name_of_a_file_says_its_format() -> None:
    assert as_named(pd.DataFrame({"x": [1]}), "A.CSV") == as_csv(pd.DataFrame({"x": [1]}))
    with pytest.raises(RequestError, match=r"ends in \.csv or \.parquet"):
        as_named(pd.DataFrame({"x": [1]}), "a.txt")
