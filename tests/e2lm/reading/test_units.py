"""What belongs together is told by names alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from e2lm.errors import SourceError
from e2lm.reading import Unit, files, units
from e2lm.reading.units import task_of

DATE = "2026-11-21T21-33-00.524085"
LATER = "2026-11-22T21-33-00.524085"


def _touch(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")


def test_samples_join_the_results_of_their_folder_and_date(tmp_path: Path) -> None:
    _touch(
        tmp_path,
        f"a/results_{DATE}.json",
        f"a/samples_t1_{DATE}.jsonl",
        f"a/samples_t2_{DATE}.jsonl",
        f"a/results_{LATER}.json",
        f"a/samples_t1_{LATER}.jsonl",
        f"b/samples_t1_{DATE}.jsonl",
    )
    found = [(unit.main.name, len(unit.samples), unit.kind) for unit in units(tmp_path)]
    assert found == [
        (f"results_{DATE}.json", 2, "results"),
        (f"results_{LATER}.json", 1, "results"),
        (f"samples_t1_{DATE}.jsonl", 1, "samples"),
    ]


def test_one_file_given_brings_its_samples(tmp_path: Path) -> None:
    _touch(tmp_path, f"results_{DATE}.json", f"samples_t1_{DATE}.jsonl", f"samples_t1_{LATER}.jsonl")
    (unit,) = units(tmp_path / f"results_{DATE}.json")
    assert [path.name for path in unit.samples] == [f"samples_t1_{DATE}.jsonl"]
    (alone,) = units(tmp_path / f"samples_t1_{LATER}.jsonl")
    assert (alone.kind, alone.main.name) == ("samples", f"samples_t1_{LATER}.jsonl")


def test_the_runs_own_record_counts_as_a_file_of_the_unit(tmp_path: Path) -> None:
    _touch(
        tmp_path,
        f"run/results_{DATE}.json",
        "run/e2lm.json",
        f"above/org__model/results_{DATE}.json",
        "above/e2lm.json",
    )
    assert [[path.name for path in unit.files] for unit in units(tmp_path)] == [
        [f"results_{DATE}.json", "e2lm.json"]
    ] * 2


def test_files_of_models_jobs_and_hidden_folders_are_passed_over(tmp_path: Path) -> None:
    _touch(tmp_path, "m/config.json", "m/tokenizer.json", "j/state.json", ".git/x.json", "notes.txt", "plot.json")
    assert [path.name for path in files(tmp_path)] == ["plot.json"]


def test_several_undated_documents_take_no_samples(tmp_path: Path) -> None:
    _touch(tmp_path, "step1.json", "step2.json", "test.jsonl")
    assert [unit.samples for unit in units(tmp_path) if unit.kind == "results"] == [(), ()]


def test_a_missing_path_names_itself(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file or folder") as caught:
        units(tmp_path / "gone")
    assert caught.value.file == str(tmp_path / "gone")


def test_a_file_of_another_kind_says_what_is_read(tmp_path: Path) -> None:
    _touch(tmp_path, "model.bin")
    with pytest.raises(SourceError, match=r"results \(\.json\)"):
        units(tmp_path / "model.bin")


@pytest.mark.parametrize(
    ("name", "task"),
    [
        (f"samples_mmlu_high_school_biology_{DATE}.jsonl", "mmlu_high_school_biology"),
        ("samples_arc_easy.jsonl", "arc_easy"),
        ("pretrained__a__b_arc_easy.jsonl", ""),
    ],
)
def test_the_task_stands_in_the_samples_name(name: str, task: str) -> None:
    assert task_of(Path(name)) == task


def test_a_unit_is_a_value(tmp_path: Path) -> None:
    assert Unit(tmp_path) == Unit(tmp_path, (), "results")
