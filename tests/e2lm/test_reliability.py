from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from e2lm.reliability import Trait, reliability
from e2lm.scoring.noise import sq_of_shuffled
from e2lm.scoring.settings import default_settings
from tests.e2lm.tables import series, shared_table, table
from tests.paths import needs_shared_data

NAN = float("nan")
SMALL, MIDDLE, LARGE = "pythia-70m", "pythia-160m", "pythia-410m"
MODELS = (SMALL, MIDDLE, LARGE)


def traits(curves: pd.DataFrame, chance: float | None = None, **options: int) -> dict[str, Trait]:
    return {trait.name: trait for trait in reliability(curves, default_settings(curves["model"]), chance, **options)}


def curves_of_models(*values: list[float], **columns: object) -> pd.DataFrame:
    parts = zip(MODELS, values, strict=False)
    return table(*(row | columns for model, part in parts for row in series(model, part)))


def test_distance_from_chance_by_hand() -> None:
    # Two standard errors of 0.05 above 0.25 at last, four at best; the other model one and three.
    curves = curves_of_models([0.3, 0.45, 0.35], [0.4, 0.2, 0.3], stderr=0.05)
    found = traits(curves, chance=0.25)
    assert found["above chance, last"].by_model == pytest.approx({SMALL: 2.0, MIDDLE: 1.0})
    assert found["above chance, last"].value == pytest.approx(1.5)
    assert found["above chance, best"].by_model == pytest.approx({SMALL: 4.0, MIDDLE: 3.0})
    assert found["above chance, best"].basis == "2 models"


def test_where_lower_is_better_a_score_below_chance_lies_above_it() -> None:
    found = traits(curves_of_models([0.7, 0.6], higher_is_better=False, stderr=0.05), chance=0.75)
    assert found["above chance, last"].value == pytest.approx(3.0)


def test_without_a_level_or_a_standard_error_there_is_no_distance() -> None:
    curves = curves_of_models([0.3, 0.4], stderr=0.0)
    assert traits(curves)["above chance, best"].reason == (
        "undefined, because nothing tells what guessing gives under this metric"
    )
    assert traits(curves, chance=0.25)["above chance, last"].reason == (
        "undefined, because no score has a standard error above 0"
    )


def test_signal_to_noise_by_hand() -> None:
    # Last two of each: means 0.4, 0.6 and 0.5, deviations 0.1, 0.1 and 0: 0.2 over 0.2 / 3.
    curves = curves_of_models([0.9, 0.3, 0.5], [0.1, 0.5, 0.7], [0.5, 0.5, 0.5])
    found = traits(curves, last=2)["signal to noise"]
    assert found.value == pytest.approx(3.0)
    assert found.basis == "3 models, the last 2 checkpoints of each"
    assert "last 2 checkpoints" in found.definition


def test_signal_to_noise_needs_two_models_that_move() -> None:
    assert traits(curves_of_models([0.1] * 5, [0.2] * 4))["signal to noise"].reason == (
        "undefined, because fewer than two models have 5 checkpoints"
    )
    assert traits(curves_of_models([0.1] * 5, [0.2] * 5))["signal to noise"].reason == (
        "undefined, because no score moves in the last 5 checkpoints"
    )


def test_decision_accuracy_by_hand() -> None:
    # At step 2000 of 4000: 0.1 < 0.2 < 0.3; at last 0.3 < 0.2 is turned around, 0.1 stays last.
    curves = curves_of_models([0.5, 0.1, 0.1, 0.1], [0.5, 0.2, 0.1, 0.4], [0.1, 0.3, 0.1, 0.3])
    found = traits(curves)["decision accuracy"]
    assert found.value == pytest.approx(2 / 3)
    assert found.basis == "2 of 3 pairs, step 2,000 against the last"
    settings = replace(default_settings(MODELS), proxy_at=1000)
    early = next(trait for trait in reliability(curves, settings) if trait.name == "decision accuracy")
    assert early.value == pytest.approx(1 / 3)


def test_a_pair_level_at_last_is_no_question_and_one_level_early_is_not_decided() -> None:
    found = traits(curves_of_models([0.2, 0.2, 0.9], [0.2, 0.2, 0.5], [0.1, 0.1, 0.5]))["decision accuracy"]
    assert found.basis.startswith("1 of 2 pairs")
    level = traits(curves_of_models([0.1, 0.2, 0.5], [0.2, 0.3, 0.5]))["decision accuracy"]
    assert level.reason == "undefined, because the last checkpoint orders no two models"


def test_ordering_consistency_by_hand() -> None:
    # From 1 < 2 < 3 to 2 < 1 < 3 two of three pairs agree: 1/3; from there to 3 < 1 < 2 none does: -1.
    curves = curves_of_models([0.1, 0.2, 0.2], [0.2, 0.1, 0.3], [0.3, 0.3, 0.1])
    found = traits(curves)["ordering consistency"]
    assert found.value == pytest.approx((1 / 3 - 1) / 2)
    assert found.basis == "3 models, 2 pairs of neighbouring checkpoints"


@given(st.lists(st.lists(st.integers(0, 3).map(float), min_size=4, max_size=4), min_size=2, max_size=3))
def test_ordering_consistency_is_what_counting_pairs_gives(values: list[list[float]]) -> None:
    def sign(one: int, other: int, at: int) -> float:
        return float(np.sign(values[one][at] - values[other][at]))

    taus = [
        np.mean([sign(*pair, at) * sign(*pair, at + 1) for pair in combinations(range(len(values)), 2)])
        for at in range(3)
    ]
    assert traits(curves_of_models(*values))["ordering consistency"].value == pytest.approx(np.mean(taus))


def test_the_noise_line_is_that_of_as_many_curves_and_points() -> None:
    rising = [i / 10 for i in range(10)]
    found = traits(curves_of_models(rising, rising[:9], rising[:5]))["SQ of noise"]
    assert found.value == sq_of_shuffled(9, curves=2)
    assert found.basis == "mean of 2 curves of 9 points"


def test_one_model_orders_nothing_and_none_has_reasons_throughout() -> None:
    alone = traits(curves_of_models([0.1, 0.2, 0.3]))
    assert alone["decision accuracy"].reason == "undefined, because fewer than two models have a curve"
    assert alone["ordering consistency"].value is None
    for curves in (table(), curves_of_models([NAN, NAN], [NAN, NAN]), curves_of_models([0.1], [0.2])):
        for trait in traits(curves, chance=0.25).values():
            assert (trait.value is None) == trait.reason.startswith("undefined, because")


def test_steps_against_tokens_cannot_be_matched() -> None:
    one = [{**row, "tokens": None} for row in series(SMALL, [0.1, 0.2])]
    other = [{**row, "step": None} for row in series(MIDDLE, [0.1, 0.2])]
    assert traits(table(*one, *other))["ordering consistency"].reason.startswith("undefined, because some of the")


@needs_shared_data
def test_the_competitions_curves_have_every_trait_but_a_distance() -> None:
    curves = shared_table("competition/plot-data-combined-all.json")
    found = traits(curves[curves["task"] == "hellaswag"].reset_index(drop=True))
    assert {name for name, trait in found.items() if trait.value is None} == {
        "above chance, last",
        "above chance, best",
    }
    assert found["ordering consistency"].value is not None
    assert found["ordering consistency"].value > 0.9
    assert all(trait.definition.endswith(".") for trait in found.values())
