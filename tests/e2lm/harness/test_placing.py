"""Results put in place: whole or not at all, and what was there stays until the new ones are."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

import pytest

from e2lm.errors import RequestError
from e2lm.harness.placing import Output
from e2lm.harness.written import NoRoomError, check_written, is_full


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A finished cell."""
    folder = tmp_path / "work" / "quiz"
    folder.mkdir(parents=True)
    (folder / "e2lm.json").write_text("new", encoding="utf-8")
    return folder


def _old(output: Path) -> Path:
    folder = output / "job" / "quiz"
    folder.mkdir(parents=True)
    (folder / "e2lm.json").write_text("old", encoding="utf-8")
    return folder


def _elsewhere(self: Path, target: Path) -> Path:
    raise OSError(errno.EXDEV, "Invalid cross-device link", str(self), None, str(target))


def test_results_replace_those_that_were_there_and_leave_nothing_beside_them(work: Path, tmp_path: Path) -> None:
    folder = _old(tmp_path / "out")
    (folder.with_name(".quiz.replaced-1") / "left").mkdir(parents=True)  # by a worker that was killed in between
    Output(str(tmp_path / "out")).place(work, "job/quiz")
    assert (folder / "e2lm.json").read_text(encoding="utf-8") == "new"
    assert [path.name for path in folder.parent.iterdir()] == ["quiz"]
    assert not work.exists()


def test_on_another_file_system_that_is_full_the_old_results_stay(
    work: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Copying a folder collects its files' errors in one that has no number."""
    folder = _old(tmp_path / "out")
    before = Path.rename

    def rename(self: Path, target: Path) -> Path:
        return _elsewhere(self, target) if self == work else before(self, target)

    def copytree(*_: object) -> None:
        raise shutil.Error([("a", "b", "[Errno 28] No space left on device")])

    monkeypatch.setattr(Path, "rename", rename)
    with monkeypatch.context() as full:
        full.setattr(shutil, "copytree", copytree)
        with pytest.raises(NoRoomError, match="Free some space"):
            Output(str(tmp_path / "out")).place(work, "job/quiz")
    assert (folder / "e2lm.json").read_text(encoding="utf-8") == "old"
    assert work.is_dir()
    Output(str(tmp_path / "out")).place(work, "job/quiz")
    assert (folder / "e2lm.json").read_text(encoding="utf-8") == "new"
    assert [path.name for path in folder.parent.iterdir()] == ["quiz"]


def test_a_full_disk_is_told_from_other_errors() -> None:
    assert is_full(OSError(errno.ENOSPC, "No space left on device"))
    assert is_full(shutil.Error([("a", "b", "[Errno 122] Disk quota exceeded")]))
    assert not is_full(shutil.Error([("a", "b", "[Errno 13] Permission denied")]))
    assert not is_full(OSError(errno.EACCES, "Permission denied", "/models/[Errno 28]"))


def test_a_folder_that_takes_files_is_made_and_one_that_does_not_is_an_error(tmp_path: Path) -> None:
    Output(str(tmp_path / "new" / "out")).require()
    assert not list((tmp_path / "new" / "out").iterdir())
    (tmp_path / "file").touch()
    with pytest.raises(RequestError, match="no results can be written there"):
        Output(str(tmp_path / "file")).require()


def test_samples_are_counted_by_the_whole_name_of_their_task(tmp_path: Path) -> None:
    time = "2026-11-22T08-54-03.123456"
    (tmp_path / f"results_{time}.json").write_text('{"results": {}}', encoding="utf-8")
    for task, lines in (("quiz", 2), ("quiz_2", 3), ("x[1]", 4)):
        (tmp_path / f"samples_{task}_{time}.jsonl").write_text("{}\n" * lines, encoding="utf-8")
    check_written(tmp_path, {"quiz": 2, "quiz_2": 3, "x[1]": 4}, [])
    with pytest.raises(RequestError, match="2 of 5 samples of quiz"):
        check_written(tmp_path, {"quiz": 5}, [])
