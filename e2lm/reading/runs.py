"""One unit of lm-eval's files as a Reading: the run, its values, and its samples streaming from their files."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from e2lm.checkpoints import identify, with_sidecar
from e2lm.errors import SourceError
from e2lm.harness.outputs import (
    date_in,
    higher_is_better,
    parse_json,
    parse_model_args,
    read_bytes,
    read_samples,
    run_of,
    values_of,
)
from e2lm.harness.outputs.results import named
from e2lm.reading.units import SIDECAR, Unit, task_of
from e2lm.records import Checkpoint, Problem, Reading, Run, Sample, Value

_NOT_A_MEAN = frozenset(
    ("perplexity", "word_perplexity", "byte_perplexity", "bits_per_byte", "mcc", "bleu", "chrf", "ter", "f1")
)


def read_sidecar(folder: Path) -> Mapping[str, Any]:
    """The run's own record in its folder, empty where there is none. Errors: SourceError where it is damaged."""
    path = folder / SIDECAR
    if not path.is_file():
        return {}
    record = parse_json(read_bytes(path), path)
    if not isinstance(record, dict):
        raise SourceError("the run's record is not a table of fields", remedy="Remove the file", file=str(path))
    return record


def read_results(document: Mapping[str, Any], content: bytes, unit: Unit) -> Iterator[Reading | Problem]:
    """A results document with its samples files; before it, everything in it that could not be used."""
    sidecar, problems = _sidecar(unit.main.parent)
    run = run_of(document, unit.main, content_hash(content), sidecar)
    found = list(values_of(document, unit.main))
    problems += [item for item in found if isinstance(item, Problem)]
    values = tuple(item for item in found if isinstance(item, Value))
    own, others = _own_samples(unit, run)
    yield from problems
    yield Reading(run, values, _samples(own, values), tuple(str(path) for path, _ in own))
    yield from (_foreign(path, unit.main) for path in others)


def read_samples_alone(unit: Unit) -> Iterator[Reading | Problem]:
    """Samples files without results: the scores are the means of the logged metrics, the model is provisional."""
    sidecar, problems = _sidecar(unit.main.parent)
    yield from problems
    for run_files in _by_run(unit.samples):
        yield from _samples_run(run_files, sidecar)


def content_hash(content: bytes, *more: str) -> str:
    """32 hexadecimal digits of the content and what tells runs of one file apart."""
    digest = hashlib.blake2b(content, digest_size=16)
    for part in more:
        digest.update(b"\0" + part.encode("utf-8", errors="surrogatepass"))
    return digest.hexdigest()


def _sidecar(folder: Path) -> tuple[Mapping[str, Any], list[Problem]]:
    try:
        return read_sidecar(folder), []
    except SourceError as error:
        return {}, [Problem.of(error)]


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


def _samples(own: Sequence[tuple[Path, str]], values: Sequence[Value]) -> Iterator[Sample | Problem]:
    for path, task in own:
        filters = list(dict.fromkeys(value.filter for value in values if value.task == task))
        expected = max((value.n for value in values if value.task == task and value.n is not None), default=None)
        docs = set()
        for item in read_samples(path, task, filters):
            if isinstance(item, Sample):
                docs.add(item.doc_id)
            yield item
        if expected is not None and len(docs) < expected:
            what = f"the file holds {len(docs):,} of the {expected:,} docs that the results rest on"
            yield Problem(str(path), what, "Scores come from the results; questions show only the docs that are here")


def _by_run(paths: Sequence[Path]) -> list[list[tuple[Path, str]]]:
    """Samples files of one run each: those of one date together, undated ones by what stands before the task."""
    dated = [(path, task_of(path)) for path in paths if task_of(path)]
    undated = [[(path, path.stem)] for path in paths if not task_of(path)]
    return ([dated] if dated else []) + undated


def _samples_run(own: Sequence[tuple[Path, str]], sidecar: Mapping[str, Any]) -> Iterator[Reading | Problem]:
    first = own[0][0]
    digest = hashlib.blake2b(digest_size=16)
    try:
        for path, _ in own:
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
    except OSError as error:
        yield Problem(str(path), f"the file cannot be read ({error.strerror})", "Check its permissions and the disk")
        return
    checkpoint = _checkpoint(first)
    if sidecar:
        checkpoint = with_sidecar(checkpoint, sidecar)
    values = _means(own)
    if not values and not any(isinstance(item, Sample) for path, task in own for item in read_samples(path, task)):
        yield from (item for path, task in own for item in read_samples(path, task) if isinstance(item, Problem))
        return
    note = "samples without results: scores are means of the logged metrics, the task's size is unknown"
    config = {"e2lm": dict(sidecar)} if sidecar else {}
    run = Run(digest.hexdigest(), str(first), "samples", checkpoint, date_in(first.name), config=config, note=note)
    yield Reading(run, tuple(values), _samples(own, ()), tuple(str(path) for path, _ in own))


def _checkpoint(path: Path) -> Checkpoint:
    """Samples name no model; up to 0.4.2 the file's name holds the model_args, later the folder the model."""
    spelled = path.stem.replace("__", "=", 1) if path.stem.startswith("pretrained__") else ""
    if spelled:
        arguments = {
            key: re.sub("__", "/", str(value))
            for key, value in parse_model_args(re.sub(r",(\w+?)__", r",\1=", spelled)).items()
        }
        found = identify(arguments, {})
        return replace(found, provisional="only the file's name tells the model; confirm it")
    return named(Checkpoint("", "main"), path)


def _means(own: Sequence[tuple[Path, str]]) -> list[Value]:
    """Mean of every logged metric of every task and filter, in the order of the files."""
    found: dict[tuple[str, str, str], list[float]] = defaultdict(list)
    for path, task in own:
        for item in read_samples(path, task):
            if isinstance(item, Sample):
                for metric, value in item.metrics.items():
                    if metric not in _NOT_A_MEAN:
                        found[task, metric, item.filter].append(value)
    return [
        Value(task, metric, name, sum(items) / len(items), n=len(items), higher_is_better=higher_is_better(metric))
        for (task, metric, name), items in found.items()
    ]
