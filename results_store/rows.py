"""Runs, their values and what was found about them as Arrow tables in the columns of the schema."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from e2lm.counting import count
from e2lm.records import Checkpoint, Problem, Run, Value
from results_store.columns import METRICS, PROBLEMS, RUNS, UNIT_RUNS, UNITS
from results_store.places import to_text

_ALIKE = 5


def run_table(run: Run, checkpoint: Checkpoint, file: str, sample_count: int, sample_bytes: int) -> pa.Table:
    """One row: what the file says about the run, and the checkpoint it stands for with corrections applied."""
    read = run.checkpoint
    row = {
        "run_id": run.run_id, "file": file, "kind": run.kind, "date": run.date,
        "lm_eval_version": run.lm_eval_version, "read_model": read.model, "read_checkpoint": read.name,
        "read_step": read.step, "read_tokens": read.tokens, "read_tokens_from": read.tokens_from,
        "read_provisional": read.provisional, "model": checkpoint.model, "checkpoint": checkpoint.name,
        "step": checkpoint.step, "tokens": checkpoint.tokens, "tokens_from": checkpoint.tokens_from,
        "provisional": checkpoint.provisional, "model_args": as_json(run.model_args), "config": as_json(run.config),
        "note": run.note, "sample_count": sample_count, "sample_bytes": sample_bytes,
    }  # fmt: skip
    return table_of([row], RUNS)


def metric_table(run: Run, values: Sequence[Value]) -> pa.Table:
    """One row per value. A limited run of a task of unknown size counts as partial, with the limit as its size."""
    limit = run.config.get("limit")
    size = count(limit) or None
    rows = []
    for value in values:
        unknown = limit is not None and value.n_original is None
        rows.append(
            {
                "run_id": run.run_id,
                "task": value.task,
                "parent": value.parent,
                "is_group": value.is_group,
                "metric": value.metric,
                "filter": value.filter,
                "n_shot": value.n_shot,
                "value": value.value,
                "stderr": value.stderr,
                "n": size if unknown and value.n is None else value.n,
                "n_original": value.n_original,
                "partial": value.partial or unknown,
                "higher_is_better": value.higher_is_better,
                "version": value.version,
            }
        )
    return table_of(rows, METRICS)


def problem_table(home: Path, source_id: str, unit: str, run_id: str, problems: Sequence[Problem]) -> pa.Table:
    """One row per problem of a unit (run_id "") or of a run's samples, of many alike in one file the first few."""
    rows = [
        {
            "source_id": source_id, "unit": unit, "run_id": run_id,
            "file": to_text(home, problem.file) if problem.file else "", "line": problem.line,
            "field": problem.field, "problem": problem.problem, "remedy": problem.remedy,
        }
        for problem in _condensed(problems)
    ]  # fmt: skip
    return table_of(rows, PROBLEMS)


def attachment_table(attachments: Sequence[tuple[str, str, str]]) -> pa.Table:
    """One row per run that a unit gives: source_id, file, run_id."""
    return table_of([dict(zip(UNIT_RUNS.names, row, strict=True)) for row in attachments], UNIT_RUNS)


def unit_table(units: Sequence[tuple[str, str, str, str]]) -> pa.Table:
    """One row per unit that was read: source_id, file, signature, content."""
    return table_of([dict(zip(UNITS.names, row, strict=True)) for row in units], UNITS)


def _condensed(problems: Sequence[Problem]) -> list[Problem]:
    """A file of another kind can give one problem per line: a few show what is wrong, a last one how often."""
    alike: dict[tuple[str, str, str], list[Problem]] = {}
    for problem in problems:
        alike.setdefault((problem.file, problem.field, problem.problem), []).append(problem)
    shown: list[Problem] = []
    for group in alike.values():
        shown += group[:_ALIKE]
        if len(group) > _ALIKE:
            last = group[-1]
            shown.append(
                replace(last, problem=f"{last.problem}, and so in {len(group) - _ALIKE} more lines up to here")
            )
    return shown


def table_of(rows: Sequence[Mapping[str, Any]], schema: pa.Schema) -> pa.Table:
    """Rows as an Arrow table of a schema."""
    columns = {name: pa.array([row[name] for row in rows], schema.field(name).type) for name in schema.names}
    return pa.table(columns, schema=schema)


def as_json(value: Mapping[str, Any]) -> str:
    """What is kept of a table whose names are not known beforehand."""
    return json.dumps(value, ensure_ascii=True, default=str)
