"""What can be read in a question without asking any model: lengths, where its key stands, digits in its answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np

from e2lm.choices import Array
from e2lm.item_statistics.evidence import Evidence
from e2lm.item_statistics.picks import first_key

_DIGIT = re.compile(r"\d")


def wording(evidence: Evidence) -> dict[str, Array]:
    """The statistics of the part "wording", float64 [docs] each; digits only where the choices' texts are known."""
    cube = evidence.cube
    right, wrong = (_mean_chars(cube.chars, among) for among in (cube.golds, ~cube.golds))
    key = first_key(cube).astype(float)
    return {
        "gold_position": np.where(key >= 0, key + 1, np.nan),
        "n_choices": cube.docs["n_choices"].to_numpy(float),
        "question_chars": cube.docs["question"].map(len).to_numpy(float),
        "answer_chars": right,
        "length_lead": right - wrong,
        "answer_digits": of_answers(evidence, lambda text: float(len(_DIGIT.findall(text)))),
    }


def answers_of(evidence: Evidence) -> list[tuple[str, ...]]:
    """The right choices' texts of each doc; () where they are not known."""
    if evidence.wording is None:
        return [()] * len(evidence.cube.docs)
    choices: Sequence[tuple[str, ...]] = evidence.wording["choices"].tolist()
    pairs = zip(choices, evidence.cube.docs["golds"], strict=True)
    return [tuple(texts[gold] for gold in golds if gold < len(texts)) for texts, golds in pairs]


def of_answers(evidence: Evidence, measure: Callable[[str], float]) -> Array:
    """The mean of a measure over each doc's right choices; NaN where their texts are not known."""
    found = [[measure(text) for text in texts] for texts in answers_of(evidence)]
    return np.array([sum(values) / len(values) if values else np.nan for values in found], dtype=float)


def _mean_chars(chars: Array, among: np.ndarray) -> Array:
    counted = among & ~np.isnan(chars)
    number = counted.sum(axis=1)
    return np.where(number > 0, np.where(counted, chars, 0.0).sum(axis=1) / np.maximum(number, 1), np.nan)
