"""The explore page's score cards: each score with its interval, its change against all questions, and against B."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from e2lm.choices import Array
from e2lm.scoring.settings import ScoreSettings
from e2lm.uncertainty import beats, compared, interval, recentred, score_interval
from e2lm.views.explore_scores import Scored
from e2lm.views.scorecards import Card, score_cards

SAME = 0.0005  # what three places do not show
PARTS = ("sq", "rc", "cs", "total")
ALL, PINNED = "all", "B"


@dataclass(frozen=True)
class Comparison:
    """A score beside the same score of something else.

    `change` is the difference, `between` its 95 % interval over resamples that both meet with the same draws of
    questions (None where undefined); `beats` the share of them in which this one is larger, None where nothing is to be
    said, and `compared` in how many both are defined.
    """

    name: str
    value: float
    change: float
    between: tuple[float, float] | None
    beats: float | None
    compared: int

    @property
    def beyond(self) -> bool:
        """Whether the change is more than the choice of questions explains: its interval leaves zero out."""
        return self.between is not None and not self.between[0] <= 0 <= self.between[1]


@dataclass(frozen=True)
class Judged:
    """A card, the 95 % interval of its value over resampled questions (None where undefined), the share of resamples
    in which the score is defined, the SQ that noise stays below (SQ only), and what it is compared with."""

    card: Card
    interval: tuple[float, float] | None
    defined: float
    noise: float | None
    others: tuple[Comparison, ...]


def judged(a: Scored, whole: Scored | None, b: Scored | None, settings: ScoreSettings) -> tuple[Judged, ...]:
    """The four cards of a subset; `whole` is the same with all questions (None where that is what is shown), `b` what
    is pinned."""
    others = [(name, other) for name, other in ((ALL, whole), (PINNED, b)) if other is not None]
    return tuple(
        _judged(card, part, a, others, settings)
        for card, part in zip(score_cards(a.row, a.parts, settings), PARTS, strict=True)
    )


def _judged(card: Card, part: str, a: Scored, others: Sequence[tuple[str, Scored]], settings: ScoreSettings) -> Judged:
    samples = _samples(a, part)
    ends = None if card.value is None else _known(score_interval(samples, card.value, most=_most(part, settings)))
    noise = a.row["noise"] if part == "sq" and card.value is not None else None
    found = [_compared(name, card.value, samples, other, part) for name, other in others]
    defined = float(np.mean(~np.isnan(samples)))
    return Judged(card, ends, defined, noise, tuple(one for one in found if one is not None))


def _compared(name: str, value: float | None, samples: Array, other: Scored, part: str) -> Comparison | None:
    against = other.row[part]
    if value is None or against is None:
        return None
    theirs = _samples(other, part)
    share = beats(samples, theirs)
    return Comparison(
        name, against, value - against, _known(interval(samples - theirs)), None if np.isnan(share) else share,
        compared(samples, theirs),
    )  # fmt: skip


def _samples(one: Scored, part: str) -> Array:
    """The score's resamples around the score itself."""
    samples: Array = getattr(one.samples, part)
    value: float | None = one.row[part]
    return samples if value is None else recentred(samples, value)


def _most(part: str, settings: ScoreSettings) -> float:
    """The highest value that a score can have."""
    weights = settings.weights
    return weights.sq + weights.rc + weights.cs if part == "total" else 1.0


def _known(ends: tuple[float, float]) -> tuple[float, float] | None:
    return ends if np.isfinite(ends).all() else None


def beaten_in_words(one: Comparison) -> str:
    """ "beats B in 97 %" (of the resamples); "" for all questions, which a subset is not played against."""
    if one.beats is None or one.name != PINNED:
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
