"""Reading sample files: into the store, and by the two readers it is compared with, which keep nothing.

All read the same files, which the measurement before has left in the system's page cache.
"""

from __future__ import annotations

import importlib
import time
from pathlib import Path
from typing import Any

import pandas as pd

from results_store import ingest, open_store
from results_store.database import FILE


def sample_files(folder: str) -> list[Path]:
    return sorted(Path(folder).rglob("samples_*.jsonl"))


def size_of(folder: str) -> int:
    """Bytes of all samples files."""
    return sum(file.stat().st_size for file in sample_files(folder))


def with_pandas(folder: str) -> dict[str, Any]:
    """`pandas.read_json(lines=True)` of every file, each forgotten before the next."""
    begun = time.perf_counter()
    rows = sum(len(pd.read_json(file, lines=True)) for file in sample_files(folder))
    return {"seconds": time.perf_counter() - begun, "rows": rows}


def with_simdjson(folder: str) -> dict[str, Any]:
    """simdjson's parse of every line, without a look at what it holds: of the ways that pysimdjson offers the fastest,
    lines handed over as slices of the file's bytes."""
    parser = importlib.import_module("simdjson").Parser()
    rows, begun = 0, time.perf_counter()
    for file in sample_files(folder):
        content = file.read_bytes()
        view, start = memoryview(content), 0
        while (end := content.find(b"\n", start)) >= 0:
            line = parser.parse(view[start:end])
            del line  # a parser is used anew only when nothing refers to what it parsed last
            start, rows = end + 1, rows + 1
    return {"seconds": time.perf_counter() - begun, "rows": rows}


def into_store(folder: str, home: str) -> dict[str, Any]:
    """Everything that the import of a folder does, into a new store; the database's size after it is closed."""
    begun = time.perf_counter()
    store = open_store(Path(home))
    report = ingest.import_path(store, Path(folder))
    seconds = time.perf_counter() - begun
    rows = store.rows("SELECT count(*) FROM samples")[0][0]
    store.close()
    return {
        "seconds": seconds, "rows": rows, "runs": report.runs, "problems": len(report.problems),
        "database": (Path(home) / FILE).stat().st_size,
    }  # fmt: skip


def scanned_again(home: str, times: int) -> dict[str, Any]:
    """A refresh of a store none of whose files has changed, the fastest of several."""
    store = open_store(Path(home))
    version, found = store.version, []
    for _ in range(times):
        begun = time.perf_counter()
        ingest.refresh(store)
        found.append(time.perf_counter() - begun)
    same = store.version == version
    store.close()
    return {"seconds": min(found), "same": same}
