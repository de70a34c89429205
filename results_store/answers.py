"""A run's samples into the store: of files of known questions only the answers, all others record by record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, islice

import duckdb

from e2lm.errors import E2LMError
from e2lm.harness.outputs.pattern import WINDOW
from e2lm.reading import samples_in
from e2lm.records import Problem, Sample, SamplesFile
from results_store.cut_rows import Portion, portions
from results_store.known import MOST_DOCS, Asked, Known, alone, learn
from results_store.sample_rows import Places, sample_tables
from results_store.tables import add_rows

CHUNK = 2000


def add_samples(
    cursor: duckdb.DuckDBPyConnection, run_id: str, files: Sequence[SamplesFile], ahead: Sequence[Portion], known: Known
) -> tuple[int, list[Problem]]:
    """Stores a run's samples and the docs and prompts they bring; their number, and what could not be used.

    `ahead` are the samples of files that were read ahead. They may fit questions that are no longer known, and more
    may have become known since.
    """
    count = 0
    taken: set[str] = set()
    ready = [portion for portion in ahead if known.knows(portion.fitting)]
    read = {one.file.path for portion in ready for one in portion.fitting}
    for portion in chain(ready, portions(run_id, files, known, bytearray(WINDOW), read)):
        add_rows(cursor, "samples", portion.rows)
        count += portion.rows.num_rows
        taken |= {one.file.path for one in portion.fitting}
    in_full = _InFull([file for file in files if file.path not in taken])
    places = Places()
    asked: dict[str, list[Asked]] = {}
    samples, in_full_count = in_full.samples(), 0
    while chunk := list(islice(samples, CHUNK)):
        in_full_count += len(chunk)
        tables, keyed = sample_tables(run_id, chunk, known.keys, places)
        for one in keyed if in_full_count <= MOST_DOCS else ():
            asked.setdefault(one.task, []).append(one)
        for name, table in tables.items():
            add_rows(cursor, name, table)
    learn(cursor, known, [(file, asked.get(file.task, ())) for file in in_full.sound if alone(file, files)])
    return count + in_full_count, in_full.problems


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
