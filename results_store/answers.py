"""A run's samples into the store: files of known questions straight from the parser, all others through the reader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

import duckdb

from e2lm.errors import E2LMError
from e2lm.harness.outputs.phrasing import Opening
from e2lm.reading import samples_in
from e2lm.records import Problem, Sample, SamplesFile
from results_store.known import Known, learn, learn_layout, take_known
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
    problems: list[Problem] = []
    count = 0
    full = list(files)
    for numbers, group in _layouts(files, begins, known).items() if straight else ():
        taken = take_known(cursor, run_id, group, numbers)
        count += sum(taken.values())
        full = [file for file in full if file not in group or file.task not in taken]
    places = Places()
    for file in full:
        count += _add_in_full(cursor, run_id, file, begins.get(file.path), known, places, problems)
    return count, problems


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


def _add_in_full(
    cursor: duckdb.DuckDBPyConnection,
    run_id: str,
    file: SamplesFile,
    begins: Opening | None,
    known: Known,
    places: Places,
    problems: list[Problem],
) -> int:
    """Stores one file record by record and makes its questions known; the number of its samples."""
    count, before = 0, len(problems)
    teaches = bool(begins and file.phrasing)
    numbers: set[tuple[str, ...]] = set()
    for chunk in _chunks(samples_in(file), problems):
        count += len(chunk)
        numbers |= {tuple(sample.metrics) for sample in chunk}
        tables = sample_tables(run_id, chunk, known.keys, places)
        learned = tables.pop("learned")
        for name, table in tables.items():
            add_rows(cursor, name, table)
        if teaches and learned.num_rows:
            learn(cursor, learned, file.phrasing)
    if begins and teaches and len(problems) == before and len(numbers) == 1:
        learn_layout(cursor, known, file, begins, numbers.pop())
    return count


def _chunks(samples: Iterator[Sample | Problem], problems: list[Problem]) -> Iterator[list[Sample]]:
    """Samples in bounded portions; what is not one is put aside, and a file that breaks off ends them."""
    whole = _until_broken(samples, problems)
    while items := list(islice(whole, CHUNK)):
        problems.extend(item for item in items if isinstance(item, Problem))
        yield [item for item in items if isinstance(item, Sample)]


def _until_broken(samples: Iterator[Sample | Problem], problems: list[Problem]) -> Iterator[Sample | Problem]:
    try:
        yield from samples
    except E2LMError as error:
        problems.append(Problem.of(error))
