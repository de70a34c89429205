"""Small lm-eval output, written on the spot in the form of lm-eval 0.4.13."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

DOCS = 4
CHOICES = ("one", "two", "three", "four")


def write_run(
    folder: Path,
    model: str = "toy",
    step: int = 100,
    *,
    task: str = "toy_task",
    acc: float = 0.5,
    date: float = 1_790_000_000.0,
    docs: int = DOCS,
    size: int | None = None,
    samples: bool = True,
    shots: int = 0,
) -> Path:
    """Writes results and samples of one task at one checkpoint into `folder`; returns the results file.

    Doc d's right choice is d % 4, and the model picks choice 0 everywhere. `size` is the task's full number of docs.
    """
    folder.mkdir(parents=True, exist_ok=True)
    stamp = f"2026-01-01T00-00-{date % 60:09.6f}"
    document = {
        "results": {task: {"alias": task, "acc,none": acc, "acc_stderr,none": 0.1}},
        "group_subtasks": {task: []},
        "configs": {task: {"task": task, "num_fewshot": shots, "output_type": "multiple_choice"}},
        "versions": {task: 1.0},
        "n-shot": {task: shots},
        "higher_is_better": {task: {"acc": True}},
        "n-samples": {task: {"original": size or docs, "effective": docs}},
        "config": {
            "model": "hf",
            "model_args": {"pretrained": f"models/{model}/step{step}"},
            "limit": float(docs) if size else None,
        },
        "date": date,
        "lm_eval_version": "0.4.13",
    }
    results = folder / f"results_{stamp}.json"
    results.write_text(json.dumps(document), encoding="utf-8")
    if samples:
        lines = "".join(json.dumps(sample_record(doc, step)) + "\n" for doc in range(docs))
        (folder / f"samples_{task}_{stamp}.jsonl").write_text(lines, encoding="utf-8")
    return results


def sample_record(doc_id: int, step: int) -> dict[str, Any]:
    """A multiple-choice record; choice c has the loglikelihood -(c + 1) - step / 1000."""
    doc = {"question": f"Which number is {CHOICES[doc_id % 4]}, case {doc_id}?", "choices": CHOICES, "gold": doc_id % 4}
    context = f"Pick a number.\n\nQuestion: {doc['question']}\nAnswer:"
    loglikelihoods = [-(choice + 1.0) - step / 1000 for choice in range(4)]
    responses = [[str(value), "False"] for value in loglikelihoods]
    return {
        "doc_id": doc_id,
        "doc": doc,
        "target": str(doc_id % 4),
        "arguments": {f"gen_args_{at}": {"arg_0": context, "arg_1": f" {text}"} for at, text in enumerate(CHOICES)},
        "resps": [[response] for response in responses],
        "filtered_resps": responses,
        "filter": "none",
        "metrics": ["acc"],
        "doc_hash": _hash(json.dumps(doc)),
        "prompt_hash": _hash(context),
        "target_hash": _hash(str(doc_id % 4)),
        "acc": float(doc_id % 4 == 0),
    }


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()
