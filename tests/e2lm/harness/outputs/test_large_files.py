"""A file too large to hold is read piece by piece, and gives what it would give at once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from e2lm.harness.outputs import json_files, read_records, read_samples, samples
from e2lm.records import Problem
from tests.results_store.toys import sample_record

RECORDS = [sample_record(doc, 100) for doc in (2, 0, 1, 3)]


def test_the_key_is_told_alike_when_records_are_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "samples.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in RECORDS))
    held = list(read_samples(path, "task"))
    monkeypatch.setattr(samples, "HELD", 0)
    again = list(read_samples(path, "task"))
    assert [sample.doc_id for sample in held if not isinstance(sample, Problem)] == [0, 1, 2, 3]
    assert sorted(map(repr, again)) == sorted(map(repr, held))
    assert [sample.golds for sample in held if not isinstance(sample, Problem)] == [(0,), (1,), (2,), (3,)]


@pytest.mark.parametrize("piece", [2, 7, 1000])
def test_an_array_is_the_same_in_pieces_of_any_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, piece: int
) -> None:
    path = tmp_path / "samples.jsonl"
    path.write_text(json.dumps(RECORDS, indent=2), encoding="utf-8-sig")
    monkeypatch.setattr(json_files, "_PIECE", piece)
    assert list(read_records(path)) == list(enumerate(json.loads(json.dumps(RECORDS)), start=1))


@pytest.mark.parametrize("piece", [7, 2**20])
def test_an_array_cut_after_a_whole_record_keeps_that_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, piece: int
) -> None:
    path = tmp_path / "samples.jsonl"
    path.write_text(json.dumps(RECORDS).removesuffix("]"))
    monkeypatch.setattr(json_files, "_PIECE", piece)
    *records, last = read_records(path)
    assert len(records) == 4
    assert isinstance(last, Problem)
    assert "cut off" in last.problem
