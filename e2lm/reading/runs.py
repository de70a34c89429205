"""A results file of lm-eval with its samples files as a Reading: run, values, and samples as they are asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from e2lm.harness.outputs import read_samples, run_of, values_of
from e2lm.harness.outputs.sizes import limit_note, limit_of
from e2lm.reading.identity import content_hash
from e2lm.reading.sidecar import try_sidecar
from e2lm.reading.units import Unit, task_of
from e2lm.records import Problem, Reading, Run, Sample, SamplesFile, Value


def read_results(document: Mapping[str, Any], content: bytes, unit: Unit) -> Iterator[Reading | Problem]:
    """A results document with its samples files; before it, everything in it that could not be used."""
    sidecar, problems = try_sidecar(unit.main.parent)
    run = run_of(document, unit.main, content_hash(content), sidecar)
    found = list(values_of(document, unit.main))
    problems += [item for item in found if isinstance(item, Problem)]
    values = tuple(item for item in found if isinstance(item, Value))
    files, others = _own_samples(unit, run)
    values = tuple(_counted(values, files, limit_of(document)))
    if all(value.n_original is not None for value in values):
        run = replace(run, note=run.note.removeprefix(limit_note(document)).removeprefix("; "))
    yield from problems
    yield Reading(run, values, tuple(_samples_file(path, task, values, document) for path, task in files))
    yield from (_foreign(path, unit.main) for path in others)


def _counted(values: Sequence[Value], own: Sequence[tuple[Path, str]], limit: float | None) -> Iterator[Value]:
    """Values with sizes: where the results hold none (before 0.4.5), the samples are counted.

    Fewer samples than the limit are all that the task has; as many leave its size unknown.
    """
    counts: dict[str, int] = {}
    for path, task in own:
        if any(value.task == task and value.n_original is None for value in values):
            docs = {item.doc_id for item in read_samples(path, task) if isinstance(item, Sample)}
            counts[task] = len(docs)
    for value in values:
        n = counts.get(value.task)
        if not n:
            yield value
        else:
            whole = limit is None or (limit >= 1 and n < limit)
            yield replace(value, n=n, n_original=n if whole else None)


def samples_in(file: SamplesFile) -> Iterator[Sample | Problem]:
    """The samples of one file; after them, whether it holds as many docs as its results rest on."""
    docs = set()
    for item in read_samples(Path(file.path), file.task, file.filters):
        if isinstance(item, Sample):
            docs.add(item.doc_id)
        yield item
    if file.docs is not None and len(docs) != file.docs:
        what = f"the file holds {len(docs):,} docs where the results rest on {file.docs:,}"
        yield Problem(file.path, what, "Scores come from the results; questions show only the docs that are here")


def _samples_file(path: Path, task: str, values: Sequence[Value], document: Mapping[str, Any]) -> SamplesFile:
    filters = tuple(dict.fromkeys(value.filter for value in values if value.task == task))
    docs = max((value.n for value in values if value.task == task and value.n is not None), default=None)
    limited = limit_of(document) is not None
    partial = any(value.partial or (limited and value.n_original is None) for value in values if value.task == task)
    return SamplesFile(str(path), task, filters, docs, complete=not partial)


def _own_samples(unit: Unit, run: Run) -> tuple[list[tuple[Path, str]], list[Path]]:
    """The unit's samples files with their tasks, and those of other runs: up to 0.4.2 the file's name holds the
    model_args of its run, while `results.json` is always the last one's.
    """
    arguments = run.config.get("model_args")
    prefix = re.sub("/|=", "__", arguments) + "_" if isinstance(arguments, str) else ""
    own: list[tuple[Path, str]] = []
    others: list[Path] = []
    for path in unit.samples:
        if task_of(path):
            own.append((path, task_of(path)))
        elif prefix and path.stem.startswith(prefix):
            own.append((path, path.stem.removeprefix(prefix)))
        else:
            others.append(path)
    return own, others


def _foreign(path: Path, results: Path) -> Problem:
    what = f"these samples are not of the run in {results.name}, whose model_args are others"
    return Problem(str(path), what, "Import the file alone; its model stands to be confirmed then")
