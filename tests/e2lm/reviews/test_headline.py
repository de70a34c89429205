"""Evidence in one sentence, counted by hand on straight lines."""

from __future__ import annotations

from dataclasses import replace

from e2lm.reviews.evidence import Curve
from e2lm.reviews.headline import headline
from tests.e2lm.reviews.toy_evidence import TOY


def _curve(model: str, *values: float | None) -> Curve:
    places = tuple(range(10**9, (len(values) + 1) * 10**9, 10**9))
    nothing = (None,) * len(values)
    return Curve(model, places, values, nothing, nothing)


def _said(*curves: Curve, higher_is_better: bool = True) -> str:
    return headline(replace(TOY, curves=curves, higher_is_better=higher_is_better))


def test_the_sizes_are_ranked_from_the_first_of_the_last_unbroken_checkpoints() -> None:
    small, large = _curve("dense-500m-arch1", 0.2, 0.3, 0.3, 0.3), _curve("dense-1b-arch1", 0.3, 0.2, 0.4, 0.5)
    assert _said(small, large) == "sharp ranks the sizes from 3B tokens on"


def test_equal_values_rank_nothing() -> None:
    assert _said(_curve("dense-500m-arch1", 0.2, 0.3), _curve("dense-1b-arch1", 0.3, 0.3)) == (
        "sharp does not rank the sizes at 2B tokens"
    )


def test_each_architecture_must_be_in_order() -> None:
    curves = [_curve("dense-500m-arch1", 0.2, 0.2), _curve("dense-1b-arch1", 0.3, 0.3),
              _curve("dense-500m-arch2", 0.3, 0.2), _curve("dense-1b-arch2", 0.2, 0.3)]  # fmt: skip
    assert _said(*curves) == "sharp ranks the sizes at the last checkpoint alone"
    assert _said(*curves[:2]) == "sharp ranks the sizes at every checkpoint"


def test_a_checkpoint_that_a_model_lacks_compares_the_others() -> None:
    curves = [
        _curve("dense-500m-arch1", 0.2, 0.2),
        _curve("dense-1b-arch1", 0.3, 0.3),
        _curve("dense-3b-arch1", None, 0.25),
    ]
    assert _said(*curves) == "sharp does not rank the sizes at 2B tokens"


def test_lower_values_can_be_better() -> None:
    assert _said(_curve("dense-500m-arch1", 0.2, 0.2), _curve("dense-1b-arch1", 0.1, 0.1), higher_is_better=False) == (
        "sharp ranks the sizes at every checkpoint"
    )


def test_one_model_or_unknown_sizes_leave_the_name() -> None:
    assert _said(_curve("dense-1b-arch1", 0.1, 0.2)) == "sharp"
    assert _said(_curve("a model", 0.1), _curve("another", 0.2)) == "sharp"
    assert _said() == "sharp"
