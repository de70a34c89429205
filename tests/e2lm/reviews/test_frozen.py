"""Evidence made of curves: gaps stay gaps, limited runs are counted and not drawn, intervals where they belong."""

from __future__ import annotations

import numpy as np
import pandas as pd

from e2lm.curves import CURVE_COLUMNS, GAP_COLUMNS
from e2lm.reviews.evidence import COMPONENTS, Evidence
from e2lm.reviews.frozen import Basis, agreeing, curves_drawn, frozen, of_task, with_intervals
from e2lm.scoring.settings import ScoreSettings
from e2lm.views.benchmarks import Benchmark

RUNS = pd.DataFrame({"run_id": ["run1", "run2", "run3"], "lm_eval_version": ["0.4.8", "0.4.9", None]})


def _points(*steps: int, model: str = "toy") -> pd.DataFrame:
    """A curve whose value is a thousandth of its step, in billions of tokens, with a stderr of 0.01."""
    rows = [
        {
            "model": model, "checkpoint": f"step{step}", "step": step, "tokens": step * 10**9, "task": "quiz",
            "metric": "acc", "filter": "none", "value": step / 1000, "stderr": 0.01, "n": 50, "n_original": 50,
            "partial": False, "is_group": False, "higher_is_better": True, "provisional": "", "run_id": f"run{step}",
            "date": 0.0, "parent": "", "kind": "", "note": "", "tokens_from": "", "n_shot": None,
        }
        for step in steps
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=list(CURVE_COLUMNS))
    return table.astype(dict.fromkeys(("step", "tokens", "n", "n_original", "n_shot"), "Int64"))


def _gaps(*steps: int, between: bool = True) -> pd.DataFrame:
    rows = [("toy", "quiz", step, step * 10**9, between, "other tasks") for step in steps]
    return pd.DataFrame(rows, columns=list(GAP_COLUMNS)).astype({"step": "Int64", "tokens": "Int64", "between": bool})


def _drawn(points: pd.DataFrame, gaps: pd.DataFrame) -> tuple[tuple[int, ...], tuple[float | None, ...]]:
    curves, unit = curves_drawn(with_intervals(points, points.iloc[:0].assign(low=0.0, high=0.0)), gaps, ("toy",))
    assert unit == "tokens"
    return curves[0].tokens, curves[0].values


def test_a_missing_checkpoint_between_two_is_a_gap() -> None:
    tokens, values = _drawn(_points(1, 2, 4), _gaps(3))
    assert tokens == (10**9, 2 * 10**9, 3 * 10**9, 4 * 10**9)
    assert values == (0.001, 0.002, None, 0.004)


def test_a_missing_checkpoint_at_the_end_is_none() -> None:
    assert _drawn(_points(1, 2), _gaps(3, between=False))[1] == (0.001, 0.002)


def test_intervals_are_those_of_the_resamples_where_the_value_is_the_same() -> None:
    points = _points(1, 2)
    resampled = points.assign(value=[0.001, 0.5], low=[0.0, 0.4], high=[0.003, 0.6])
    found = with_intervals(points, resampled)
    assert np.allclose(found["low"], [0.0, 0.002 - 0.0196])
    assert np.allclose(found["high"], [0.003, 0.002 + 0.0196])


def _frozen(points: pd.DataFrame) -> Evidence:
    curves = with_intervals(points, points.iloc[:0].assign(low=0.0, high=0.0))
    told = of_task(Benchmark("quiz", "acc", "none", None), "quiz", points.iloc[:0][["model", "task"]].rename(
        columns={"model": "doc_key"}), points, ["--family", "toy"])  # fmt: skip
    return frozen(told, Basis(None, curves, _gaps(), ("toy",), RUNS, 0.25), ScoreSettings())


def test_limited_runs_are_counted_and_neither_drawn_nor_named_among_the_runs() -> None:
    points = _points(1, 2, 3)
    points["partial"] = [False, False, True]
    one = _frozen(points)
    assert one.curves[0].values == (0.001, 0.002)
    assert (one.left_out, one.runs, one.versions["lm-eval"]) == (1, 2, "0.4.8, 0.4.9")
    assert one.runs_hash != _frozen(_points(1, 2, 3)).runs_hash


def test_a_task_without_answers_says_how_many_questions_its_runs_counted() -> None:
    one = _frozen(_points(1, 2))
    assert (one.questions, one.questions_hash, one.subjects) == (50, "", 0)
    assert one.command == "python -m e2lm evidence task:quiz --family toy"


def test_scores_without_a_full_run_are_undefined_with_the_reason() -> None:
    assert [(one.component, one.value) for one in _frozen(_points(1)).scores] == [(name, None) for name in COMPONENTS]
    assert all(one.why.startswith("because no full run") for one in _frozen(_points(1)).scores)


def test_resamples_of_other_scores_give_no_interval() -> None:
    assert agreeing({"sq": 0.5}, None) is None
    assert agreeing({"sq": None}, None) is None
