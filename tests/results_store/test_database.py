"""Opening the index: made, migrated, shared by threads, refused to a second process, set aside when damaged."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from e2lm.errors import StoreError
from results_store import Store, StoreBusyError, ingest, open_memory, open_store, read
from results_store.schema import MIGRATIONS
from tests.paths import REPOSITORY
from tests.results_store.toys import write_run


def test_a_new_home_gets_an_empty_index(home: Path) -> None:
    with open_store(home) as store:
        assert read.counts(store).runs == 0
        assert store.version == 0
    assert (home / "e2lm.duckdb").exists()


def test_opening_again_applies_no_migration_twice(home: Path) -> None:
    for _ in range(2):
        with open_store(home) as store:
            names = store.rows("SELECT name FROM migrations ORDER BY place")
    assert names == [(name,) for name, _ in MIGRATIONS]


def test_a_damaged_file_is_moved_aside_and_rebuilt_from_the_files(home: Path, tmp_path: Path) -> None:
    write_run(tmp_path / "results")
    with open_store(home) as store:
        ingest.import_path(store, tmp_path / "results")
        before = read.curve_table(store)
    (home / "e2lm.duckdb").write_bytes(b"no database" * 1000)
    with open_store(home) as store:
        ingest.refresh(store)
        assert read.curve_table(store).equals(before)
    assert len(list(home.glob("e2lm.duckdb.damaged-*"))) == 1


def test_an_index_of_a_newer_version_is_moved_aside(home: Path) -> None:
    with open_store(home) as store, store.transaction() as cursor:
        cursor.execute("INSERT INTO migrations VALUES (99, 'from the future')")
    with open_store(home) as store:
        assert read.counts(store).runs == 0
    assert len(list(home.glob("e2lm.duckdb.damaged-*"))) == 1


def test_a_second_process_is_told_who_holds_the_index(home: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from results_store import open_store; open_store(Path(sys.argv[1]))"
    )
    with open_store(home):
        command = [sys.executable, "-c", program, str(home)]
        done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert f"{StoreBusyError.__name__}: {home / 'e2lm.duckdb'}: another process holds the index" in done.stderr


def test_a_home_that_is_a_file_is_refused_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="Check the folder"):
        open_store(tmp_path / "file")


def test_a_failed_transaction_leaves_the_version_and_the_tables(store: Store) -> None:
    def half() -> None:
        with store.transaction() as cursor:
            cursor.execute("INSERT INTO unit_runs VALUES ('a', 'b', 'c')")
            raise KeyError

    with pytest.raises(KeyError):
        half()
    assert store.version == 0
    assert store.rows("SELECT count(*) FROM unit_runs") == [(0,)]


def test_a_mistake_in_a_statement_is_no_failure_of_the_disk(store: Store) -> None:
    with pytest.raises(Exception, match="no_such_table") as caught:
        store.rows("SELECT * FROM no_such_table")
    assert not isinstance(caught.value, StoreError)


def test_threads_read_whole_runs_while_another_imports(store: Store, tmp_path: Path) -> None:
    """Every run has one value and four samples in each, so any other proportion would be half of a run."""
    for step in range(1, 31):
        write_run(tmp_path / "results" / f"step{step}", step=step)
    seen: list[tuple[int, int, int]] = []
    done = threading.Event()

    def look() -> None:
        while not done.is_set():
            counts = read.counts(store)
            seen.append((counts.runs, counts.samples, len(read.curve_table(store))))

    readers = [threading.Thread(target=look) for _ in range(4)]
    for reader in readers:
        reader.start()
    report = ingest.import_path(store, tmp_path / "results")
    done.set()
    for reader in readers:
        reader.join()
    assert (report.runs, report.samples) == (30, 120)
    assert len(seen) > 4
    assert all(samples == 4 * runs for runs, samples, _ in seen)


def test_two_stores_of_one_process_on_one_file_take_turns(home: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):
        for step in range(1, 11):
            write_run(tmp_path / name / f"step{step}", model=name, step=step)
    with open_store(home) as first, open_store(home) as second:
        pairs = ((first, tmp_path / "a"), (second, tmp_path / "b"))
        threads = [threading.Thread(target=ingest.import_path, args=pair) for pair in pairs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert read.counts(first).runs == read.counts(second).runs == 20


def test_an_index_in_memory_leaves_no_file(home: Path, tmp_path: Path) -> None:
    write_run(tmp_path / "results")
    ingest.journal_path(home, tmp_path / "results")
    with open_memory(home) as store:
        ingest.refresh(store)
        assert read.counts(store).runs == 1
    assert not (home / "e2lm.duckdb").exists()
