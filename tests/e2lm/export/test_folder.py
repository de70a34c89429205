"""An export is written whole, and nothing of a person's is ever replaced."""

from __future__ import annotations

from pathlib import Path

import pytest

from e2lm.errors import RequestError
from e2lm.export.folder import write_folder

FILES = {"README.md": "# toy\n\nCandidate version 0123\n", "toy.yaml": "task: toy\n", "test.jsonl": "{}\n"}


def _inside(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}


def test_a_new_or_empty_folder_gets_the_files(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for folder in (tmp_path / "deep" / "new", tmp_path / "empty"):
        assert _inside(write_folder(folder, FILES)) == FILES
    assert {path.name for path in tmp_path.iterdir()} == {"deep", "empty"}


def test_an_earlier_export_makes_room_only_where_asked(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "toy", {**FILES, "toy_letters.yaml": "task: toy_letters\n"})
    with pytest.raises(RequestError, match="new or empty"):
        write_folder(folder, FILES)
    assert _inside(write_folder(folder, FILES, replace=True)) == FILES


@pytest.mark.parametrize("other", ["notes.txt", "thesis.tex"])
def test_a_folder_with_anything_else_is_left_as_it_is(tmp_path: Path, other: str) -> None:
    folder = write_folder(tmp_path / "toy", FILES)
    (folder / other).write_text("mine", encoding="utf-8")
    with pytest.raises(RequestError, match="new or empty"):
        write_folder(folder, FILES, replace=True)
    assert (folder / other).read_text(encoding="utf-8") == "mine"


def test_a_folder_that_is_no_export_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# mine\n", encoding="utf-8")
    with pytest.raises(RequestError, match="new or empty"):
        write_folder(tmp_path, FILES, replace=True)


def test_where_nothing_can_be_written_the_error_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(RequestError, match="cannot be written"):
        write_folder(tmp_path / "file" / "toy", FILES)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
