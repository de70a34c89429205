"""How likely differences between right and wrong answers are by chance alone.

McNemar's test looks at the questions that one of two sides answers right and the other wrong: were the sides equally
good, each of these would be as likely the one's as the other's. The p value is exact at any size: twice the smaller
tail of the binomial distribution of n = b + c throws of a fair coin, at most 1.

    p = min(1, 2 * sum over k = 0 .. min(b, c) of C(n, k) / 2^n)

Cochran's Q asks the same of three or more sides at once, over the questions that not all answer alike:

    Q = (k - 1) (k sum C_j^2 - T^2) / (k T - sum R_i^2)

with C_j the right answers of side j, R_i those to question i, T all of them; chi-squared with k - 1 degrees of freedom
where enough questions differ. Sources: McNemar 1947; Cochran 1950; Tate and Brown 1970 for how many are enough;
Holm 1979 for many tests at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import erfc, exp, lgamma, log, sqrt

import numpy as np

from e2lm.choices import Array

FEWEST_CELLS, FEWEST_QUESTIONS = 24, 4  # sides x differing questions, and questions, from which chi-squared holds


@dataclass(frozen=True)
class Cochran:
    """Q with its degrees of freedom and p value over the `questions` that not all sides answer alike; `reason` says why
    there is none (q and p NaN), "" where there is one."""

    q: float
    freedom: int
    p: float
    questions: int
    reason: str = ""


def mcnemar(only_first: int, only_second: int) -> float:
    """The exact two-sided p value; 1 where no question was answered right by one side alone."""
    count, fewer = only_first + only_second, min(only_first, only_second)
    whole = lgamma(count + 1) - count * log(2)
    tail = sum(exp(whole - lgamma(k + 1) - lgamma(count - k + 1)) for k in range(fewer + 1))
    return min(1.0, 2 * tail)


def cochran(right: Array) -> Cochran:
    """Q of `right`, [questions, sides]: 1 right, 0 wrong; without NaN."""
    sides = right.shape[1]
    differing = right[(right != right[:, :1]).any(axis=1)]
    count = len(differing)
    if sides < 3:
        return Cochran(np.nan, sides - 1, np.nan, count, "Q compares three sides or more")
    if not count:
        return Cochran(np.nan, sides - 1, np.nan, 0, "all sides answer every question alike")
    if count < FEWEST_QUESTIONS or count * sides < FEWEST_CELLS:
        few = f"only {count} question{'s differ' if count > 1 else ' differs'}, too few for chi-squared"
        return Cochran(np.nan, sides - 1, np.nan, count, few)
    by_side, by_question = differing.sum(axis=0), differing.sum(axis=1)
    total = by_side.sum()
    q = (sides - 1) * (sides * (by_side**2).sum() - total**2) / (sides * total - (by_question**2).sum())
    return Cochran(float(q), sides - 1, chi_squared_tail(float(q), sides - 1), count)


def chi_squared_tail(value: float, freedom: int) -> float:
    """The chance of at least `value` under chi-squared with `freedom` >= 1 degrees of freedom.

    Q(a + 1, x) = Q(a, x) + x^a e^-x / Gamma(a + 1), begun at Q(1, x) = e^-x or Q(1/2, x) = erfc(sqrt x), with a half
    of the degrees of freedom and x half of the value.
    """
    x = value / 2
    if x <= 0:
        return 1.0
    at, tail = (1.0, exp(-x)) if freedom % 2 == 0 else (0.5, erfc(sqrt(x)))
    while at < freedom / 2:
        tail += exp(at * log(x) - x - lgamma(at + 1))
        at += 1
    return min(1.0, tail)


def holm(p_values: Sequence[float]) -> Array:
    """p values that hold for all tests together: each times the number of tests that are no smaller, never below a
    smaller one's, at most 1; NaN stays NaN and counts as no test."""
    values = np.asarray(p_values, dtype=float)
    known = np.flatnonzero(~np.isnan(values))
    order = known[np.argsort(values[known], kind="stable")]
    found = np.full(len(values), np.nan)
    found[order] = np.minimum(np.maximum.accumulate(values[order] * np.arange(len(order), 0, -1)), 1.0)
    return found
