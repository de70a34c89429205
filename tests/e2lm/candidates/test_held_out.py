"""Held-out scores: a choice that looked at nothing has no optimism, the best of noise has nothing else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from e2lm.candidates.held_out import FOLD_COLUMNS, Choose, among_random, held_out, optimism
from e2lm.candidates.random_subsets import percentile, random_curves
from e2lm.candidates.splits import Split, splits_of
from e2lm.item_signal import doc_signals
from e2lm.scoring.settings import default_settings
from e2lm.scoring.signal import Window
from e2lm.subsets import Mask, Measured, subset_curves
from tests.e2lm.toy_cube import toy_measured

MODELS = ("demo-100k-deep", "demo-200k-deep", "demo-400k-deep")
POINTS = 24
SETTINGS = default_settings(MODELS)


def noise(docs: int = 300, seed: int = 1, growth: float = 0.0) -> Measured:
    """Questions whose values are noise around a line that grows by `growth` over training, the same for all."""
    generator = np.random.default_rng(seed)
    line = np.tile(np.linspace(0, growth, POINTS), len(MODELS))
    return toy_measured(generator.normal(size=(docs, len(line))) + line, MODELS)


def best_by_signal(measured: Measured, share: float) -> Choose:
    def choose(split: Split) -> Mask:
        checkpoints = measured.checkpoints[split.choosing].reset_index(drop=True)
        signals = np.nanmean(doc_signals(measured.values[:, split.choosing], checkpoints, split.settings), axis=1)
        return np.asarray(signals >= np.quantile(signals, 1 - share))

    return choose


def test_random_subsets_have_no_optimism_on_average() -> None:
    measured = noise(growth=1.0)
    generator = np.random.default_rng(2)

    def by_chance(_: Split) -> Mask:
        return np.asarray(generator.permutation(len(measured.values)) < 40)

    found = [optimism(held_out(measured, by_chance, SETTINGS, 40), "sq") for _ in range(10)]
    error = float(np.std(found, ddof=1)) / np.sqrt(len(found))
    assert 0 < error < 0.03
    assert abs(np.mean(found)) < 3 * error


def test_the_same_questions_in_every_split_have_none_at_all() -> None:
    folds = held_out(noise(growth=1.0), lambda _: np.arange(300) % 7 == 0, SETTINGS, 20)
    assert optimism(folds, "sq", "models") == pytest.approx(0, abs=1e-12)
    assert optimism(folds, "sq", "checkpoints") == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("across", ["models", "checkpoints"])
def test_the_best_of_noise_owes_nearly_all_of_its_gain_to_the_choice(across: str) -> None:
    measured = noise(docs=1000)
    folds = held_out(measured, best_by_signal(measured, 0.1), SETTINGS)
    rows = folds[(folds["component"] == "sq") & (folds["across"] == across)]
    gain = (rows["chosen"] - rows["random_chosen"]).mean()
    assert gain > 0.3
    assert optimism(folds, "sq", across) > 0.8 * gain


def test_questions_that_do_carry_signal_keep_their_gain_where_they_were_not_chosen() -> None:
    generator = np.random.default_rng(3)
    line = np.tile(np.linspace(0, 3, POINTS), len(MODELS))
    values = generator.normal(size=(600, len(line)))
    values[:60] += line
    measured = toy_measured(values, MODELS)
    folds = held_out(measured, best_by_signal(measured, 0.1), SETTINGS)
    rows = folds[folds["component"] == "sq"]
    assert (rows["held_out"] - rows["random_held_out"]).min() > 0.2
    assert abs(optimism(folds, "sq")) < 0.1


def test_each_split_chooses_and_judges_by_different_checkpoints() -> None:
    splits = splits_of(noise().checkpoints, SETTINGS)
    assert [split.left_out for split in splits if split.across == "models"] == ["100k", "200k", "400k"]
    assert all(not (split.choosing & split.judging).any() for split in splits)
    assert all((split.choosing | split.judging).all() for split in splits)
    first, second = (split for split in splits if split.across == "checkpoints")
    assert (first.choosing == second.judging).all()
    assert first.judging[:3].tolist() == [True, False, True]


def test_every_second_checkpoint_is_scored_without_the_windows_step() -> None:
    settings = replace(SETTINGS, window=Window(4000, 10**11))
    windows = {split.across: split.settings.window for split in splits_of(noise().checkpoints, settings)}
    assert windows == {"models": Window(4000, 10**11), "checkpoints": Window(None, 10**11)}


def test_limited_runs_are_on_neither_side() -> None:
    checkpoints = noise().checkpoints
    limited = checkpoints.assign(partial=checkpoints["model"] == MODELS[0])
    splits = splits_of(limited, SETTINGS)
    assert [split.left_out for split in splits if split.across == "models"] == ["200k", "400k"]
    assert not any((split.choosing | split.judging)[:POINTS].any() for split in splits)


def test_one_model_is_judged_across_checkpoints_only() -> None:
    one = toy_measured(np.random.default_rng(4).normal(size=(50, POINTS)))
    folds = held_out(one, lambda _: np.arange(50) < 20, SETTINGS, 20)
    assert set(folds["across"]) == {"checkpoints"}
    assert np.isfinite(optimism(folds, "sq"))
    assert np.isnan(optimism(folds, "sq", "models"))
    assert np.isnan(optimism(folds, "rc"))


def test_a_choice_that_leaves_nothing_is_undefined_not_zero() -> None:
    folds = held_out(noise(docs=20), lambda _: np.zeros(20, dtype=bool), SETTINGS, 10)
    assert tuple(folds.columns) == FOLD_COLUMNS
    assert folds["optimism"].isna().all()
    assert (folds["questions"] == 0).all()


def test_a_random_subset_of_all_questions_is_the_curve_of_all() -> None:
    measured = noise(docs=30)
    whole = subset_curves(measured, np.ones(30, dtype=bool))["value"].to_numpy()
    assert random_curves(measured, 30, 5) == pytest.approx(np.tile(whole, (5, 1)), abs=1e-6)


def test_random_subsets_are_of_the_size_asked_for_and_grow_with_it() -> None:
    measured = toy_measured(np.eye(40))
    small, large = random_curves(measured, 10, 7), random_curves(measured, 20, 7)
    assert ((small > 0.05).sum(axis=1) == 10).all()
    assert ((large > 0.04).sum(axis=1) == 20).all()
    assert ((small > 0.05) <= (large > 0.04)).all()


def test_a_percentile_counts_ties_half_and_passes_over_what_is_undefined() -> None:
    assert percentile(2.0, np.array([1.0, 2.0, 3.0, np.nan])) == pytest.approx(0.5)
    assert np.isnan(percentile(float("nan"), np.array([1.0])))
    assert np.isnan(percentile(1.0, np.array([np.nan])))


def test_questions_that_carry_signal_stand_above_random_subsets() -> None:
    values = np.random.default_rng(5).normal(size=(200, len(MODELS) * POINTS))
    values[:20] += np.tile(np.linspace(0, 5, POINTS), len(MODELS))
    places = among_random(toy_measured(values, MODELS), np.arange(200) < 20, SETTINGS, 50)
    sq, cs = (places[places["component"] == name].iloc[0] for name in ("sq", "cs"))
    assert float(sq["percentile"]) == 1.0
    assert float(sq["score"]) > float(sq["random"])
    assert np.isnan(float(cs["score"]))
