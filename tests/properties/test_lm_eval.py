"""Metrics of real logs equal what lm-eval's own code makes of the same loglikelihoods, question by question."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from e2lm.metrics import METRICS, values_of
from tests.e2lm.question_level import cube
from tests.paths import SHARED_DATA, needs_shared_data

pytestmark = [pytest.mark.slow, needs_shared_data]

LOGGED = {metric.logged: name for name, metric in METRICS.items() if metric.logged}


@pytest.fixture(scope="module")
def scored() -> Callable[[dict[str, Any], list[float], list[float]], dict[str, Any]]:
    """lm-eval's values of a doc with these loglikelihoods of its choices, and these without the prompt."""
    from lm_eval.api.task import ConfigurableTask

    task = SimpleNamespace(
        OUTPUT_TYPE="multiple_choice",
        config=SimpleNamespace(process_results=None),
        _metric_fn_list=dict.fromkeys([*LOGGED, "likelihood"]),
        multiple_input=False,
        multiple_target=False,
        doc_to_choice=lambda doc: doc["choices"],
        doc_to_target=lambda doc: doc["answer"],
    )
    return lambda doc, lls, bare: ConfigurableTask.process_results(task, doc, [(ll, False) for ll in (*lls, *bare)])


def _records() -> dict[tuple[str, str], dict[str, Any]]:
    """Every logged record by run and doc."""
    found = {}
    for path in (SHARED_DATA / "question-level").glob("*/*/samples_*.jsonl"):
        run = f"{path.parent.parent.name}-{path.parent.name.removeprefix('step')}"
        for line in filter(None, path.read_text(encoding="utf-8").split("\n")):
            record = json.loads(line)
            found[run, record["doc_hash"]] = record
    return found


def _lls(record: dict[str, Any]) -> list[float]:
    return [float(pair[0]) for pair in record["filtered_resps"]]


def _module(path: Path) -> Any:  # noqa: ANN401 - a module
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_metric_that_lm_eval_has_is_computed_as_it_does(
    scored: Callable[[dict[str, Any], list[float], list[float]], dict[str, Any]],
) -> None:
    import lm_eval
    from lm_eval.api.metrics import brier_score

    winners = Path(lm_eval.__file__).parent / "tasks" / "e2lmc" / "mmlu_early_training" / "custom_metrics.py"
    gold_minus_mean = _module(winners).loglikelihood_diff
    real, records = cube(), _records()
    untrained = [real.checkpoints["run_id"].tolist().index(run) for run in ("sci-s-0", "web-s-0")]
    start = np.where(real.checkpoints["model"] == "sci-s", *untrained)
    bare = real.loglikelihoods[:, start].astype(float)
    ours = {name: values_of(real, name, bare) for name in [*LOGGED.values(), "minus_mean"]}
    for column, run in enumerate(real.checkpoints["run_id"]):
        for row, key in enumerate(real.docs["doc_key"]):
            record = records[run, key]
            theirs = scored(record["doc"], _lls(record), bare[row, column].tolist())
            for name in ("acc", "acc_norm", "acc_bytes", "acc_mutual_info"):
                assert ours[LOGGED[name]][row, column] == theirs[name], (name, run, key)
            assert ours["brier"][row, column] == pytest.approx(brier_score([theirs["brier_score"]]), abs=1e-9)
            assert ours["minus_mean"][row, column] == pytest.approx(gold_minus_mean([theirs["likelihood"]]), abs=1e-9)
    assert ours["acc_pmi"][:, start != np.arange(13)].mean() > 0.2
