"""The formulas of the metrics, each from Answers to float64 [docs, checkpoints]."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from e2lm.choices import Array, Mask, acc, highest, probabilities
from e2lm.metrics.answers import Answers

Formula = Callable[[Answers], Array]


def _per_length(answers: Answers, lengths: Array) -> Array:
    """Loglikelihoods by length; an empty choice gets -inf, so that it is never picked, as in lm-eval."""
    with np.errstate(divide="ignore", invalid="ignore"):
        divided = answers.loglikelihoods / lengths[:, None, :]
    if (lengths == 0).any():
        empty = (lengths == 0)[:, None, :] & ~np.isnan(answers.loglikelihoods)
        divided = np.where(empty, -np.inf, divided)
    return divided


def _acc_by(lengths: Callable[[Answers], Array]) -> Formula:
    return lambda answers: acc(_per_length(answers, lengths(answers)), answers.golds)


def _p_by(lengths: Callable[[Answers], Array]) -> Formula:
    return lambda answers: _summed(probabilities(_per_length(answers, lengths(answers))), answers.golds)


def _summed(values: Array, among: Mask) -> Array:
    """Sum over the choices among which it is asked for, NaN where there are none or a value is NaN."""
    total = np.where(among.any(axis=-1), 0.0, np.nan)[:, None].repeat(values.shape[1], axis=1)
    for place in range(values.shape[-1]):
        np.add(total, values[..., place], out=total, where=among[:, place, None])
    return total


def _mean(values: Array, among: Mask) -> Array:
    return np.asarray(_summed(values, among) / np.maximum(among.sum(axis=-1), 1)[:, None])


def _lowest(values: Array, among: Mask) -> Array:
    return -highest(-values, among)


def _minus(right: Array, wrong: Array) -> Array:
    """Right minus wrong; NaN where both are -inf, since neither is more likely then."""
    with np.errstate(invalid="ignore"):
        return right - wrong


def _brier(answers: Answers) -> Array:
    """Sum of p squared plus 1 - 2 p(right), which is the sum of squares of (p - 1 if right)."""
    p = answers.probabilities
    squares = np.zeros(p.shape[:-1])
    for place in range(p.shape[-1]):
        np.add(squares, p[..., place] ** 2, out=squares, where=answers.real[:, place, None])
    return squares + 1.0 - 2.0 * answers.gold_p


def _pmi(answers: Answers) -> Array:
    """Of the likeliest right choice after the prompt, the first of equals."""
    best, found = answers.gold_ll, np.full(answers.gold_ll.shape, np.nan)
    for place in reversed(range(answers.golds.shape[-1])):
        gold = answers.golds[:, place, None] & (answers.loglikelihoods[..., place] == best)
        np.copyto(found, answers.pmi[..., place], where=gold)
    return found


FORMULAS: dict[str, Formula] = {
    "acc": lambda answers: acc(answers.loglikelihoods, answers.golds),
    "acc_norm": _acc_by(lambda answers: answers.chars),
    "acc_bytes": _acc_by(lambda answers: answers.sizes),
    "gold_ll": lambda answers: answers.gold_ll,
    "p_correct": lambda answers: _summed(answers.probabilities, answers.golds),
    "minus_mean": lambda answers: _minus(answers.gold_ll, _mean(answers.loglikelihoods, answers.wrong)),
    "margin": lambda answers: _minus(answers.gold_ll, highest(answers.loglikelihoods, answers.wrong)),
    "minus_min": lambda answers: _minus(answers.gold_ll, _lowest(answers.loglikelihoods, answers.wrong)),
    "minus_mean_p": lambda answers: answers.gold_p - _mean(answers.probabilities, answers.wrong),
    "minus_max_p": lambda answers: answers.gold_p - highest(answers.probabilities, answers.wrong),
    "minus_min_p": lambda answers: answers.gold_p - _lowest(answers.probabilities, answers.wrong),
    "norm_correct_prob_char": _p_by(lambda answers: answers.chars),
    "norm_correct_prob_byte": _p_by(lambda answers: answers.sizes),
    "brier": _brier,
    "pmi": _pmi,
    "acc_pmi": lambda answers: acc(answers.pmi, answers.golds),
}
