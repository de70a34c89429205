"""The metric x subject table: equal to the scores of each subject's own curves, ranked, and open about gaps."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from e2lm.cube import Cube
from e2lm.metrics import METRICS, values_of
from e2lm.scoring.settings import Lineup, ScoreSettings
from e2lm.scoring.table import task_scores
from e2lm.subject_table import ALL, SUBJECT_COLUMNS, group_means, subject_table
from e2lm.subsets import measured, subset_curves
from tests.e2lm.typed_cube import typed_cube

POINTS = 10
MODELS = ["a"] * POINTS + ["b"] * POINTS
SETTINGS = ScoreSettings((Lineup("toys", ("a", "b"), ("a", "b")),))


def _cube(seed: int = 3, docs: int = 12) -> Cube:
    rng = np.random.default_rng(seed)
    growth = np.tile(np.linspace(0, 2, POINTS), 2)[None, :, None]
    values = rng.normal(-8, 1.5, (docs, 2 * POINTS, 3))
    values[..., :1] += growth
    subjects = [("stars", "atoms", "cells")[doc % 3] for doc in range(docs)]
    return typed_cube(values.tolist(), [[0]] * docs, [["abc", "é", "abcdef"]] * docs, subjects, MODELS)


def _alone(cube: Cube, metric: str, chosen: np.ndarray) -> pd.Series:
    """The row of scores of the chosen docs' curves."""
    better = METRICS[metric].higher_is_better
    curves = subset_curves(measured(cube, values_of(cube, metric), metric, better), chosen)
    return task_scores(curves[~curves["partial"].astype(bool)], SETTINGS).iloc[0]


def test_every_cell_is_the_score_of_that_subjects_own_curves() -> None:
    cube = _cube()
    table = subject_table(group_means(cube), SETTINGS)
    assert tuple(table.columns) == SUBJECT_COLUMNS
    assert len(table) == 14 * 4
    for row in table.to_dict("records"):
        chosen = np.ones(12, bool) if row["group"] == ALL else (cube.docs["task"] == row["group"]).to_numpy()
        alone = _alone(cube, row["metric"], chosen)
        assert row["sq"] == pytest.approx(alone["sq"], abs=1e-12)
        assert row["noise"] == pytest.approx(alone["noise"])
        assert row["docs"] == chosen.sum()
        assert list(row["values"]) == pytest.approx(list(alone["values"]))
        for name in ("points", "sq_models", "values_model", "lower_is_better"):
            assert row[name] == alone[name]


def test_the_best_stands_first() -> None:
    table = subject_table(group_means(_cube()), SETTINGS)
    assert (np.diff(table["sq"]) <= 0).all()
    assert table["sq"].iloc[0] > table["sq"].iloc[-1]


def test_means_by_hand_for_chosen_docs_and_any_column() -> None:
    cube = typed_cube([[[-1.0]], [[-2.0]], [[-4.0]], [[-8.0]]], [[0]] * 4, models=["a"])
    split = Cube("quiz", "none", cube.docs.assign(half=["x", "y", "x", "y"]), cube.checkpoints, cube.loglikelihoods)
    means = group_means(split, ["gold_ll"], by="half", chosen=np.array([True, True, True, False]))
    assert means.groups == (ALL, "x", "y")
    assert means.means[0, :, 0].tolist() == pytest.approx([-7 / 3, -2.5, -2.0])
    assert means.docs[0].tolist() == [3, 2, 1]


def test_metrics_that_need_another_run_are_there_with_it_only() -> None:
    cube = _cube()
    assert "pmi" not in group_means(cube).metrics
    bare = np.full(cube.loglikelihoods.shape, -3.0)
    means = group_means(cube, unprompted=bare, chosen=np.arange(12) > 2)
    assert means.metrics == tuple(METRICS)
    expected = values_of(cube, "pmi", bare)[3:].mean(axis=0)
    assert means.means[means.metrics.index("pmi"), 0] == pytest.approx(expected)


def test_a_checkpoint_that_lacks_docs_is_no_point_of_a_subject_that_has_them() -> None:
    cube = _cube()
    cube.loglikelihoods[0, 4] = np.nan
    table = subject_table(group_means(cube, ["p_correct"]), SETTINGS).set_index("group")
    assert table["points"].to_dict() == {ALL: 19, "stars": 19, "atoms": 20, "cells": 20}
    alone = _alone(cube, "p_correct", (cube.docs["task"] == "stars").to_numpy())
    assert table.loc["stars", "sq"] == pytest.approx(alone["sq"], abs=1e-12)


def test_undefined_scores_stand_last_and_say_why() -> None:
    few = typed_cube([[[-1.0 - k, -2.0] for k in range(3)]], [[0]], tasks=["stars"], models=["a"] * 3)
    table = subject_table(group_means(few, ["margin"]), SETTINGS)
    assert table["sq"].isna().all()
    assert "fewer than the 8" in table["reason"].iloc[0]
    alone = typed_cube([[[-1.0] for _ in range(10)]], [[0]], models=["a"] * 10)
    reasons = subject_table(group_means(alone, ["margin", "gold_ll"]), SETTINGS).set_index("metric")["reason"]
    assert set(reasons["margin"]) == {"undefined, because no doc has this metric"}
    assert "all 10 scores are equal" in reasons["gold_ll"].iloc[0]
    other = subject_table(group_means(few, ["margin"]), ScoreSettings((Lineup("x", ("z",), ("z",)),)))
    assert other["reason"].str.startswith("undefined, because no chosen model").all()


def test_a_model_without_an_sq_is_named_beside_the_others() -> None:
    cube = _cube()
    flat = cube.loglikelihoods.copy()
    flat[:, POINTS:] = -1.0
    table = subject_table(group_means(Cube("quiz", "none", cube.docs, cube.checkpoints, flat), ["margin"]), SETTINGS)
    assert set(table["sq_models"]) == {("a",)}
    assert table["reason"].str.startswith("b: undefined, because all 10 scores are equal").all()


def test_no_docs_have_no_table() -> None:
    assert subject_table(group_means(typed_cube([], []), ["acc"]), SETTINGS)["reason"].tolist() == [
        "undefined, because no doc has this metric"
    ]
