"""Reading ahead: while one unit is stored, other threads read the next ones' documents and the answers in them."""

from __future__ import annotations

import mmap
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import TypeVar

import xxhash

from e2lm.harness.outputs.pattern import WINDOW
from e2lm.reading import ReadOptions, Unit, read_unit
from e2lm.records import Problem, Reading
from results_store.cut_rows import Portion, portions
from results_store.known import MOST_DOCS, Known

T = TypeVar("T")
_READERS = 2  # what they do with Python's lock takes each a third of its time


@dataclass(frozen=True)
class Ahead:
    """What a unit holds: readings and problems in order, by run the samples of files whose questions were known, and a
    hash of all its bytes."""

    items: Sequence[Reading | Problem]
    portions: dict[str, list[Portion]]
    content: str


def read_ahead(
    units: Iterable[tuple[T, Unit]], options: ReadOptions, said: str, known: Known
) -> Iterator[tuple[T, Unit, Future[Ahead]]]:
    """Each unit with what it holds, the next ones being read while it is in use; `said` is what people said
    about them. What reading raises, the future does."""
    windows: SimpleQueue[bytearray] = SimpleQueue()

    def read(unit: Unit) -> Ahead:
        items = list(read_unit(unit, options))
        runs = {item.run.run_id: item.sample_files for item in items if isinstance(item, Reading)}
        docs = sum(file.docs or 0 for files in runs.values() for file in files)
        few = runs.items() if docs <= MOST_DOCS else ()
        window = windows.get()
        try:
            ready = {run_id: list(portions(run_id, files, known, window)) for run_id, files in few}
        finally:
            windows.put(window)
        return Ahead(items, ready, content_hash(unit.files, said))

    for _ in range(_READERS):
        windows.put(bytearray(WINDOW))
    with ThreadPoolExecutor(_READERS, thread_name_prefix="reading ahead") as reader:
        waiting: list[tuple[T, Unit, Future[Ahead]]] = []
        for tag, unit in units:
            waiting.append((tag, unit, reader.submit(read, unit)))
            if len(waiting) > _READERS:
                yield waiting.pop(0)
        yield from waiting


def content_hash(files: Iterable[Path], said: str) -> str:
    """A fast hash (xxh3) of the files' names and bytes and of what was said about them; "" where one cannot be read."""
    digest = xxhash.xxh3_64(said.encode())
    for path in files:
        digest.update(path.name.encode("utf-8", "surrogateescape"))
        try:
            with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
                digest.update(content)
        except ValueError:
            digest.update(b"empty")
        except OSError:
            return ""
    return digest.hexdigest()
