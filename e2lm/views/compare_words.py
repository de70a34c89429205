"""What a comparison says, in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

from e2lm.comparison.chances import Cochran
from e2lm.comparison.paired import Pair
from e2lm.counting import counted
from e2lm.metrics import METRICS

SMALLEST = 0.0001


def verdict(pair: Pair, first: str, other: str, metric: str) -> str:
    """Which of two sides (by their letters) is better, by how much, and whether that is more than chance; Markdown."""
    if not pair.questions:
        return "**no question has a value in every side**, so there is nothing to compare"
    if pair.reason:
        return f"**no difference**, because {pair.reason}"
    if not isfinite(pair.difference):
        return "**the difference is undefined**, because a mean is infinite"
    ends = interval_words(pair.low, pair.high, share=_is_share(metric))
    size = amount_words(pair.difference, share=_is_share(metric), unit=METRICS[metric].unit)
    if pair.difference == 0 and not (pair.only_first or pair.only_other):
        return f"**{first} and {other} answer alike** on {counted(pair.questions, 'question')}"
    better = (pair.difference > 0) == METRICS[metric].higher_is_better
    lead, behind = (other, first) if better else (first, other)
    if pair.difference == 0:
        words = f"**{first} and {other} are even**"
    elif pair.apart:
        words = f"**{lead} is better than {behind} by {size.lstrip('+−')}**"
    else:
        words = f"**{lead} is ahead of {behind} by {size.lstrip('+−')}, which may be chance**"
    return f"{words} on {counted(pair.questions, 'question')} {ends}"


def table_words(pair: Pair, first: str, other: str, right_by: str) -> str:
    """The right/wrong table's numbers off its diagonal, and McNemar's p value of them."""
    if not pair.answered:
        return f"no question is right or wrong by {right_by} in every side"
    if not pair.only_first + pair.only_other:
        return f"right and wrong by {right_by}: {first} and {other} agree on every question, so nothing is to test"
    return (
        f"right only in {other}: **{pair.only_other:,}**, only in {first}: **{pair.only_first:,}** (by {right_by}) · "
        f"McNemar's exact {p_words(pair.p)}"
    )


def all_words(found: Cochran, letters: Sequence[str]) -> str:
    """Cochran's Q over all sides, or why there is none."""
    names = f"{', '.join(letters[:-1])} and {letters[-1]}"
    if found.reason:
        return f"{names} together: Cochran's Q is undefined, because {found.reason}"
    return (
        f"{names} together: Cochran's Q = {found.q:,.1f} with {found.freedom} degrees of freedom, {p_words(found.p)}, "
        f"over {counted(found.questions, 'question')} that not all answer alike"
    )


def p_words(p: float) -> str:
    """ "p = 0.032", "p < 0.0001", "p undefined"."""
    if not isfinite(p):
        return "p undefined"
    return f"p < {SMALLEST}" if p < SMALLEST else f"p = {p:.4f}" if p < 0.01 else f"p = {p:.2f}"


def amount_words(value: float, *, share: bool, unit: str = "") -> str:
    """A difference with its sign: of shares in points of a hundred, else to three places."""
    words = f"{100 * value:+.2f} points" if share else f"{value:+.3f}{f' {unit}' if unit else ''}"
    return words.replace("-", "−")


def interval_words(low: float, high: float, *, share: bool) -> str:
    """ "(95 % +1.20 to +3.40)"; that none is known where that is so."""
    if not (isfinite(low) and isfinite(high)):
        return "(interval undefined: fewer than two questions)"
    factor, form = (100, "{:+.2f}") if share else (1, "{:+.3f}")
    ends = " to ".join(form.format(factor * end).replace("-", "−") for end in (low, high))
    return f"(95 % {ends})"


def _is_share(metric: str) -> bool:
    one = METRICS[metric]
    return (one.unit, one.low, one.high) == ("", 0.0, 1.0)
