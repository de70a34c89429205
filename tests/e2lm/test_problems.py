"""Problems as a person reads them."""

from __future__ import annotations

import pandas as pd

from e2lm.problems import readable


def test_file_line_and_field_are_one_place() -> None:
    rows = [("a.jsonl", 3, "doc", "bad", "fix it"), ("b.json", 0, "", "empty", "leave it out")]
    table = readable(pd.DataFrame(rows, columns=["file", "line", "field", "problem", "remedy"]))
    assert table["where"].tolist() == ["a.jsonl, line 3, doc", "b.json"]
    assert table["remedy"].tolist() == ["fix it", "leave it out"]
