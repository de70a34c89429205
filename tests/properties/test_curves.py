"""Random runs in lm-eval's format: the cube's curve is the mean of logged values in SQL is lm-eval's own aggregate."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from e2lm.metrics import values_of
from e2lm.self_check import self_check
from results_store import ingest, open_memory, read

TASK = "random_quiz"
ACCURACIES = ("acc", "acc_norm", "acc_bytes")
WORDS = st.text("a漢", min_size=1, max_size=6)
LOGLIKELIHOOD = st.integers(-48, -4).map(lambda quarters: quarters / 4)


class Doc(NamedTuple):
    choices: list[str]
    golds: list[int]


class Run(NamedTuple):
    """The docs that a checkpoint answered, and its loglikelihoods of their choices."""

    answered: list[int]
    loglikelihoods: list[list[float]]


@st.composite
def evaluations(draw: st.DrawFn) -> tuple[list[Doc], list[Run]]:
    """A few docs of 2 to 5 choices, each with one right choice or, in other tasks, some; runs that may lack docs."""
    several = draw(st.booleans())
    docs = []
    for _ in range(draw(st.integers(3, 8))):
        choices = draw(st.lists(WORDS, min_size=2, max_size=5, unique=True))
        places = st.integers(0, len(choices) - 1)
        docs.append(Doc(choices, sorted(draw(st.sets(places, min_size=1, max_size=len(choices) if several else 1)))))
    runs = []
    for _ in range(draw(st.integers(1, 3))):
        answered = sorted(draw(st.sets(st.integers(0, len(docs) - 1), min_size=1)))
        sizes = [len(docs[doc].choices) for doc in answered]
        runs.append(Run(answered, [draw(st.lists(LOGLIKELIHOOD, min_size=size, max_size=size)) for size in sizes]))
    return docs, runs


@settings(max_examples=10, deadline=None)
@given(evaluations())
def test_the_cubes_curve_is_the_mean_in_sql_is_lm_evals_own(evaluation: tuple[list[Doc], list[Run]]) -> None:
    docs, runs = evaluation
    with tempfile.TemporaryDirectory() as folder:
        written = [_write(Path(folder), docs, run, 100 * (place + 1)) for place, run in enumerate(runs)]
        with open_memory(Path(folder)) as store:
            ingest.import_path(store, Path(folder))
            cube = read.cube(store, TASK, "none")
            curve = read.curve_table(store).set_index(["metric", "step"])["value"]
            for metric in ACCURACIES:
                values = values_of(cube, metric)
                logged = read.logged(store, cube, metric)
                check = self_check(cube, metric, values, logged)
                assert check.agrees, check.differences.to_string()
                assert check.compared == sum(len(run.answered) for run in runs)
                in_sql = dict(store.rows(_MEANS, {"metric": metric}))
                for place, (step, run_id) in enumerate(zip(*_columns(cube.checkpoints), strict=True)):
                    own = written[step // 100 - 1][metric]
                    assert np.nanmean(values[:, place]) == pytest.approx(own, abs=1e-9)
                    assert in_sql[run_id] == pytest.approx(own, abs=1e-9)
                    assert curve[metric, step] == own


_MEANS = "SELECT run_id, avg(metrics[$metric]) FROM samples GROUP BY run_id"


def _columns(checkpoints: pd.DataFrame) -> tuple[list[int], list[str]]:
    return checkpoints["step"].tolist(), checkpoints["run_id"].tolist()


def _write(folder: Path, docs: Sequence[Doc], run: Run, step: int) -> dict[str, float]:
    """Writes a run's files as lm-eval 0.4.13 does, and gives its aggregates back."""
    here = folder / f"step{step}"
    here.mkdir()
    scores = [_scores(docs[doc], lls) for doc, lls in zip(run.answered, run.loglikelihoods, strict=True)]
    means = {metric: float(np.mean([score[metric] for score in scores])) for metric in ACCURACIES}
    count = len(scores)
    document = {
        "results": {TASK: {"alias": TASK, **{f"{metric},none": value for metric, value in means.items()}}},
        "configs": {TASK: {"task": TASK, "num_fewshot": 0, "output_type": "multiple_choice"}},
        "n-shot": {TASK: 0},
        "higher_is_better": {TASK: dict.fromkeys(ACCURACIES, True)},
        "n-samples": {TASK: {"original": count, "effective": count}},
        "config": {"model": "hf", "model_args": {"pretrained": f"models/toy/step{step}"}, "limit": None},
        "date": 1_790_000_000.0 + step,
        "lm_eval_version": "0.4.13",
    }
    stamp = f"2026-01-01T00-00-{step / 100:09.6f}"
    (here / f"results_{stamp}.json").write_text(json.dumps(document), encoding="utf-8")
    records = [
        _record(doc, docs[doc], lls, score)
        for doc, lls, score in zip(run.answered, run.loglikelihoods, scores, strict=True)
    ]
    text = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    (here / f"samples_{TASK}_{stamp}.jsonl").write_text(text, encoding="utf-8")
    return means


def _scores(doc: Doc, loglikelihoods: Sequence[float]) -> dict[str, float]:
    """lm_eval.api.task.ConfigurableTask.process_results for multiple choice, in its own words."""
    chars = np.array([float(len(choice)) for choice in doc.choices])
    size = np.array([float(len(choice.encode("utf-8"))) for choice in doc.choices])
    picks = (np.argmax(loglikelihoods), np.argmax(loglikelihoods / chars), np.argmax(loglikelihoods / size))
    return {metric: 1.0 if pick in doc.golds else 0.0 for metric, pick in zip(ACCURACIES, picks, strict=True)}


def _record(doc_id: int, doc: Doc, loglikelihoods: Sequence[float], scores: dict[str, float]) -> dict[str, Any]:
    fields = {"question": f"Question {doc_id}?", "choices": doc.choices, "answer": doc.golds}
    target = str(doc.golds[0] if len(doc.golds) == 1 else doc.golds)
    context = f"Question {doc_id}?\nAnswer:"
    answers = [[str(value), "False"] for value in loglikelihoods]
    return {
        "doc_id": doc_id,
        "doc": fields,
        "target": target,
        "arguments": {f"gen_args_{at}": {"arg_0": context, "arg_1": f" {one}"} for at, one in enumerate(doc.choices)},
        "resps": [[answer] for answer in answers],
        "filtered_resps": answers,
        "filter": "none",
        "metrics": list(ACCURACIES),
        "doc_hash": sha256(json.dumps(fields).encode()).hexdigest(),
        "prompt_hash": sha256(context.encode()).hexdigest(),
        "target_hash": sha256(target.encode()).hexdigest(),
        **scores,
    }
