"""Benchmarks in a curve table: headline metrics, groups, folds, verdicts."""

from __future__ import annotations

import pandas as pd
import pytest

from e2lm.views.benchmarks import Benchmark, below, children, folds, headlines, reads_as, shown_tasks, top_level
from tests.e2lm.tables import series, table


def _mmlu() -> pd.DataFrame:
    rows = series("m", [0.1, 0.2], task="mmlu", is_group=True)
    for name in ("mmlu_stem", "mmlu_other"):
        rows += series("m", [0.1, 0.2], task=name, parent="mmlu", is_group=True)
    rows += series("m", [0.1, 0.2], task="mmlu_physics", parent="mmlu_stem")
    return table(*rows)


def test_accuracy_speaks_for_a_task_at_its_usual_shots() -> None:
    rows = series("m", [0.1] * 2, metric="acc_norm") + series("m", [0.1], n_shot=5) + series("m", [0.1] * 3)
    assert headlines(table(*rows)) == {"quiz": Benchmark("quiz", "acc", "none", 0)}


def test_full_runs_decide_before_more_partial_ones() -> None:
    rows = series("m", [0.1] * 5, n_shot=5, partial=True) + series("m", [0.1] * 2)
    assert headlines(table(*rows))["quiz"].n_shot == 0


def test_groups_come_before_their_sub_tasks() -> None:
    curves = _mmlu()
    assert top_level(curves) == ["mmlu"]
    assert children(curves)["mmlu"] == ["mmlu_other", "mmlu_stem"]
    assert below(curves, "mmlu") == ["mmlu_other", "mmlu_physics"]
    assert len(shown_tasks(curves)) == 4


def test_many_tasks_of_a_kind_without_a_group_are_folded() -> None:
    rows = [row for place in range(12) for row in series("m", [0.1], task=f"crows_{place}")]
    curves = table(*rows, *series("m", [0.1], task="piqa"))
    assert list(folds(curves)) == ["crows"]
    assert top_level(curves) == ["piqa"]
    assert shown_tasks(curves) == ["piqa"]
    assert len(below(curves, "crows")) == 12


@pytest.mark.parametrize(
    ("sq", "noise", "word"),
    [(0.9, 0.3, "signal"), (0.5, 0.3, "weak"), (0.2, 0.3, "noise"), (None, None, ""), (0.5, None, "weak")],
)
def test_a_score_reads_as_signal_weak_or_noise(sq: float | None, noise: float | None, word: str) -> None:
    assert reads_as(sq, noise) == word
