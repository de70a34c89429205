"""A subset's curves, scores and cards: they equal the scores of its curve table, and comparisons are paired."""

from __future__ import annotations

import numpy as np
import pytest

from e2lm.choices import Array
from e2lm.scoring.settings import default_settings
from e2lm.scoring.table import task_scores
from e2lm.subsets import Measured, measured, subset_curves
from e2lm.views.explore_cards import Comparison, Judged, beaten_in_words, judged, percent
from e2lm.views.explore_scores import Sampled, Scored, clusters_of, of_models, sampled, scored
from tests.e2lm.toy_cube import toy_cube

MODELS = ("demo-100k-deep", "demo-100k-wide")
SETTINGS = default_settings(MODELS)
DOCS, POINTS = 40, 12


def _values(steady: float = 1.0) -> Array:
    """Docs learned one after the other under both models, the first model a little ahead; some noise on top."""
    rng = np.random.default_rng(3)
    gains = np.r_[np.arange(POINTS) * 1.2, np.arange(POINTS)]
    chance = 1 / (1 + np.exp(-(steady * gains[None] - np.linspace(2, 14, DOCS)[:, None]) / 2))
    return np.asarray(rng.random(chance.shape) < chance, dtype=float)


def _measured(values: Array, *, higher_is_better: bool = True) -> Measured:
    metric = "acc" if higher_is_better else "brier"
    return measured(toy_cube(DOCS, MODELS, POINTS), values, metric, higher_is_better)


def _sampled(values: Measured, kept: int = DOCS) -> Sampled:
    chosen = np.arange(DOCS) < kept
    return sampled(subset_curves(values, chosen), values, chosen)


def _both(values: Array, kept: int = DOCS) -> tuple[Sampled, Scored]:
    one = _sampled(_measured(values), kept)
    found = scored(one, SETTINGS)
    assert found is not None
    return one, found


def test_the_curves_are_the_subsets_with_an_interval_around_them() -> None:
    one, _ = _both(_values(), 30)
    assert one.curves["value"].to_numpy() == pytest.approx(_values()[:30].mean(axis=0))
    assert (one.curves["low"] <= one.curves["value"]).all()
    assert (one.curves["high"] >= one.curves["value"]).all()
    assert (one.curves["high"] - one.curves["low"]).max() > 0.1


def test_the_scores_are_those_of_the_curve_table() -> None:
    _, found = _both(_values(), 30)
    table = task_scores(subset_curves(_measured(_values()), np.arange(DOCS) < 30), SETTINGS)
    assert [found.row[name] for name in ("sq", "rc", "total_reason")] == table[["sq", "rc", "total_reason"]].iloc[
        0
    ].tolist()


def test_limited_runs_alone_have_no_scores() -> None:
    cube = toy_cube(DOCS, MODELS, POINTS)
    cube.checkpoints["partial"] = True
    one = _sampled(measured(cube, _values(), "acc", True))
    assert scored(one, SETTINGS) is None


def test_a_card_has_its_value_its_interval_and_the_noise_line() -> None:
    _, found = _both(_values())
    cards = judged(found, None, None, SETTINGS)
    assert [one.card.name for one in cards] == ["SQ", "RC", "CS", "total"]
    assert cards[0].card.value == found.row["sq"]
    assert cards[0].noise == found.row["noise"]
    assert cards[0].interval is not None
    assert cards[0].interval[0] < cards[0].interval[1]
    assert cards[2].card.value is None
    assert cards[2].interval is None
    assert all(not one.others for one in cards)


def test_against_itself_a_subset_is_as_good_without_doubt() -> None:
    _, found = _both(_values())
    (other,) = judged(found, None, found, SETTINGS)[0].others
    assert (other.name, other.change, other.between, other.beats) == ("B", 0.0, (0.0, 0.0), 0.5)
    assert not other.beyond
    assert beaten_in_words(other) == "as good as B"


def test_a_steady_metric_beats_noise_beyond_the_interval_of_the_change() -> None:
    _, steady = _both(_values())
    _, noise = _both(np.random.default_rng(5).random((DOCS, 2 * POINTS)))
    (other,) = judged(steady, None, noise, SETTINGS)[0].others
    assert other.change == pytest.approx(steady.row["sq"] - noise.row["sq"])
    assert other.beyond
    assert other.beats is not None
    assert other.beats > 0.95
    (back,) = judged(noise, None, steady, SETTINGS)[0].others
    assert back.beats == pytest.approx(1 - other.beats)


def test_all_questions_are_named_and_not_played_against() -> None:
    _, part = _both(_values(), 20)
    _, whole = _both(_values())
    (other,) = judged(part, whole, None, SETTINGS)[0].others
    assert (other.name, other.value) == ("all", whole.row["sq"])
    assert beaten_in_words(other) == ""


@pytest.mark.parametrize(
    ("share", "words"), [(0.0, "0 %"), (0.001, "under 1 %"), (0.5, "50 %"), (0.999, "over 99 %"), (1.0, "100 %")]
)
def test_a_share_is_never_rounded_to_certainty(share: float, words: str) -> None:
    assert percent(share) == words


def test_a_change_is_beyond_where_its_interval_leaves_zero_out() -> None:
    assert Comparison("all", 0.5, 0.1, (0.01, 0.2), None, 10).beyond
    assert not Comparison("all", 0.5, 0.1, (-0.01, 0.2), None, 10).beyond
    assert not Comparison("all", 0.5, 0.1, None, None, 0).beyond


def test_a_lower_brier_is_a_better_score() -> None:
    values = 1 - _values()
    one = _sampled(_measured(values, higher_is_better=False))
    lower, (_, higher) = scored(one, SETTINGS), _both(_values())
    assert lower is not None
    assert lower.row["sq"] == pytest.approx(higher.row["sq"])
    assert isinstance(judged(lower, None, None, SETTINGS)[0], Judged)


def test_some_models_keep_only_the_docs_that_they_answered() -> None:
    cube = toy_cube(4, MODELS, 2)
    cube.loglikelihoods[0, :2] = np.nan
    first = of_models(cube, MODELS[:1])
    assert first.checkpoints["model"].unique().tolist() == [MODELS[0]]
    assert first.docs["doc_key"].tolist() == ["key1", "key2", "key3"]
    assert first.loglikelihoods.shape == (3, 2, 2)
    assert of_models(cube, MODELS) is cube


def test_clusters_are_the_sub_tasks() -> None:
    assert clusters_of(_measured(_values()))[:4].tolist() == [0, 1, 0, 1]
