"""The database file: opening, migrating, a cursor per query, and one writer at a time."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from e2lm.errors import StoreError
from results_store.failures import damaged, translated
from results_store.progress import Progress
from results_store.schema import MIGRATIONS

FILE = "e2lm.duckdb"


class _Shared:
    """What the stores of one process on one file share, as they share DuckDB's instance: locks, and commits so far."""

    def __init__(self) -> None:
        self.writing, self.importing = threading.RLock(), threading.RLock()
        self.commits = 0


_SHARED: dict[str, _Shared] = {}
_SHARED_GUARD = threading.Lock()


class Store:
    """An open index. Threads share the object, never a cursor: each query takes its own.

    `home` is the folder whose files it indexes. `writing` serialises transactions and `importing` whole imports, so
    that two sessions that import at once read each file once; `progress` is how far the import is that goes on, None
    while there is none. Raises StoreError from every method on a full or read-only disk, naming the remedy.
    """

    def __init__(self, home: Path, file: str) -> None:
        self.home = home
        self.file = file
        with _SHARED_GUARD:
            key = file if file != ":memory:" else f"memory {id(self)}"
            self._shared = _SHARED.setdefault(key, _Shared())
        self.writing, self.importing = self._shared.writing, self._shared.importing
        self.progress: Progress | None = None
        self._version_read = (-1, 0)
        self._opening = threading.Lock()
        self._connection: duckdb.DuckDBPyConnection | None = _connect(file)

    @property
    def in_memory(self) -> bool:
        return self.file == ":memory:"

    @property
    def version(self) -> int:
        """Grows with every committed change; equal versions of one store mean equal tables.

        A page asks for it many times, so it is read once after each commit: this process is the only writer.
        """
        commits, known = self._version_read
        if commits != self._shared.commits:
            commits = self._shared.commits
            known = int(self.rows("SELECT version FROM state")[0][0])
            self._version_read = (commits, known)
        return known

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A connection of its own for one query; close it, or let it go out of scope."""
        with self._opening:
            if self._connection is None:
                self._connection = _connect(self.file)
            return self._connection.cursor()

    @contextmanager
    def reading(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor for the queries of one question; what the disk or the file does wrong is a StoreError."""
        with translated(self.file), self.cursor() as cursor:
            try:
                yield cursor
            except duckdb.FatalException:
                self._reopen_later()
                raise

    def rows(self, query: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query as tuples."""
        with self.reading() as cursor:
            return cursor.execute(query, parameters).fetchall()

    def table(self, query: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> pa.Table:
        """The result of a query as an Arrow table."""
        with self.reading() as cursor:
            return cursor.sql(query, params=parameters).to_arrow_table()

    def frame(self, query: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> pd.DataFrame:
        """The result of a query as a frame; whole numbers are Int64 with NA where unknown."""
        return self.as_frame(self.table(query, parameters))

    @staticmethod
    def as_frame(table: pa.Table) -> pd.DataFrame:
        """An Arrow table as a frame; whole numbers are Int64 with NA where unknown."""
        frame: pd.DataFrame = table.to_pandas(types_mapper={pa.int64(): pd.Int64Dtype()}.get)
        return frame

    @contextmanager
    def transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """One change: commits and raises the version at the end, or leaves everything as it was."""
        with self.writing, translated(self.file):
            cursor = self.cursor()
            try:
                cursor.execute("BEGIN TRANSACTION")
                yield cursor
                cursor.execute("UPDATE state SET version = version + 1")
                cursor.execute("COMMIT")
            except BaseException as error:
                self._undo(cursor, error)
                raise
            finally:
                self._shared.commits += 1  # also after a failure: DuckDB may have committed before it failed
                cursor.close()

    def _undo(self, cursor: duckdb.DuckDBPyConnection, error: BaseException) -> None:
        fatal = isinstance(error, duckdb.FatalException)
        try:
            cursor.execute("ROLLBACK")
        except duckdb.Error as second:
            fatal = fatal or isinstance(second, duckdb.FatalException)
        if fatal:
            self._reopen_later()

    def _reopen_later(self) -> None:
        """After a failure that DuckDB calls fatal, such as a full disk at a checkpoint, its instance refuses all work;
        what was committed is in the file, so the next query opens that anew."""
        if not self.in_memory:
            with self._opening:
                if self._connection is not None:
                    self._connection.close()
                self._connection = None

    def close(self) -> None:
        with self._opening:
            if self._connection is not None:
                self._connection.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_store(home: Path) -> Store:
    """Opens home's index, making folder and file where they are missing.

    A file that is damaged, or that a newer version of this project wrote, is moved aside, because it can be rebuilt
    from the files it indexes (`ingest.refresh` does so). Raises StoreError where another process holds the file, or
    the disk is full or read-only; then nothing has changed.
    """
    with translated(str(home)):
        home = home.resolve()
        home.mkdir(parents=True, exist_ok=True)
    file = home / FILE
    try:
        return _open(home, str(file))
    except duckdb.Error as error:
        if not damaged(error):
            with translated(str(file)):
                raise
    _move_aside(file)
    with translated(str(file)):
        return _open(home, str(file))


def open_memory(home: Path) -> Store:
    """An index of home's files that lives in memory only, empty until it is refreshed."""
    return _open(home.resolve(), ":memory:")


def _open(home: Path, file: str) -> Store:
    store = Store(home, file)
    try:
        with store.writing:
            _migrate(store)
    except BaseException:
        store.close()
        raise
    return store


def _connect(file: str) -> duckdb.DuckDBPyConnection:
    # Queries name tables only: a Python variable of the same name must never be read instead. A large import is written
    # into the file in few large portions; until then it is safe in the log beside it.
    return duckdb.connect(file, config={"python_enable_replacements": False, "wal_autocheckpoint": "80MB"})


def _migrate(store: Store) -> None:
    """Applies what is missing, each migration in one transaction with the record that it was applied."""
    cursor = store.cursor()
    try:
        cursor.execute("CREATE TABLE IF NOT EXISTS migrations (place INTEGER NOT NULL, name VARCHAR NOT NULL)")
        applied = [name for (name,) in cursor.execute("SELECT name FROM migrations ORDER BY place").fetchall()]
        known = [name for name, _ in MIGRATIONS]
        if applied != known[: len(applied)]:
            raise duckdb.Error("Corrupt database file: its migrations are not those of this version")
        for place, (name, statements) in enumerate(MIGRATIONS[len(applied) :], start=len(applied)):
            cursor.execute("BEGIN TRANSACTION")
            cursor.execute(statements)
            cursor.execute("INSERT INTO migrations VALUES (?, ?)", [place, name])
            cursor.execute("COMMIT")
    finally:
        cursor.close()


def _move_aside(file: Path) -> None:
    """Renames the database and its log, so that nothing a person might want to look at is lost."""
    stamp = datetime.now().strftime("%Y%m%d-%H%M%S-%f")
    for old in (file, file.with_name(file.name + ".wal")):
        try:
            old.rename(old.with_name(f"{old.name}.damaged-{stamp}"))
        except FileNotFoundError:
            continue
        except OSError as error:
            raise StoreError(
                f"the index is damaged and cannot be moved aside ({error.strerror})",
                remedy="Delete it yourself: it is rebuilt from the result files.",
                file=str(old),
            ) from error
