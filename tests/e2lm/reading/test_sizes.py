"""How many docs a value rests on, where the results do not say it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from e2lm.reading import read
from e2lm.records import Reading, Value

DATE = "2026-11-21T21-33-00.524085"


def _value(folder: Path, limit: int | None, logged: int) -> Value:
    """The value of a run before 0.4.5, which holds no sizes, with `logged` samples beside it."""
    results = {"results": {"t": {"acc,none": 0.5}}, "config": {"model_args": "pretrained=x/m", "limit": limit}}
    (folder / f"results_{DATE}.json").write_text(json.dumps(results))
    pairs = [["What?", " yes"], ["What?", " no"]]
    answers = [[-2.5, False], [-1.5, True]]
    record = {"doc": {}, "target": 1, "arguments": pairs, "filtered_resps": answers, "acc": 1.0}
    lines = [json.dumps({"doc_id": at, **record}) + "\n" for at in range(logged)]
    (folder / f"samples_t_{DATE}.jsonl").write_text("".join(lines))
    (reading,) = (item for item in read(folder) if isinstance(item, Reading))
    (value,) = reading.values
    return value


@pytest.mark.parametrize(
    ("limit", "logged", "n", "n_original"),
    [(None, 30, 30, 30), (50, 30, 30, 30), (30, 30, 30, None)],
    ids=["no limit: all docs", "fewer than the limit: all docs", "as many as the limit: the task may have more"],
)
def test_samples_are_counted(tmp_path: Path, limit: int | None, logged: int, n: int, n_original: int | None) -> None:
    value = _value(tmp_path, limit, logged)
    assert (value.n, value.n_original) == (n, n_original)
