"""Problems as a person reads them."""

from __future__ import annotations

import pandas as pd

from e2lm.views.problems import missing_checkpoints_by_model, readable


def test_file_line_and_field_are_one_place() -> None:
    rows = [("a.jsonl", 3, "doc", "bad", "fix it"), ("b.json", 0, "", "empty", "leave it out")]
    table = readable(pd.DataFrame(rows, columns=["file", "line", "field", "problem", "remedy"]))
    assert table["where"].tolist() == ["a.jsonl, line 3, doc", "b.json"]
    assert table["remedy"].tolist() == ["fix it", "leave it out"]


def test_missing_checkpoints_are_counted_by_model_and_step() -> None:
    gaps = pd.DataFrame(
        [("m", "b", 2, 20, False, "excluded: x"), ("m", "a", 2, 20, True, "y"), ("m", "a", 3, 30, False, "y")],
        columns=["model", "task", "step", "tokens", "between", "seen_in"],
    )
    table = missing_checkpoints_by_model(gaps)
    assert table["lacks"].tolist() == [2, 1]
    assert table["tasks"].tolist() == ["a, b", "a"]
    assert table["place"].tolist() == ["inside its curve", "at an end"]
    assert table["expected"].tolist() == ["excluded: x, seen in y", "seen in y"]
    assert missing_checkpoints_by_model(gaps.head(0)).empty
