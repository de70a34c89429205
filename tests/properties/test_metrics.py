"""Every metric of random ragged cubes equals a naive computation of each doc alone."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from e2lm.cube import Cube
from e2lm.metrics import METRICS, values_of
from tests.e2lm.typed_cube import typed_cube

NAN = math.nan
WIDEST = 5
LOGLIKELIHOOD = st.floats(-40, 0, width=32) | st.sampled_from([-1.0, -2.0, -math.inf, NAN])
TEXT = st.text("aé漢 ", max_size=6)


@st.composite
def cubes(draw: st.DrawFn) -> tuple[Cube, list[list[str]], np.ndarray]:
    """A cube of a few docs with 1 to 5 choices, 0 to all of them right, some not evaluated; texts; one unprompted."""
    points = draw(st.integers(1, 3))
    texts = draw(st.lists(st.lists(TEXT, min_size=1, max_size=WIDEST), min_size=1, max_size=5))
    golds = [draw(st.lists(st.integers(0, len(one) - 1), max_size=len(one), unique=True)) for one in texts]
    row = st.lists(LOGLIKELIHOOD, min_size=WIDEST, max_size=WIDEST)
    rows = [
        [draw(row)[: len(one)] if draw(st.integers(0, 9)) else [NAN] * len(one) for _ in range(points)] for one in texts
    ]
    cube = typed_cube(rows, golds, texts)
    bare = [[draw(row)[: cube.loglikelihoods.shape[2]] for _ in range(points)] for _ in texts]
    return cube, texts, np.array(bare)


@settings(max_examples=200, deadline=None)
@given(cubes())
def test_a_metric_of_all_docs_equals_that_of_each_doc_alone(drawn: tuple[Cube, list[list[str]], np.ndarray]) -> None:
    cube, texts, bare = drawn
    found = {metric: values_of(cube, metric, bare) for metric in METRICS}
    for doc, choices in enumerate(texts):
        golds = set(cube.docs["golds"].iloc[doc])
        for point in range(cube.loglikelihoods.shape[1]):
            lls = [float(value) for value in cube.loglikelihoods[doc, point, : len(choices)]]
            others = [float(value) for value in bare[doc, point, : len(choices)]]
            for metric, values in found.items():
                expected = _naive(metric, lls, choices, golds, others)
                assert values[doc, point] == pytest.approx(expected, abs=1e-9, rel=1e-9, nan_ok=True), metric


def _naive(metric: str, lls: list[float], choices: list[str], golds: set[int], bare: list[float]) -> float:
    if not golds or any(map(math.isnan, lls)):
        return NAN
    formula = _PLAIN[metric]
    return formula(lls, choices, golds, bare)


def _first_highest(values: list[float]) -> int:
    return values.index(max(values))


def _softmax(values: list[float]) -> list[float]:
    top = max(values)
    if top == -math.inf:
        return [NAN] * len(values)
    weights = [math.exp(value - top) for value in values]
    return [weight / sum(weights) for weight in weights]


def _by(values: list[float], lengths: list[int]) -> list[float]:
    return [value / length if length else -math.inf for value, length in zip(values, lengths, strict=True)]


def _pmi(lls: list[float], bare: list[float]) -> list[float]:
    return [NAN if math.isinf(ll) and math.isinf(other) else ll - other for ll, other in zip(lls, bare, strict=True)]


def _contrast(values: list[float], golds: set[int], of_wrong: Callable[[list[float]], float]) -> float:
    wrong = [value for place, value in enumerate(values) if place not in golds]
    if not wrong or any(map(math.isnan, values)):
        return NAN
    right, other = max(values[gold] for gold in golds), of_wrong(wrong)
    return NAN if right == other == -math.inf else right - other


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)


def _brier(lls: list[float], golds: set[int]) -> float:
    chances = _softmax(lls)
    key = max(golds, key=lambda gold: lls[gold])
    return sum((chance - (place == key)) ** 2 for place, chance in enumerate(chances))


def _gold_pmi(lls: list[float], golds: set[int], bare: list[float]) -> float:
    pmi = _pmi(lls, bare)
    key = max(sorted(golds), key=lambda gold: lls[gold])
    return NAN if any(map(math.isnan, pmi)) else pmi[key]


def _acc_pmi(lls: list[float], golds: set[int], bare: list[float]) -> float:
    pmi = _pmi(lls, bare)
    return NAN if any(map(math.isnan, pmi)) else float(_first_highest(pmi) in golds)


def _chars(choices: list[str]) -> list[int]:
    return [len(text) for text in choices]


def _bytes(choices: list[str]) -> list[int]:
    return [len(text.encode()) for text in choices]


_PLAIN: dict[str, Callable[[list[float], list[str], set[int], list[float]], float]] = {
    "acc": lambda lls, _c, golds, _b: float(_first_highest(lls) in golds),
    "acc_norm": lambda lls, c, golds, _b: float(_first_highest(_by(lls, _chars(c))) in golds),
    "acc_bytes": lambda lls, c, golds, _b: float(_first_highest(_by(lls, _bytes(c))) in golds),
    "gold_ll": lambda lls, _c, golds, _b: max(lls[gold] for gold in golds),
    "p_correct": lambda lls, _c, golds, _b: sum(_softmax(lls)[gold] for gold in golds),
    "minus_mean": lambda lls, _c, golds, _b: _contrast(lls, golds, _mean),
    "margin": lambda lls, _c, golds, _b: _contrast(lls, golds, max),
    "minus_min": lambda lls, _c, golds, _b: _contrast(lls, golds, min),
    "minus_mean_p": lambda lls, _c, golds, _b: _contrast(_softmax(lls), golds, _mean),
    "minus_max_p": lambda lls, _c, golds, _b: _contrast(_softmax(lls), golds, max),
    "minus_min_p": lambda lls, _c, golds, _b: _contrast(_softmax(lls), golds, min),
    "norm_correct_prob_char": lambda lls, c, golds, _b: sum(_softmax(_by(lls, _chars(c)))[gold] for gold in golds),
    "norm_correct_prob_byte": lambda lls, c, golds, _b: sum(_softmax(_by(lls, _bytes(c)))[gold] for gold in golds),
    "brier": lambda lls, _c, golds, _b: _brier(lls, golds),
    "pmi": lambda lls, _c, golds, bare: _gold_pmi(lls, golds, bare),
    "acc_pmi": lambda lls, _c, golds, bare: _acc_pmi(lls, golds, bare),
}
