"""Scores of many versions of curves at once: the same numbers as the tables of scores give for each version alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from e2lm.scoring.ranking import REFERENCES, Reference
from e2lm.scoring.resampled import ScoreSamples, score_samples
from e2lm.scoring.settings import ScoreSettings, default_settings
from e2lm.scoring.signal import Window, signal_quality
from e2lm.scoring.table import model_scores, task_scores
from tests.e2lm.tables import series, shared_table, table
from tests.paths import needs_shared_data

DEEP, WIDE, WEB = "demo-100k-deep", "demo-100k-wide", "demo-100k-deep-web"
NAN = float("nan")
POINTS = 11


def same(found: float, expected: float | None) -> bool:
    return np.isnan(found) if expected is None else found == expected


def assert_as_alone(curves: pd.DataFrame, samples: np.ndarray, settings: ScoreSettings) -> None:
    """Every sample has the scores that the curve table with its values has."""
    found = score_samples(curves, samples, settings)
    for place, values in enumerate(samples):
        alone = curves.assign(value=values)
        row = task_scores(alone, settings).iloc[0]
        for name in ("sq", "rc", "cs", "total"):
            assert same(getattr(found, name)[place], row[name]), (name, place)
        by_model = model_scores(alone, settings)
        assert by_model["model"].tolist() == list(found.sq_by_model)
        for model, sq in zip(by_model["model"].tolist(), by_model["sq"].tolist(), strict=True):
            assert same(found.sq_by_model[model][place], sq)


def three_curves(values: np.ndarray) -> pd.DataFrame:
    parts = values.reshape(3, POINTS).tolist()
    return table(*(row for model, part in zip((DEEP, WIDE, WEB), parts, strict=True) for row in series(model, part)))


LEVELS = st.one_of(st.integers(0, 6).map(lambda n: n / 6), st.floats(-50, 50))
VERSIONS = st.lists(st.lists(LEVELS, min_size=3 * POINTS, max_size=3 * POINTS), min_size=1, max_size=4).map(np.array)


@given(VERSIONS, st.sampled_from(REFERENCES), st.sampled_from([None, 5 * 10**9]))
def test_each_version_scores_as_a_table_of_it_alone(
    versions: np.ndarray, reference: Reference, cut: int | None
) -> None:
    curves = three_curves(versions[0])
    settings = replace(default_settings([DEEP, WIDE, WEB]), reference=reference, proxy_at=4000)
    assert_as_alone(curves, versions, settings if cut is None else replace(settings, cut_tokens=cut))


@given(VERSIONS, st.lists(st.integers(0, 3 * POINTS - 1), max_size=6))
def test_versions_that_lack_a_value_score_without_that_point(versions: np.ndarray, missing: list[int]) -> None:
    curves = three_curves(versions[0])
    settings = default_settings([DEEP, WIDE, WEB])
    holes = versions.copy()
    holes[0, missing] = NAN
    found = score_samples(curves, holes, settings)
    for place, values in enumerate(holes):
        deep = signal_quality(values[:POINTS])
        assert same(found.sq[place], deep.sq)
        assert same(found.sq_by_model[WEB][place], signal_quality(values[2 * POINTS :]).sq)
    alone = task_scores(curves.assign(value=holes[0]), settings)["cs"].iloc[0]
    np.testing.assert_allclose(found.cs[0], NAN if alone is None else alone, rtol=1e-9, atol=1e-12)


@needs_shared_data
@pytest.mark.parametrize("task", ["mmluvar", "arc_challenge", "hellaswag"])
def test_a_curve_given_as_its_own_sample_has_its_own_scores(task: str) -> None:
    curves = shared_table("competition/plot-data-combined-all.json")
    curves = curves[curves["task"] == task].reset_index(drop=True)
    settings = default_settings(curves["model"]).choosing(cs_pairs=(("dense-3b-arch1", "dense-500m-arch1"),))
    rng = np.random.default_rng(4)
    own = curves["value"].to_numpy(float)
    noisy = own + rng.normal(0, 0.01, (3, len(own)))
    assert_as_alone(curves, np.vstack([own, noisy]), settings)
    assert_as_alone(curves, own[None], replace(settings, window=Window()))


def test_lower_is_better_is_turned_around() -> None:
    rising = np.linspace(0.1, 0.9, 10)
    curves = table(*({**row, "higher_is_better": False} for row in series(DEEP, rising.tolist())))
    found = score_samples(curves, np.stack([rising, -rising]), default_settings([DEEP]))
    assert found.sq[0] < 0.6
    assert found.sq[1] == pytest.approx(1.0)


def test_full_curves_are_scored_and_not_the_partial_point_beside_them() -> None:
    rising = np.linspace(0.1, 0.9, 10)
    rows = series(DEEP, rising.tolist())
    curves = table(*rows[:9], {**rows[9], "partial": True, "n": 99})
    found = score_samples(curves, rising[None], default_settings([DEEP]))
    assert found.sq[0] == signal_quality(rising[:9]).sq
    only = table(*({**row, "partial": True, "n": 50} for row in rows))
    assert score_samples(only, rising[None], default_settings([DEEP])).sq[0] == signal_quality(rising).sq


def test_what_is_undefined_is_nan_in_every_version() -> None:
    empty = score_samples(table(), np.zeros((4, 0)), default_settings([]))
    short = score_samples(table(*series(DEEP, [0.1, 0.2])), np.ones((4, 2)), default_settings([DEEP]))
    for found in (empty, short):
        assert isinstance(found, ScoreSamples)
        assert all(len(part) == 4 and np.isnan(part).all() for part in (found.sq, found.rc, found.cs, found.total))


def test_infinite_scores_leave_no_signal_and_no_warning() -> None:
    values = np.tile(np.linspace(0.1, 0.9, POINTS), 3)
    curves = three_curves(values)
    endless = values.copy()
    endless[[3, POINTS + 3, 2 * POINTS + 3]] = -np.inf
    assert_as_alone(curves, np.stack([values, endless]), default_settings([DEEP, WIDE, WEB]))
