"""What changed between two versions, and what each question did to the score, against scoring without it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from e2lm.candidates.difference import DIFFERENCE_COLUMNS, difference
from e2lm.scoring.settings import default_settings
from e2lm.scoring.table import task_scores
from e2lm.subsets import Mask, Measured, subset_curves, taken
from tests.e2lm.toy_cube import toy_measured

MODELS = ("demo-100k-deep", "demo-100k-wide")
SETTINGS = default_settings(MODELS)


def toy() -> Measured:
    generator = np.random.default_rng(1)
    return toy_measured(generator.normal(size=(12, 32)) + np.tile(np.linspace(0, 1, 16), 2), MODELS)


def scored(measured: Measured, docs: Mask) -> float:
    return float(task_scores(subset_curves(measured, docs), SETTINGS)["sq"].iloc[0])


def test_each_effect_is_the_score_with_the_question_against_that_without() -> None:
    measured = toy()
    old, new = np.arange(12) < 8, (np.arange(12) >= 3)
    found = difference(measured, old, measured, new, SETTINGS)
    assert tuple(found.columns) == DIFFERENCE_COLUMNS
    assert set(found.loc[found["went"] == "out", "doc_key"]) == {"key0", "key1", "key2"}
    assert set(found.loc[found["went"] == "in", "doc_key"]) == {"key8", "key9", "key10", "key11"}
    for key, went, effect in found[["doc_key", "went", "sq"]].itertuples(index=False):
        docs = new if went == "in" else old
        without = docs & (np.arange(12) != int(key.removeprefix("key")))
        gain = scored(measured, docs) - scored(measured, without)
        assert effect == pytest.approx(gain if went == "in" else -gain, abs=1e-9)
    assert found["sq"].is_monotonic_decreasing


def test_equal_versions_differ_in_nothing() -> None:
    measured = toy()
    assert difference(measured, np.ones(12, bool), measured, np.ones(12, bool), SETTINGS).empty


def test_some_docs_alone_are_as_if_there_were_no_others() -> None:
    measured = toy()
    docs = np.arange(12) % 3 == 0
    alone = subset_curves(taken(measured, docs), np.ones(4, dtype=bool))
    pd.testing.assert_frame_equal(alone, subset_curves(measured, docs))
