"""The code that a task brings gives what the dashboard computes for the same answers, metric by metric."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from e2lm.errors import RequestError
from e2lm.export.scripts import metric_list, metric_name, script
from e2lm.export.styles import LETTERS
from e2lm.metrics import METRICS
from e2lm.metrics.values import values_of
from tests.e2lm.typed_cube import typed_cube

ALONE = [name for name, metric in METRICS.items() if not metric.needs_unprompted]
WRITTEN = [name for name in ALONE if script(name, "choices", several=True)]
TEXTS = ("a", "längere Antwort", "three words here", "日本語", "five")


def _scored(code: str, doc: dict[str, Any], lls: list[float]) -> dict[str, float]:
    space: dict[str, Any] = {}
    exec(code, space)
    result: dict[str, float] = space["process_results"](doc, [(ll, False) for ll in lls])
    return result


@pytest.mark.parametrize("metric", WRITTEN)
def test_a_script_scores_questions_as_the_dashboard_does(metric: str) -> None:
    draw = np.random.default_rng(5)
    rows, golds, texts = [], [], []
    for _ in range(60):
        width = int(draw.integers(2, 6))
        rows.append([[float(ll) for ll in -draw.integers(0, 400, width) / 8]])
        golds.append(sorted(draw.choice(width, int(draw.integers(1, width + 1)), replace=False).tolist()))
        texts.append(list(TEXTS[:width]))
    rows[0], golds[0], texts[0] = [[-math.inf, -1.5]], [1], ["", "b"]
    expected = values_of(typed_cube(rows, golds, texts), metric)[:, 0]
    code = script(metric, "choices", several=True)
    found = [
        _scored(code, {"choices": text, "answer": gold}, row[0])[metric]
        for row, gold, text in zip(rows, golds, texts, strict=True)
    ]
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-9)


def test_an_answer_may_be_one_index_and_choices_may_be_letters() -> None:
    cube = typed_cube([[[-1.0, -2.0, -4.0]]], [[2]], [["x", "y", "z"]])
    for choice in (("A", "B", "C"), f"{{{{ '{LETTERS}'[:choices|length] | list }}}}"):
        code = script("norm_correct_prob_char", choice, several=False)
        found = _scored(code, {"choices": ["long one", "longer one", "third"], "answer": 2}, [-1.0, -2.0, -4.0])
        assert found == {
            "norm_correct_prob_char": pytest.approx(values_of(cube, "norm_correct_prob_char")[0, 0], rel=1e-12)
        }


def test_what_lm_eval_computes_needs_no_script() -> None:
    for metric in ("acc", "acc_norm", "acc_bytes", "brier"):
        assert not script(metric, "choices", several=False)
        names = [one["metric"] for one in metric_list(metric, several=False)]
        assert names[0] == metric_name(metric, several=False) == METRICS[metric].logged
    assert script("brier", "choices", several=True)  # of several right answers lm-eval has none
    assert metric_list("brier", several=False)[0] == {"metric": "brier_score", "higher_is_better": False}


def test_every_metric_is_either_lm_evals_or_written_here() -> None:
    assert {*WRITTEN, "acc", "acc_norm", "acc_bytes"} == set(ALONE)


@pytest.mark.parametrize("metric", sorted(set(METRICS) - set(ALONE)))
def test_a_metric_of_two_runs_is_refused_with_what_helps(metric: str) -> None:
    with pytest.raises(RequestError, match='"continuation" and "no question"'):
        script(metric, "choices", several=False)
