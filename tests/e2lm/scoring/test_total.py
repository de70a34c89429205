from __future__ import annotations

import pytest

from e2lm.scoring.total import Weights, total


def test_the_published_weights() -> None:
    assert total(0.8, 0.5, 0.25).value == pytest.approx(0.4 + 0.05 + 0.1)


def test_what_is_missing_leaves_room() -> None:
    found = total(0.959, 0.833, None)
    assert found.value is None
    assert found.low == pytest.approx(0.5628)
    assert found.high == pytest.approx(0.9628)
    assert found.reason == "undefined, because CS is undefined"
    assert total(None, None, 0.5).reason == "undefined, because SQ and RC are undefined"


def test_a_component_without_weight_is_not_missed() -> None:
    assert total(0.8, 0.5, None, Weights(1.0, 1.0, 0.0)).value == pytest.approx(1.3)
