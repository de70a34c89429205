"""Cells in an object store: they count once they are whole, and a broken upload can be done again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from e2lm.harness.cells import CellIdentity
from e2lm.harness.placing import Output
from e2lm.harness.remote import RemoteError, RemoteFolder, opened
from e2lm.harness.remote_cells import sidecars, unfinished, upload

CELL = "job/toy/step100/tiny_task"


@pytest.fixture
def place(bucket: str) -> RemoteFolder:
    return opened(f"{bucket}/runs")


def _cell(folder: Path, date: str) -> Path:
    folder.mkdir(parents=True)
    (folder / f"results_{date}.json").write_text("{}", encoding="utf-8")
    (folder / f"samples_tiny_task_{date}.jsonl").write_text("{}\n", encoding="utf-8")
    (folder / "e2lm.json").write_text(json.dumps({"model": "toy", "written": date}), encoding="utf-8")
    return folder


class Breaking(RemoteFolder):
    """A store whose connection breaks at the first record (e2lm.json)."""

    def put(self, files: Mapping[str, Path]) -> None:
        if any(name.endswith("e2lm.json") for name in files):
            raise RemoteError("the store cannot be reached", remedy="", file=self.url)
        super().put(files)


def test_a_cell_is_there_with_all_its_files_and_without_the_mark(place: RemoteFolder, tmp_path: Path) -> None:
    upload(_cell(tmp_path / "cell", "2026"), place, CELL)
    assert set(place.files()) == {
        f"{CELL}/{name}" for name in ("e2lm.json", "results_2026.json", "samples_tiny_task_2026.jsonl")
    }
    assert sidecars(place) == {CELL: {"model": "toy", "written": "2026"}}


def test_a_cell_evaluated_anew_replaces_the_old_one_and_its_dated_files(place: RemoteFolder, tmp_path: Path) -> None:
    upload(_cell(tmp_path / "old", "2025"), place, CELL)
    upload(_cell(tmp_path / "new", "2026"), place, CELL)
    assert [name for name in place.files() if "2025" in name] == []
    assert sidecars(place)[CELL]["written"] == "2026"


def test_an_upload_that_breaks_off_leaves_no_cell_and_can_be_done_again(place: RemoteFolder, tmp_path: Path) -> None:
    folder = _cell(tmp_path / "cell", "2026")
    with pytest.raises(RemoteError):
        upload(folder, Breaking(place.url, place.store, place.root), CELL)
    assert sidecars(place) == {}
    assert unfinished(place.files()) == {CELL}
    upload(folder, place, CELL)
    assert unfinished(place.files()) == set()
    assert list(sidecars(place)) == [CELL]


def test_a_sweep_places_its_cells_there_and_finds_them_done(place: RemoteFolder, tmp_path: Path) -> None:
    identity = CellIdentity("toy", "step100", "tiny_task", "1.0", "ab12", 0, "float32", "", None)
    work = _cell(tmp_path / "work", "2026")
    (work / "e2lm.json").write_text(json.dumps({"cell": identity.to_json(), "files_hash": "ff"}), encoding="utf-8")
    output = Output(place.url)
    assert output.finished(lambda _: True) == []
    output.place(work, CELL)
    assert [(cell.identity, cell.place, cell.files) for cell in output.finished(lambda _: True)] == [
        (identity, CELL, "ff")
    ]
    assert output.finished(lambda cell: cell.identity.shots == 5) == []
    assert not work.exists()


def test_a_damaged_record_is_no_finished_cell(place: RemoteFolder) -> None:
    place.write("a/e2lm.json", b"{")
    place.write("b/e2lm.json", b"[]")
    assert sidecars(place) == {}
