"""SQ of each question alone, over the models that SQ rests on."""

from __future__ import annotations

import numpy as np
import pytest

from e2lm.item_statistics import part_of
from e2lm.item_statistics.signal import sq_models
from e2lm.metrics import values_of
from e2lm.scoring.settings import ScoreSettings, default_settings
from e2lm.scoring.signal import signal_quality
from tests.e2lm.item_statistics.random_evidence import PAIRS, evidence, random_cube


def test_sq_is_the_mean_over_the_models_of_the_official_score() -> None:
    cube = random_cube(6, points=12)
    one = evidence(cube, metric="minus_mean")
    chosen = sq_models(tuple(one.columns), one.settings)
    assert chosen == ("demo-100k-deep", "demo-400k-deep"), "neither the wide model nor the web control"
    found = part_of(one, "signal")
    for name, metric in (("sq", "p_correct"), ("sq_metric", "minus_mean")):
        values = values_of(cube, metric)
        for doc in range(12):
            by_model = [signal_quality(values[doc, one.columns[model]]).sq for model in chosen]
            assert found[name][doc] == pytest.approx(np.mean([sq for sq in by_model if sq is not None]))


def test_a_lower_metric_is_turned_and_one_that_cannot_be_computed_is_undefined() -> None:
    cube = random_cube(6, points=12)
    found = part_of(evidence(cube, metric="brier"), "signal")["sq_metric"]
    values = -values_of(cube, "brier")
    columns = evidence(cube).columns
    first = [signal_quality(values[0, columns[model]]).sq for model in ("demo-100k-deep", "demo-400k-deep")]
    assert found[0] == pytest.approx(np.mean([sq for sq in first if sq is not None]))
    assert np.isnan(part_of(evidence(cube, metric="pmi"), "signal")["sq_metric"]).all()


def test_the_models_that_are_looked_at_decide_whose_sq_it_is() -> None:
    settings = default_settings(PAIRS)
    assert sq_models(("demo-100k-wide",), settings) == ("demo-100k-wide",)
    assert sq_models(("demo-100k-wide", "demo-100k-deep"), settings) == ("demo-100k-deep",)
    assert sq_models(("a", "b"), ScoreSettings()) == ("a", "b")
    cube = random_cube(6, points=12)
    one = evidence(cube, models=("demo-100k-wide",), metric="p_correct")
    values = values_of(cube, "p_correct")
    expected = [signal_quality(row[one.columns["demo-100k-wide"]]).sq for row in values]
    assert part_of(one, "signal")["sq"].tolist() == pytest.approx(expected)
