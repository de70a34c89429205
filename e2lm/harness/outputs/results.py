"""One results file of lm-eval, 0.3 to 0.4.13: the run it records and every metric of every task and group in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from e2lm.checkpoints import identify, with_sidecar
from e2lm.checkpoints.names import split_suffix, step_in
from e2lm.counting import count, digits_count
from e2lm.harness.outputs.arguments import parse_model_args
from e2lm.harness.outputs.groups import children_of, parents_of
from e2lm.harness.outputs.metrics import higher_is_better, metric_key, number
from e2lm.harness.outputs.sizes import Size, group_size, limit_note, task_size
from e2lm.records import Checkpoint, Problem, Run, Value

DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d[-:]\d\d[-:]\d\d(?:\.\d+)?")
_GLUED_SUBFOLDER = (
    "lm-eval before 0.4.10 ignored `subfolder` for local paths: this may be another checkpoint than its name says"
)


def run_of(document: Mapping[str, Any], path: Path, run_id: str, sidecar: Mapping[str, Any]) -> Run:
    """The run that a results document records; `sidecar` is the run's own record (e2lm.json), empty if none."""
    config = dict(_mapping(document.get("config")))
    arguments = parse_model_args(config.get("model_args"))
    checkpoint = identify(arguments, {"model_name": document.get("model_name"), **config})
    if sidecar:
        checkpoint = with_sidecar(checkpoint, sidecar)
        config["e2lm"] = dict(sidecar)
    version = _text(document.get("lm_eval_version"))
    notes = [limit_note(document), "" if sidecar else _subfolder_note(arguments, version)]
    return Run(
        run_id=run_id,
        file=str(path),
        kind="lm-eval",
        checkpoint=named(checkpoint, path),
        date=number(document.get("date")) or date_in(path.name),
        lm_eval_version=version,
        model_args=arguments,
        config=config,
        note="; ".join(note for note in notes if note),
    )


def named(checkpoint: Checkpoint, path: Path) -> Checkpoint:
    """A checkpoint whose file names no model gets the names of its folder and file, provisionally.

    lm-eval names a folder after `organisation/model` with two underscores for the slash.
    """
    if checkpoint.model:
        return checkpoint
    why = "the file names no model; the names of its folder and file stand in until they are confirmed"
    stem = path.stem if path.stem.startswith(("results", "samples")) else path.stem.removesuffix("_results")
    step = step_in(stem)
    found = split_suffix(stem)
    name = found.checkpoint if found else stem
    return replace(
        checkpoint,
        model=path.parent.name.rpartition("__")[2] or stem,
        name=checkpoint.name if checkpoint.name != "main" or stem.startswith(("results", "samples")) else name,
        step=checkpoint.step if checkpoint.step is not None else step,
        provisional=why,
    )


def date_in(name: str) -> float | None:
    """The date in a file's name ("results_2025-07-26T11-31-14.061603.json") in seconds since the epoch, read as UTC."""
    found = DATE.search(name)
    if not found:
        return None
    day, _, clock = found[0].partition("T")
    try:
        return datetime.fromisoformat(f"{day}T{clock.replace('-', ':')}").replace(tzinfo=UTC).timestamp()
    except ValueError:
        return None


def values_of(document: Mapping[str, Any], path: Path) -> Iterator[Value | Problem]:
    """Every metric of every task, then of the groups that stand only under `groups`; entries of no use as problems."""
    children = children_of(document)
    parents = parents_of(children)
    results = _mapping(document.get("results"))
    if not results:
        remedy = "Run that evaluation again; lm-eval wrote no task's result here"
        yield Problem(str(path), "`results` holds no task", remedy, field="results")
    groups = {name: entries for name, entries in _mapping(document.get("groups")).items() if name not in results}
    for field, table in (("results", results), ("groups", groups)):
        for task, entries in table.items():
            where = f"{field}.{task}"
            if not isinstance(entries, Mapping):
                remedy = "Check how this file was written; the other tasks of the file were read"
                yield Problem(str(path), "the task's entry is not a table of metrics", remedy, field=where)
                continue
            is_group = task in children or task in _mapping(document.get("groups"))
            size = group_size(task, children, document) if task in children else task_size(task, document)
            yield from _task_values(task, entries, document, size, is_group, parents.get(task, ""), where, path)


def _task_values(
    task: str,
    entries: Mapping[str, Any],
    document: Mapping[str, Any],
    size: Size,
    is_group: bool,
    parent: str,
    where: str,
    path: Path,
) -> Iterator[Value | Problem]:
    keys = {key: found for key in entries if (found := metric_key(str(key)))}
    stderrs = {(found.metric, found.filter): number(entries[key]) for key, found in keys.items() if found.stderr}
    directions = _mapping(_mapping(document.get("higher_is_better")).get(task))
    for key, found in keys.items():
        if found.stderr:
            continue
        if not isinstance(entries[key], int | float | str | None):
            remedy = "The other metrics of the file were read; a metric has to be one number"
            yield Problem(str(path), "the metric is not a number", remedy, field=f"{where}.{key}")
            continue
        if number(entries[key]) is None:
            remedy = "The point is left out of the curves; run that evaluation again if it should have a value"
            yield Problem(str(path), f"the metric is {entries[key]!r}, no number", remedy, field=f"{where}.{key}")
        yield Value(
            task=task,
            metric=found.metric,
            filter=found.filter,
            value=number(entries[key]),
            stderr=stderrs.get((found.metric, found.filter)),
            n=size.n,
            n_original=size.n_original,
            n_shot=_shots(task, document),
            higher_is_better=higher_is_better(found.metric, directions.get(found.metric)),
            is_group=is_group,
            parent=parent,
            version=_text(_mapping(document.get("versions")).get(task)),
        )


def _shots(task: str, document: Mapping[str, Any]) -> int | None:
    """Few-shot examples of a task: its own entry (since 0.4), else the whole run's (up to 0.3)."""
    own = _mapping(document.get("n-shot")).get(task)
    return count(own if own is not None else _mapping(document.get("config")).get("num_fewshot"))


def _subfolder_note(arguments: Mapping[str, Any], version: str) -> str:
    """Up to 0.4.9 the subfolder was glued to the revision, which a local path ignores; the oldest name no version."""
    found = re.match(r"0\.4\.(\d+)", version)
    pretrained = _text(arguments.get("pretrained"))
    local = pretrained.startswith(("/", ".", "~")) or pretrained.count("/") not in (0, 1)
    old = not version or (found is not None and (digits_count(found[1]) or 0) < 10)
    return _GLUED_SUBFOLDER if arguments.get("subfolder") and local and old else ""


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _text(value: object) -> str:
    return "" if value is None else str(value)
