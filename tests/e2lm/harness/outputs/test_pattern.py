"""A pattern fits the files that ask the same, byte for byte, and no others."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from e2lm.harness.outputs.pattern import WINDOW, Pattern, cut, pattern_of
from e2lm.harness.outputs.tails import Numbers, Tail, tail_of
from tests.paths import SHARED_DATA, needs_shared_data
from tests.results_store.toys import sample_record

Records = list[dict[str, Any]]


def _write(file: Path, records: Records) -> Path:
    file.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return file


def _records(step: int, docs: int = 4) -> Records:
    return [sample_record(doc, step) for doc in range(docs)]


def _learned(file: Path) -> Pattern:
    found = pattern_of(file)
    assert found is not None
    return found[0]


def _read(file: Path, pattern: Pattern, window: bytearray | None = None) -> dict[int, Numbers] | None:
    """The numbers of a file by its numbers of choices; None where it does not fit the pattern."""
    found = cut(file, pattern, window or bytearray(WINDOW))
    tails = [tail for text in pattern.tails if (tail := tail_of(text))]
    read = {tail.choices: found and tail.read(found.tails[tail.choices], _times(pattern, tail)) for tail in tails}
    sound = {choices: numbers for choices, numbers in read.items() if numbers}
    if found is None or len(sound) < len(tails):
        return None
    return sound if found.fits(pattern, {choices: numbers.hashes for choices, numbers in sound.items()}) else None


def _times(pattern: Pattern, tail: Tail) -> int:
    return pattern.choices.count(tail.choices)


@pytest.fixture
def pattern(tmp_path: Path) -> Pattern:
    return _learned(_write(tmp_path / "first.jsonl", _records(100)))


def test_another_checkpoints_answers_are_cut_out(tmp_path: Path, pattern: Pattern) -> None:
    later = _read(_write(tmp_path / "later.jsonl", _records(2500)), pattern)
    assert later is not None
    assert later[4].loglikelihoods.tolist() == [[-3.5, -4.5, -5.5, -6.5]] * 4
    assert later[4].metrics.tolist() == [[1.0], [0.0], [0.0], [0.0]]


def test_docs_stand_in_the_order_of_the_file(tmp_path: Path) -> None:
    found = pattern_of(_write(tmp_path / "file.jsonl", [sample_record(doc, 1) for doc in (3, 1, 2)]))
    assert found is not None
    assert found[1] == [3, 1, 2]


def test_keys_of_a_doc_that_are_named_like_the_logs_own_are_no_answers(tmp_path: Path) -> None:
    records = [{**one, "doc": {"x": 1, "resps": [], "filtered_resps": [["1", "2"]]}} for one in _records(1)]
    found = _read(file := _write(tmp_path / "file.jsonl", records), _learned(file))
    assert found is not None
    assert found[4].loglikelihoods.shape == (4, 4)


def test_a_file_without_its_last_line_break_fits(tmp_path: Path, pattern: Pattern) -> None:
    file = _write(tmp_path / "file.jsonl", _records(7))
    file.write_bytes(file.read_bytes().removesuffix(b"\n"))
    found = _read(file, pattern)
    assert found is not None
    assert len(found[4].metrics) == 4


def _another_letter(records: Records) -> None:
    records[2]["doc"]["question"] = records[2]["doc"]["question"].replace("Which", "which")


def _another_choice(records: Records) -> None:
    records[1]["arguments"]["gen_args_2"]["arg_1"] = " tree"


def _another_first_question(records: Records) -> None:
    records[0]["doc"]["question"] += "?"


def _another_target(records: Records) -> None:
    records[3]["target"] = "0"


def _another_order(records: Records) -> None:
    records[1], records[2] = records[2], records[1]


def _one_more(records: Records) -> None:
    records.append(sample_record(9, 1))


def _one_less(records: Records) -> None:
    records.pop()


def _other_metrics(records: Records) -> None:
    for record in records:
        record["metrics"] = ["acc", "acc_norm"]


def _no_answers(records: Records) -> None:
    del records[3]["filtered_resps"]


def _no_answers_within(records: Records) -> None:
    del records[1]["filtered_resps"]


@pytest.mark.parametrize(
    "change",
    [
        _another_letter, _another_choice, _another_first_question, _another_target, _another_order, _one_more,
        _one_less, _other_metrics, _no_answers, _no_answers_within,
    ],
)  # fmt: skip
def test_whatever_asks_otherwise_does_not_fit(
    tmp_path: Path, pattern: Pattern, change: Callable[[Records], None]
) -> None:
    records = _records(5)
    change(records)
    assert _read(_write(tmp_path / "other.jsonl", records), pattern) is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"resps": [[["-1.005"', b'"resps": [[["-1.005" garbage'),
        (b'"resps": [[["-1.005"', b'"resps": [[["\xff"'),
        (b'"filtered_resps": [["-1.005"', b'"filtered_resps": [["-1.005"5'),
        (b"-1.005", b"\t-1.005"),
        (b'"-1.005"', b"-01.005"),
        (b'"-1.005", "False"', b'"-1.005", "Maybe"'),
        (b'"-1.005", "False"', b'"-1.005", null'),
        (b', "acc": 0.0}\n', b'{"acc": 0.0}\n'),
        (b'"acc": 0.0}', b'"acc": 0.0, "more": {"acc": 1.0}}'),
        (b'"acc": 0.0}', b'"acc": 0.0, "more": "\xff"}'),
        (b'"doc_hash": "', b'"doc_hash": "0'),
        (b'"target_hash": "5', b'"target_hash": "6'),
    ],
)
def test_a_record_that_is_no_valid_json_or_otherwise_logged_does_not_fit(
    tmp_path: Path, pattern: Pattern, old: bytes, new: bytes
) -> None:
    file = _write(tmp_path / "other.jsonl", _records(5))
    lines = file.read_bytes().splitlines(keepends=True)
    assert old in b"".join(lines)
    file.write_bytes(b"".join(lines).replace(old, new))
    assert _read(file, pattern) is None


def test_a_line_that_breaks_off_before_it_is_written_again_is_not_passed_over(tmp_path: Path, pattern: Pattern) -> None:
    file = _write(tmp_path / "other.jsonl", _records(5))
    lines = file.read_bytes().splitlines(keepends=True)
    lines.insert(1, lines[1][: lines[1].index(b'"resps"') + 20] + b"\n")
    file.write_bytes(b"".join(lines))
    assert _read(file, pattern) is None


def test_a_file_that_is_gone_or_empty_does_not_fit(tmp_path: Path, pattern: Pattern) -> None:
    assert _read(tmp_path / "gone.jsonl", pattern) is None
    assert _read(_write(tmp_path / "empty.jsonl", []), pattern) is None
    assert pattern_of(tmp_path / "empty.jsonl") is None


def _shortened(record: dict[str, Any], choices: int) -> dict[str, Any]:
    return {**record, **{name: record[name][:choices] for name in ("resps", "filtered_resps")}}


def test_docs_of_several_numbers_of_choices_are_told_apart(tmp_path: Path) -> None:
    def records(step: int) -> Records:
        return [_shortened(sample_record(doc, step), 2 if doc % 2 else 4) for doc in range(5)]

    learned = _learned(_write(tmp_path / "first.jsonl", records(1)))
    found = _read(_write(tmp_path / "later.jsonl", records(1500)), learned)
    assert learned.choices == [4, 2, 4, 2, 4]
    assert found is not None
    assert {choices: len(numbers.loglikelihoods) for choices, numbers in found.items()} == {2: 2, 4: 3}
    others = records(1500)
    others[1], others[2] = others[2], others[1]
    assert _read(_write(tmp_path / "other.jsonl", others), learned) is None


def test_a_file_larger_than_the_window_is_cut_alike(tmp_path: Path) -> None:
    records = [{**one, "doc": {**one["doc"], "text": "x" * 3000}} for one in _records(1, docs=1500)]
    file = _write(tmp_path / "large.jsonl", records)
    small = bytearray(2**21)
    assert file.stat().st_size > 2 * len(small)
    whole, parts = _read(file, _learned(file)), _read(file, _learned(file), small)
    assert whole is not None
    assert parts is not None
    assert whole[4].loglikelihoods.tolist() == parts[4].loglikelihoods.tolist()


@needs_shared_data
def test_real_logs_of_one_task_fit_one_pattern() -> None:
    files = sorted((SHARED_DATA / "question-level").rglob("samples_*.jsonl"))
    patterns = {found[0][:3]: found[0] for found in map(pattern_of, files) if found is not None}
    assert 0 < len(patterns) < len(files)
    for file in files:
        fits = [one for one in patterns.values() if _read(file, one)]
        assert len(fits) == 1, file
