"""A run's samples into the store: files of known questions straight from the parser, all others through the reader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

import duckdb
import pyarrow as pa

from e2lm.errors import E2LMError
from e2lm.harness.outputs.phrasing import Ends
from e2lm.reading import samples_in
from e2lm.records import Problem, Sample, SamplesFile
from results_store.known import Known, learn, take_known
from results_store.sample_rows import Places, sample_tables
from results_store.tables import add_rows

CHUNK = 2000
MOST_LEARNED = 200_000  # docs of a file whose questions are held until it was read to its end


def add_samples(
    cursor: duckdb.DuckDBPyConnection,
    run_id: str,
    files: Sequence[SamplesFile],
    ends: Mapping[str, Ends | None],
    known: Known,
    *,
    straight: bool,
) -> tuple[int, list[Problem]]:
    """Stores a run's samples and the docs and prompts they bring; their number, and what could not be used.

    `ends` are those of the files by path. `straight` False reads every file in full; else raises NotStraightError where
    DuckDB refuses a file.
    """
    full = list(files)
    count = 0
    for numbers, group in _layouts(files, ends, known).items() if straight else ():
        taken = take_known(cursor, run_id, group, numbers)
        count += sum(taken.values())
        full = [file for file in full if file not in group or file.task not in taken]
    read = _InFull(full, ends)
    places, asked = Places(), []
    samples = read.samples()
    while chunk := list(islice(samples, CHUNK)):
        count += len(chunk)
        tables = sample_tables(run_id, chunk, known.keys, places)
        asked.append(tables.pop("asked"))
        for name, table in tables.items():
            add_rows(cursor, name, table)
    if read.sound:
        learn(cursor, known, read.sound, pa.concat_tables(asked))
    return count, read.problems


def _layouts(
    files: Sequence[SamplesFile], ends: Mapping[str, Ends | None], known: Known
) -> dict[tuple[str, ...], list[SamplesFile]]:
    """Files that may go straight, by their numeric metrics; of a task with several files none does."""
    groups: dict[tuple[str, ...], list[SamplesFile]] = {}
    tasks = [file.task for file in files]
    for file in files:
        numbers = known.numbers_of(file, ends.get(file.path))
        if numbers is not None and tasks.count(file.task) == 1:
            groups.setdefault(numbers, []).append(file)
    return groups


class _InFull:
    """Files read record by record: what could not be used, and those without a problem that teach their questions."""

    def __init__(self, files: Sequence[SamplesFile], ends: Mapping[str, Ends | None]) -> None:
        self.files, self.ends = files, ends
        self.problems: list[Problem] = []
        self.sound: list[tuple[SamplesFile, Ends, tuple[str, ...]]] = []

    def samples(self) -> Iterator[tuple[Sample, str]]:
        """Every sample with its file's phrasing, "" where nothing can be learned; a file that breaks off ends."""
        for file in self.files:
            before, ends = len(self.problems), self.ends.get(file.path)
            phrasing = file.phrasing if ends and file.docs is not None and file.docs <= MOST_LEARNED else ""
            names: set[tuple[str, ...]] = set()
            try:
                for item in samples_in(file):
                    if isinstance(item, Problem):
                        self.problems.append(item)
                    else:
                        names.add(tuple(item.metrics))
                        yield item, phrasing
            except E2LMError as error:
                self.problems.append(Problem.of(error))
            if ends and phrasing and len(self.problems) == before and len(names) == 1:
                self.sound.append((file, ends, names.pop()))
