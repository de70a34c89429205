"""Two samples files asked alike are told by their task's configuration and their first and last records."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from e2lm.harness.outputs.phrasing import ends_of, phrasing_of
from tests.results_store.toys import sample_record

CONFIG = {"output_type": "multiple_choice", "doc_to_choice": "{{choices}}", "target_delimiter": " ", "num_fewshot": 0}


def _written(path: Path, records: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path


def test_a_phrasing_is_of_what_makes_choices_and_of_nothing_else() -> None:
    assert phrasing_of(CONFIG) == phrasing_of({**CONFIG, "num_fewshot": 5, "metadata": {"version": 2}})
    assert phrasing_of(CONFIG) != phrasing_of({**CONFIG, "target_delimiter": ""})
    assert phrasing_of(CONFIG) != phrasing_of({**CONFIG, "doc_to_choice": ["A", "B"]})


def test_a_functions_address_in_memory_is_no_difference() -> None:
    printed = "functools.partial(<function choices at 0x{}>)"
    first, second = ({**CONFIG, "doc_to_choice": printed.format(place)} for place in ("7f00aa", "7f11bb"))
    assert phrasing_of(first) == phrasing_of(second)


@pytest.mark.parametrize("config", [None, [], {}, {"output_type": "generate_until"}])
def test_other_tasks_have_no_phrasing(config: object) -> None:
    assert phrasing_of(config) == ""


def test_files_of_two_checkpoints_have_equal_ends(tmp_path: Path) -> None:
    first, second = (
        _written(tmp_path / f"{step}.jsonl", [sample_record(doc, step) for doc in range(4)]) for step in (100, 200)
    )
    assert ends_of(first) == ends_of(second)
    assert getattr(ends_of(first), "metrics", None) == '"acc"'


@pytest.mark.parametrize("place", [0, 3])
def test_another_choice_at_an_end_is_seen(tmp_path: Path, place: int) -> None:
    records = [sample_record(doc, 100) for doc in range(4)]
    before = ends_of(_written(tmp_path / "a.jsonl", records))
    records[place]["arguments"]["gen_args_2"]["arg_1"] = " other"
    assert ends_of(_written(tmp_path / "b.jsonl", records)) != before


@pytest.mark.parametrize("content", [b"", b"\n", b"{}\n", b'{"doc_id": 0}\n', b"\xff\xfe\n"])
def test_other_files_have_no_ends(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(content)
    assert ends_of(path) is None
    assert ends_of(tmp_path / "gone.jsonl") is None
