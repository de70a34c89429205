"""Records as Arrow tables in the columns of the schema."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pyarrow as pa

from e2lm.counting import count
from e2lm.prompts import choice_text, few_shot_end, question_text
from e2lm.records import Checkpoint, Problem, Run, Sample, Value
from results_store.columns import DOCS, METRICS, PROBLEMS, PROMPTS, RUNS, SAMPLES, UNIT_RUNS, UNITS
from results_store.places import to_text

_ALIKE = 5


@dataclass
class Keys:
    """Docs and prompts that are stored already, so that their text is built once and not for every checkpoint.

    Docs with equal content in one task of a run are told apart by their place among them, so that every sample keeps
    its own row.
    """

    stored: set[str]
    seen: dict[tuple[str, str, str], int] = field(default_factory=dict)

    def begin_run(self) -> None:
        self.seen = {}

    def is_new(self, key: str) -> bool:
        """Whether a doc or prompt is met for the first time; from then on it is not."""
        if key in self.stored:
            return False
        self.stored.add(key)
        return True

    def doc_key(self, sample: Sample) -> str:
        content = sample.doc_hash + sample.target_hash
        place = (sample.task, sample.filter, content)
        count = self.seen[place] = self.seen.get(place, 0) + 1
        return _key(content if count == 1 else f"{content}#{count}")


def run_table(run: Run, checkpoint: Checkpoint, file: str, sample_count: int, sample_bytes: int) -> pa.Table:
    """One row: what the file says about the run, and the checkpoint it stands for with corrections applied."""
    read = run.checkpoint
    row = {
        "run_id": run.run_id, "file": file, "kind": run.kind, "date": run.date,
        "lm_eval_version": run.lm_eval_version, "read_model": read.model, "read_checkpoint": read.name,
        "read_step": read.step, "read_tokens": read.tokens, "read_tokens_from": read.tokens_from,
        "read_provisional": read.provisional, "model": checkpoint.model, "checkpoint": checkpoint.name,
        "step": checkpoint.step, "tokens": checkpoint.tokens, "tokens_from": checkpoint.tokens_from,
        "provisional": checkpoint.provisional, "model_args": _json(run.model_args), "config": _json(run.config),
        "note": run.note, "sample_count": sample_count, "sample_bytes": sample_bytes,
    }  # fmt: skip
    return _table([row], RUNS)


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
    return _table(rows, METRICS)


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
    return _table(rows, PROBLEMS)


def attachment_table(attachments: Sequence[tuple[str, str, str]]) -> pa.Table:
    """One row per run that a unit gives: source_id, file, run_id."""
    return _table([dict(zip(UNIT_RUNS.names, row, strict=True)) for row in attachments], UNIT_RUNS)


def unit_table(units: Sequence[tuple[str, str, str]]) -> pa.Table:
    """One row per unit that was read: source_id, file, signature."""
    return _table([dict(zip(UNITS.names, row, strict=True)) for row in units], UNITS)


def sample_tables(home: Path, run_id: str, samples: Sequence[Sample], keys: Keys) -> dict[str, pa.Table]:
    """A chunk of samples, and the docs and prompts in it that are not stored yet."""
    docs, prompts, rows = [], [], []
    files = {file: to_text(home, file) for file in {sample.file for sample in samples}}
    for sample in samples:
        doc_key = keys.doc_key(sample)
        prompt_key = _key("\0".join((doc_key, sample.context, *sample.continuations, repr(sample.golds))))
        if keys.is_new(doc_key):
            docs.append(_doc_row(doc_key, sample))
        if keys.is_new(prompt_key):
            prompts.append(_prompt_row(prompt_key, doc_key, sample))
        rows.append(
            {
                "run_id": run_id,
                "task": sample.task,
                "filter": sample.filter,
                "doc_id": sample.doc_id,
                "doc_key": doc_key,
                "prompt_key": prompt_key,
                "loglikelihoods": sample.loglikelihoods,
                "is_greedy": sample.is_greedy,
                "answers": [_plain(answer) for answer in sample.answers],
                "metrics": list(sample.metrics.items()),
                "file": files[sample.file],
                "line": sample.line,
            }
        )
    return {"docs": _table(docs, DOCS), "prompts": _table(prompts, PROMPTS), "samples": _table(rows, SAMPLES)}


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


def _doc_row(doc_key: str, sample: Sample) -> dict[str, Any]:
    return {
        "doc_key": doc_key, "doc_hash": sample.doc_hash, "target_hash": sample.target_hash,
        "fields": _json(sample.doc), "target": _plain(sample.target),
    }  # fmt: skip


def _prompt_row(prompt_key: str, doc_key: str, sample: Sample) -> dict[str, Any]:
    choices = [_plain(choice_text(continuation)) for continuation in sample.continuations]
    return {
        "prompt_key": prompt_key, "doc_key": doc_key, "context": _plain(sample.context),
        "few_shot_end": few_shot_end(sample.context, sample.doc),
        "question": _plain(question_text(sample.context, sample.doc)),
        "continuations": [_plain(continuation) for continuation in sample.continuations], "golds": sample.golds,
        "choice_chars": [len(choice) for choice in choices],
        "choice_bytes": [len(choice.encode()) for choice in choices],
    }  # fmt: skip


def _table(rows: Sequence[Mapping[str, Any]], schema: pa.Schema) -> pa.Table:
    columns = {name: pa.array([row[name] for row in rows], schema.field(name).type) for name in schema.names}
    return pa.table(columns, schema=schema)


def _key(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=True, default=str)


def _plain(text: str) -> str:
    """Text that can be stored: half of a surrogate pair, which JSON allows and UTF-8 does not, becomes "?"."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()
