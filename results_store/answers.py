"""A run's samples into the store: of files of known questions only the answers, all others record by record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

import duckdb

from e2lm.errors import E2LMError
from e2lm.harness.outputs.pattern import WINDOW
from e2lm.reading import samples_in
from e2lm.records import Problem, Sample, SamplesFile
from results_store.cut_rows import sample_rows
from results_store.known import MOST_DOCS, Asked, Fitting, Known, alone, fitting_files, learn
from results_store.sample_rows import Places, sample_tables
from results_store.tables import add_rows

CHUNK = 2000


def add_samples(
    cursor: duckdb.DuckDBPyConnection,
    run_id: str,
    files: Sequence[SamplesFile],
    ahead: Mapping[str, Fitting],
    known: Known,
) -> tuple[int, list[Problem]]:
    """Stores a run's samples and the docs and prompts they bring; their number, and what could not be used.

    `ahead` are the answers, by path, of those files that were read ahead.
    """
    count = 0
    taken: set[str] = set()
    for portion in _portions(files, ahead, known):
        table, sound = sample_rows(run_id, portion)
        add_rows(cursor, "samples", table)
        count += table.num_rows
        taken |= {one.file.path for one in sound}
    read = _InFull([file for file in files if file.path not in taken])
    places = Places()
    asked: list[Asked] = []
    samples = read.samples()
    while chunk := list(islice(samples, CHUNK)):
        count += len(chunk)
        tables, keyed = sample_tables(run_id, chunk, known.keys, places)
        asked += keyed[: max(0, MOST_DOCS - len(asked))]
        for name, table in tables.items():
            add_rows(cursor, name, table)
    for file in read.sound:
        if alone(file, files):
            learn(cursor, known, file, [one for one in asked if one.task == file.task])
    return count, read.problems


def _portions(files: Sequence[SamplesFile], ahead: Mapping[str, Fitting], known: Known) -> Iterator[list[Fitting]]:
    """The answers of those files whose questions are known: files with equal metrics together, MOST_DOCS docs of them
    or a single file. What was learned since the files were read ahead counts too."""
    held: dict[tuple[str, ...], list[Fitting]] = {}
    valid = {path: one for path, one in ahead.items() if known.knows(one)}
    for one in (*valid.values(), *fitting_files(files, known, bytearray(WINDOW), valid)):
        portion = held.setdefault(one.learned.numbers, [])
        if portion and sum(len(other.learned.choices) for other in (*portion, one)) > MOST_DOCS:
            yield held.pop(one.learned.numbers)
            portion = held.setdefault(one.learned.numbers, [])
        portion.append(one)
    yield from held.values()


class _InFull:
    """Files read record by record: what could not be used, and those that can teach their questions."""

    def __init__(self, files: Sequence[SamplesFile]) -> None:
        self.files = files
        self.problems: list[Problem] = []
        self.sound: list[SamplesFile] = []

    def samples(self) -> Iterator[Sample]:
        """Every sample; a file that breaks off ends."""
        for file in self.files:
            before = len(self.problems)
            try:
                for item in samples_in(file):
                    if isinstance(item, Problem):
                        self.problems.append(item)
                    else:
                        yield item
            except E2LMError as error:
                self.problems.append(Problem.of(error))
            if file.complete and len(self.problems) == before:
                self.sound.append(file)
