"""Samples files without their results: runs whose scores are the means of the logged metrics."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from e2lm.checkpoints import identify, with_sidecar
from e2lm.harness.outputs import date_in, higher_is_better, read_samples
from e2lm.harness.outputs.json_files import read_records, unreadable
from e2lm.harness.outputs.metrics import number
from e2lm.harness.outputs.results import named
from e2lm.harness.outputs.samples import is_sample, not_samples
from e2lm.reading.identity import files_hash
from e2lm.reading.sidecar import try_sidecar
from e2lm.reading.units import Unit, task_of
from e2lm.records import Checkpoint, Problem, Reading, Run, Sample, SamplesFile, Value

# "pretrained=a/b,revision=step1000" and a task, as lm-eval up to 0.4.2 names a samples file; without a revision nothing
# tells where the model's name ends.
_UNDATED = re.compile(r"(?P<arguments>pretrained__.+?,revision__[^_,]+(?:,\w+?__[^_,]+)*)_(?P<task>.+)")
_NOT_A_MEAN = frozenset(
    ("perplexity", "word_perplexity", "byte_perplexity", "bits_per_byte", "mcc", "bleu", "chrf", "ter", "f1")
)


def read_samples_alone(unit: Unit) -> Iterator[Reading | Problem]:
    """Samples files without results: the scores are the means of the logged metrics, the model is provisional."""
    sidecar, problems = try_sidecar(unit.main.parent)
    yield from problems
    strangers = {path: record for path in unit.samples if not task_of(path) and (record := _strange_record(path))}
    for run_files in _by_run([path for path in unit.samples if path not in strangers]):
        yield from _samples_run(run_files, sidecar)
    for path, record in list(strangers.items())[:1]:
        problem = not_samples(path, record)
        others = f", like {len(strangers) - 1} more beside it" if len(strangers) > 1 else ""
        yield replace(problem, problem=problem.problem + others)


def _by_run(paths: Sequence[Path]) -> list[list[tuple[Path, str]]]:
    """Samples files of one run each, with their tasks: those of one date, and undated ones of the same model_args."""
    runs: dict[str, list[tuple[Path, str]]] = {}
    for path in paths:
        found = _UNDATED.match(path.stem)
        if task_of(path):
            runs.setdefault("", []).append((path, task_of(path)))
        elif found:
            runs.setdefault(found["arguments"], []).append((path, found["task"]))
        else:
            runs.setdefault(path.stem, []).append((path, path.stem))
    return list(runs.values())


def _samples_run(own: Sequence[tuple[Path, str]], sidecar: Mapping[str, Any]) -> Iterator[Reading | Problem]:
    first = own[0][0]
    try:
        run_id = files_hash(path for path, _ in own)
    except OSError as error:
        yield Problem.of(unreadable(first, error))
        return
    checkpoint = _checkpoint(first)
    if sidecar:
        checkpoint = with_sidecar(checkpoint, sidecar)
    values, read = _means(own)
    if not read:
        yield from (item for path, task in own for item in read_samples(path, task) if isinstance(item, Problem))
        return
    note = "samples without results: scores are means of the logged metrics, the task's size is unknown"
    config = {"e2lm": dict(sidecar)} if sidecar else {}
    run = Run(run_id, str(first), "samples", checkpoint, date_in(first.name), config=config, note=note)
    yield Reading(run, tuple(values), tuple(SamplesFile(str(path), task) for path, task in own))


def _checkpoint(path: Path) -> Checkpoint:
    """Samples name no model; up to 0.4.2 the file's name holds the model_args, later the folder's the model."""
    found = _UNDATED.match(path.stem)
    if not found:
        return named(Checkpoint("", "main"), path)
    arguments = {
        name: value.replace("__", "/")
        for name, _, value in (part.partition("__") for part in found["arguments"].split(","))
    }
    return replace(identify(arguments, {}), provisional="only the file's name tells the model; confirm it")


def _strange_record(path: Path) -> Mapping[str, Any]:
    """The first readable record where it is of no samples log (a data set in JSON lines, say), else {}."""
    first = next((item for item in read_records(path) if not isinstance(item, Problem)), None)
    return first[1] if first is not None and not is_sample(first[1]) else {}


def _means(own: Sequence[tuple[Path, str]]) -> tuple[list[Value], int]:
    """Mean of every logged metric of every task and filter, in the order of the files; and the number of samples."""
    read = 0
    found: dict[tuple[str, str, str], list[float]] = defaultdict(list)
    for path, task in own:
        for item in read_samples(path, task):
            if isinstance(item, Sample):
                read += 1
                for metric, value in item.metrics.items():
                    if metric not in _NOT_A_MEAN:
                        found[task, metric, item.filter].append(value)
    values = [
        Value(
            task, metric, name, number(sum(items) / len(items)), n=len(items), higher_is_better=higher_is_better(metric)
        )
        for (task, metric, name), items in found.items()
    ]
    return values, read
