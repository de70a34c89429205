"""What a slide says beside its curves: three numbers, and what solid and dashed lines are."""

from __future__ import annotations

from typing import NamedTuple

from e2lm.checkpoints import describe
from e2lm.reviews.evidence import Evidence, Score

COUNT = 3
SHORTEST = 60  # letters of a reason that a room can read; a longer one is in the minutes


class Number(NamedTuple):
    """A number and the line under it; an en dash where it is undefined."""

    value: str
    says: str


def numbers(one: Evidence) -> list[Number]:
    """SQ and RC, and the total, or CS where there is a value of it and none of the total."""
    third = [score for name in ("total", "CS") if (score := one.score(name)) is not None]
    third.sort(key=lambda score: score.value is None)
    found = [score for name in ("SQ", "RC") if (score := one.score(name)) is not None]
    return [_number(score) for score in [*found, *third[:1]][:COUNT]]


def dashes_in_words(one: Evidence) -> str:
    """ "solid arch1, dashed arch2" where both are drawn; "" else."""
    variants = {describe(curve.model).variant for curve in one.curves}
    return next(
        (f"solid {solid}, dashed {dashed}" for solid, dashed in (("arch1", "arch2"), ("deep", "wide"))
         if {solid, dashed} <= variants), "",
    )  # fmt: skip


def _number(score: Score) -> Number:
    kind = "not official" if score.component == "total" else score.kind
    if score.value is None:
        why = score.why.partition(";")[0]
        why = why if len(why) <= SHORTEST else why[: SHORTEST - 1].rstrip() + "…"
        return Number("–", f"{score.component} undefined, {why}" if why else f"{score.component} undefined")
    if score.low is None or score.high is None:
        return Number(f"{score.value:.3f}", f"{score.component}, {kind}")
    # Not the value and a reach: an interval of a score, which ends at 1, is seldom as wide to both sides.
    return Number(f"{score.value:.3f}", f"{score.component} {score.low:.3f} to {score.high:.3f}, {kind}")
