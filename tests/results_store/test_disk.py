"""A full or read-only disk: one error with the remedy, what was stored stands, and work goes on once there is space."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from e2lm.errors import StoreError
from results_store import ingest, intake, open_store, read
from results_store.journal import append
from tests.paths import REPOSITORY
from tests.results_store.contents import contents
from tests.results_store.toys import write_run


@contextmanager
def _mounted(folder: Path, size: str) -> Iterator[None]:
    """A memory disk of its own size; skips where mounting is not allowed."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if not shutil.which("mount") or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("mounting a small disk is not allowed here")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def _remount(folder: Path, options: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{options}", str(folder)], check=True)


@pytest.mark.parametrize("size", ["600k", "2m"])
def test_a_disk_that_fills_up_keeps_whole_runs_and_goes_on_when_freed(
    tmp_path: Path, size: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest, "LEAST_SPACE", 0)
    monkeypatch.setattr(intake, "_TOGETHER", 0)  # each run by itself, so that some are stored before the disk is full
    for step in range(1, 31):
        write_run(tmp_path / "results" / f"step{step}", step=step, docs=300)
    with _mounted(tmp_path / "disk", size):
        home = tmp_path / "disk" / "home"
        with open_store(home) as store:
            for _ in range(2):
                with pytest.raises(StoreError, match=r"the disk is full.*Free some space"):
                    ingest.import_path(store, tmp_path / "results")
            runs = read.counts(store).runs
            assert runs < 30
            assert read.counts(store).samples == 300 * runs
            _remount(tmp_path / "disk", "size=100m")
            ingest.refresh(store)
            assert read.counts(store).runs == 30


def test_a_disk_that_fills_up_when_the_log_is_merged_needs_no_restart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DuckDB calls this failure fatal and refuses all work on the open database; a small log makes it come soon."""
    monkeypatch.setattr(ingest, "LEAST_SPACE", 0)
    monkeypatch.setattr(intake, "_TOGETHER", 0)  # each run by itself, so that some are stored before the disk is full
    for step in range(1, 31):
        write_run(tmp_path / "results" / f"step{step}", step=step, docs=300)
    with _mounted(tmp_path / "disk", "1600k"), open_store(tmp_path / "disk" / "home") as store:
        with store.reading() as cursor:
            cursor.execute("SET wal_autocheckpoint = '900KB'")
        with pytest.raises(StoreError, match="the disk is full"):
            ingest.import_path(store, tmp_path / "results")
        runs = read.counts(store).runs
        assert 0 < runs < 30
        assert read.counts(store).samples == 300 * runs
        _remount(tmp_path / "disk", "size=100m")
        ingest.refresh(store)
        assert read.counts(store).runs == 30


def test_a_nearly_full_disk_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    write_run(tmp_path / "results")
    with _mounted(tmp_path / "disk", "3m"), open_store(tmp_path / "disk" / "home") as store:
        with pytest.raises(StoreError, match="the disk is full"):
            ingest.import_path(store, tmp_path / "results")
        assert not (store.home / "sources.jsonl").exists()
        assert store.version == 0


def test_a_disk_that_became_read_only_changes_nothing(tmp_path: Path) -> None:
    for name in "ab":
        write_run(tmp_path / name, model=name)
    with _mounted(tmp_path / "disk", "100m"):
        home = tmp_path / "disk" / "home"
        with open_store(home) as store:
            ingest.import_path(store, tmp_path / "a")
            before = contents(store)
        _remount(tmp_path / "disk", "ro")
        with pytest.raises(StoreError, match=r"cannot be written.*set E2LM_HOME"):
            open_store(home)
        with pytest.raises(StoreError, match=r"cannot be written.*set E2LM_HOME"):
            open_store(tmp_path / "disk" / "other")
        _remount(tmp_path / "disk", "rw")
        with open_store(home) as store:
            assert contents(store) == before


def test_a_journal_that_cannot_grow_is_left_as_it_was(tmp_path: Path) -> None:
    """The limit on file sizes stands in for a disk that fills up in the middle of a line."""
    append(tmp_path, {"event": "forget", "source_id": "x" * 300})
    before = (tmp_path / "sources.jsonl").read_bytes()
    program = (
        "import resource, sys; from pathlib import Path; from results_store.journal import append\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (500, 500))\n"
        "append(Path(sys.argv[1]), {'event': 'forget', 'source_id': 'y' * 300})"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert "StoreError" in done.stderr
    assert "the disk is full" in done.stderr
    assert (tmp_path / "sources.jsonl").read_bytes() == before


def test_an_index_that_cannot_grow_keeps_what_it_had(tmp_path: Path) -> None:
    """The limit on file sizes works without mounting, too: DuckDB's log may not pass 300 kB."""
    for step in range(1, 31):
        write_run(tmp_path / "results" / f"step{step}", step=step, docs=300)
    program = (
        "import resource, sys; from pathlib import Path; from results_store import ingest, open_store\n"
        "store = open_store(Path(sys.argv[1]))\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000))\n"
        "ingest.import_path(store, Path(sys.argv[2]))"
    )
    home = tmp_path / "home"
    command = [sys.executable, "-c", program, str(home), str(tmp_path / "results")]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert "StoreError" in done.stderr
    assert "the disk is full" in done.stderr
    with open_store(home) as store:
        runs = read.counts(store).runs
        assert 0 < runs < 30
        assert read.counts(store).samples == 300 * runs
        ingest.refresh(store)
        assert read.counts(store).runs == 30


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    with pytest.raises(StoreError, match="cannot be written"):
        open_store(tmp_path / "home")
