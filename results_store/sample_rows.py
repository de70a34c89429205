"""Samples, and the docs and prompts they bring, as Arrow tables in the columns of the schema."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

import pyarrow as pa

from e2lm.harness.outputs.golds import READINGS, Keyed
from e2lm.prompts import choice_text, few_shot_end, question_text
from e2lm.records import Sample
from results_store.columns import DOCS, PROMPTS, SAMPLES
from results_store.known import Asked
from results_store.rows import as_json, table_of

_BY_QUESTION = READINGS[:3]  # those that look at no answer


@dataclass
class Places:
    """Docs with equal content in one task of a run are told apart by their place among them, so that every sample keeps
    its own row."""

    seen: dict[tuple[str, str, str], int] = field(default_factory=dict)

    def doc_key(self, sample: Sample) -> str:
        content = sample.doc_hash + sample.target_hash
        place = (sample.task, sample.filter, content)
        count = self.seen[place] = self.seen.get(place, 0) + 1
        return _key(content if count == 1 else f"{content}#{count}")


def sample_tables(
    run_id: str, samples: Sequence[Sample], keys: set[str], places: Places
) -> tuple[dict[str, pa.Table], list[Asked]]:
    """A chunk of samples; the docs and prompts in it whose keys are not among the stored `keys`, which grow by them;
    and what each sample asked."""
    docs, prompts, rows, asked = [], [], [], []
    for sample in samples:
        doc_key = places.doc_key(sample)
        prompt_key = _key("\0".join((doc_key, sample.context, *sample.continuations, repr(sample.golds))))
        if _is_new(doc_key, keys):
            docs.append(_doc_row(doc_key, sample))
        if _is_new(prompt_key, keys):
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
                "answers": [_plain(answer) for answer in sample.answers],
                "metric_names": list(sample.metrics),
                "metric_values": list(sample.metrics.values()),
            }
        )
        choices = len(sample.continuations)
        of_task = (sample.task, sample.filter, sample.doc_id, doc_key, prompt_key)
        asked.append(Asked(*of_task, choices, sample.golds, _readings(sample), tuple(sample.metrics)))
    return {
        "docs": table_of(docs, DOCS),
        "prompts": table_of(prompts, PROMPTS),
        "samples": table_of(rows, SAMPLES),
    }, asked


def _readings(sample: Sample) -> tuple[bool | None, ...]:
    keyed = Keyed(sample.target, sample.doc, sample.continuations, (), None)
    return tuple(golds == sample.golds if (golds := reading(keyed)) else None for reading in _BY_QUESTION)


def _doc_row(doc_key: str, sample: Sample) -> dict[str, Any]:
    return {
        "doc_key": doc_key, "doc_hash": sample.doc_hash, "target_hash": sample.target_hash,
        "fields": as_json(sample.doc), "target": _plain(sample.target),
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


def _is_new(key: str, keys: set[str]) -> bool:
    """Whether a doc or prompt is met for the first time; from then on it is not."""
    if key in keys:
        return False
    keys.add(key)
    return True


def _key(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _plain(text: str) -> str:
    """Text that can be stored: half of a surrogate pair, which JSON allows and UTF-8 does not, becomes "?"."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()
