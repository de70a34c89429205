"""A run's samples into the store: files of known questions straight from the parser, all others through the reader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

import duckdb

from e2lm.errors import E2LMError
from e2lm.harness.outputs.phrasing import Opening
from e2lm.reading import samples_in
from e2lm.records import Problem, Sample, SamplesFile
from results_store.known import Known, learn_layout, take_known
from results_store.sample_rows import Places, sample_tables
from results_store.tables import add_rows

CHUNK = 2000


def add_samples(
    cursor: duckdb.DuckDBPyConnection,
    run_id: str,
    files: Sequence[SamplesFile],
    begins: Mapping[str, Opening | None],
    known: Known,
    *,
    straight: bool,
) -> tuple[int, list[Problem]]:
    """Stores a run's samples and the docs and prompts they bring; their number, and what could not be used.

    `begins` are the files' openings by path. `straight` False reads every file in full. Raises `known.REFUSED` errors
    only where `straight`.
    """
    full = list(files)
    count = 0
    for numbers, group in _layouts(files, begins, known).items() if straight else ():
        taken = take_known(cursor, run_id, group, numbers)
        count += sum(taken.values())
        full = [file for file in full if file not in group or file.task not in taken]
    read = _InFull(full, begins)
    places = Places()
    samples = read.samples()
    while chunk := list(islice(samples, CHUNK)):
        count += len(chunk)
        for name, table in sample_tables(run_id, chunk, known.keys, places).items():
            add_rows(cursor, name, table)
    for file, opening, numbers in read.learned:
        learn_layout(cursor, known, file, opening, numbers)
    return count, read.problems


def _layouts(
    files: Sequence[SamplesFile], begins: Mapping[str, Opening | None], known: Known
) -> dict[tuple[str, ...], list[SamplesFile]]:
    """Files that may go straight, by their numeric metrics; of a task with several files none does."""
    groups: dict[tuple[str, ...], list[SamplesFile]] = {}
    tasks = [file.task for file in files]
    for file in files:
        numbers = known.numbers_of(file, begins.get(file.path))
        if numbers is not None and tasks.count(file.task) == 1:
            groups.setdefault(numbers, []).append(file)
    return groups


class _InFull:
    """Files read record by record: what could not be used, and the layouts of those without a problem."""

    def __init__(self, files: Sequence[SamplesFile], begins: Mapping[str, Opening | None]) -> None:
        self.files, self.begins = files, begins
        self.problems: list[Problem] = []
        self.learned: list[tuple[SamplesFile, Opening, tuple[str, ...]]] = []

    def samples(self) -> Iterator[tuple[Sample, str]]:
        """Every sample with its file's phrasing, "" where that tells nothing; a file that breaks off ends."""
        for file in self.files:
            before = len(self.problems)
            opening = self.begins.get(file.path)
            names: set[tuple[str, ...]] = set()
            try:
                for item in samples_in(file):
                    if isinstance(item, Problem):
                        self.problems.append(item)
                    else:
                        names.add(tuple(item.metrics))
                        yield item, file.phrasing if opening else ""
            except E2LMError as error:
                self.problems.append(Problem.of(error))
            if opening and file.phrasing and len(self.problems) == before and len(names) == 1:
                self.learned.append((file, opening, names.pop()))
