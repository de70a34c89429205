"""The explore page's score cards: each score with its interval, its change against all questions, and against B."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from e2lm.choices import Array
from e2lm.scoring.settings import ScoreSettings
from e2lm.uncertainty import beats, compared, interval
from e2lm.views.explore_scores import Explored
from e2lm.views.scorecards import Card, score_cards

SAME = 0.0005  # what three places do not show
PARTS = ("sq", "rc", "cs", "total")


@dataclass(frozen=True)
class Comparison:
    """A score beside the same score of something else: `change` is the difference, `beyond` says that the other value
    lies outside this one's interval; `beats` is the share of resamples in which this one is larger, None where the two
    cannot be compared, and `compared` in how many both are defined."""

    name: str
    value: float
    change: float
    beyond: bool
    beats: float | None = None
    compared: int = 0


@dataclass(frozen=True)
class Judged:
    """A card, the 95 % interval of its value over resampled questions (None where undefined), the share of resamples
    in which the score is defined, the SQ that noise stays below (SQ only), and what it is compared with."""

    card: Card
    interval: tuple[float, float] | None
    defined: float
    noise: float | None
    others: tuple[Comparison, ...]


def judged(a: Explored, whole: Explored | None, b: Explored | None, settings: ScoreSettings) -> tuple[Judged, ...]:
    """The four cards of a subset; `whole` is the same with all questions (None where that is what is shown), `b` what
    is pinned. Empty where there are only limited runs."""
    if a.row is None:
        return ()
    return tuple(
        _judged(card, part, a, [("all", whole, False), ("B", b, True)])
        for card, part in zip(score_cards(a.row, a.parts, settings), PARTS, strict=True)
    )


def _judged(card: Card, part: str, a: Explored, others: Sequence[tuple[str, Explored | None, bool]]) -> Judged:
    samples: Array = getattr(a.samples, part)
    defined = float(np.mean(~np.isnan(samples)))
    low, high = interval(samples)
    ends = (low, high) if card.value is not None and np.isfinite(low) and np.isfinite(high) else None
    noise = a.row["noise"] if a.row is not None and part == "sq" and card.value is not None else None
    found = [_compared(name, card.value, ends, samples, other, part, chance) for name, other, chance in others if other]
    return Judged(card, ends, defined, noise, tuple(one for one in found if one is not None))


def _compared(
    name: str,
    value: float | None,
    ends: tuple[float, float] | None,
    samples: Array,
    other: Explored,
    part: str,
    chance: bool,
) -> Comparison | None:
    against = None if other.row is None else other.row[part]
    if value is None or against is None:
        return None
    theirs: Array = getattr(other.samples, part)
    share = beats(samples, theirs) if chance else float("nan")
    beyond = ends is not None and not ends[0] <= against <= ends[1]
    return Comparison(
        name, against, value - against, beyond, None if np.isnan(share) else share, compared(samples, theirs)
    )


def beaten_in_words(one: Comparison) -> str:
    """ "beats B in 97 % of resamples"; "" where nothing is to be said."""
    if one.beats is None:
        return ""
    return (
        f"as good as {one.name}"
        if one.change == 0 and one.beats == 0.5
        else f"beats {one.name} in {percent(one.beats)}"
    )


def percent(share: float) -> str:
    """A share in percent that never rounds to all or nothing."""
    if 0 < share < 0.005:
        return "under 1 %"
    return "over 99 %" if 0.995 < share < 1 else f"{share * 100:.0f} %"
