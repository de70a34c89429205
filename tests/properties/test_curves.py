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

GROUP, TASKS = "random", ("random_left", "random_right")
STEP = 100
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


@settings(max_examples=6, deadline=None)
@given(evaluations())
def test_the_cubes_curve_is_the_mean_in_sql_is_lm_evals_own(evaluation: tuple[list[Doc], list[Run]]) -> None:
    docs, runs = evaluation
    with tempfile.TemporaryDirectory() as folder, open_memory(Path(folder)) as store:
        written = [_write(Path(folder), docs, run, STEP * (place + 1)) for place, run in enumerate(runs)]
        ingest.import_path(store, Path(folder))
        curve = read.curve_table(store).set_index(["task", "metric", "step"])["value"]
        for task in {task for aggregates in written for task in aggregates}:
            cube = read.cube(store, task, "none")
            for metric in ACCURACIES:
                values, logged = values_of(cube, metric), read.logged(store, cube, metric)
                check = self_check(cube, metric, values, logged)
                assert check.agrees, check.differences.to_string()
                in_sql = dict(store.rows(_MEANS, {"metric": metric, "task": task, "group": GROUP}))
                assert len(in_sql) == len(cube.checkpoints) == sum(task in aggregates for aggregates in written)
                for place, (step, run_id) in enumerate(zip(*_columns(cube.checkpoints), strict=True)):
                    own = written[step // STEP - 1][task][metric]
                    assert np.nanmean(values[:, place]) == pytest.approx(own, abs=1e-9)
                    assert in_sql[run_id] == pytest.approx(own, abs=1e-9)
                    assert curve[task, metric, step] == own


_MEANS = """
SELECT run_id, avg(metric_of(metric_names, metric_values, $metric)) FROM samples WHERE $task IN (task, $group)
GROUP BY run_id
"""


def _columns(checkpoints: pd.DataFrame) -> tuple[list[int], list[str]]:
    return checkpoints["step"].tolist(), checkpoints["run_id"].tolist()


def _write(folder: Path, docs: Sequence[Doc], run: Run, step: int) -> dict[str, dict[str, float]]:
    """Writes a run's files as lm-eval 0.4.13 does, and gives back its aggregates by task and metric.

    Docs of even numbers belong to one task and the others to a second; the group's scores are weighted by size.
    """
    here = folder / f"step{step}"
    here.mkdir()
    stamp = f"2026-01-01T00-00-{step / STEP:09.6f}"
    answers = list(zip(run.answered, run.loglikelihoods, strict=True))
    scores: dict[str, list[dict[str, float]]] = {}
    for place, task in enumerate(TASKS):
        mine = [(doc, lls, _scores(docs[doc], lls)) for doc, lls in answers if doc % 2 == place]
        if mine:
            scores[task] = [score for _, _, score in mine]
            records = (json.dumps(_record(doc, docs[doc], lls, one), ensure_ascii=False) for doc, lls, one in mine)
            text = "".join(record + "\n" for record in records)
            (here / f"samples_{task}_{stamp}.jsonl").write_text(text, encoding="utf-8")
    means = {task: _means(own) for task, own in scores.items()}
    means[GROUP] = _means([score for own in scores.values() for score in own])
    rows = {
        task: {"alias": task, **{f"{metric},none": value for metric, value in own.items()}}
        for task, own in means.items()
    }
    document = {
        "results": rows,
        "groups": {GROUP: rows[GROUP]},
        "group_subtasks": {GROUP: list(scores)},
        "configs": {task: {"task": task, "num_fewshot": 0, "output_type": "multiple_choice"} for task in scores},
        "n-shot": dict.fromkeys(rows, 0),
        "higher_is_better": {task: dict.fromkeys(ACCURACIES, True) for task in rows},
        "n-samples": {task: {"original": len(own), "effective": len(own)} for task, own in scores.items()},
        "config": {"model": "hf", "model_args": {"pretrained": f"models/toy/step{step}"}, "limit": None},
        "date": 1_790_000_000.0 + step,
        "lm_eval_version": "0.4.13",
    }
    (here / f"results_{stamp}.json").write_text(json.dumps(document), encoding="utf-8")
    return means


def _means(scores: Sequence[dict[str, float]]) -> dict[str, float]:
    return {metric: float(np.mean([score[metric] for score in scores])) for metric in ACCURACIES}


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
