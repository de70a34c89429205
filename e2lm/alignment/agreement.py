"""How far two judges say the same of the questions that both judged.

Cohen's kappa is (observed - expected) / (1 - expected) agreement, where expected is that of two judges who accept as
often as these, independently: 1 is full agreement, 0 what chance gives. Errors count as not judged.
Source: Cohen 1960.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from e2lm.alignment.verdicts import Judgement


@dataclass(frozen=True)
class Agreement:
    """Over `both` questions: the share on which two judges agree, and kappa; NaN where there is none to tell by.

    Kappa is NaN too where one of them never wavers: then chance alone agrees as often.
    """

    both: int
    share: float
    kappa: float


def agreement(one: Judgement, other: Judgement) -> Agreement:
    """The agreement of two judgements."""
    first, second = (
        {said.doc_key: said.word == "accept" for said in judge.verdicts if said.word in ("accept", "reject")}
        for judge in (one, other)
    )
    both = first.keys() & second.keys()
    if not both:
        return Agreement(0, math.nan, math.nan)
    share = sum(first[key] == second[key] for key in both) / len(both)
    accepts, others = (sum(said[key] for key in both) / len(both) for said in (first, second))
    expected = accepts * others + (1 - accepts) * (1 - others)
    wavers = 0 < accepts < 1 and 0 < others < 1
    return Agreement(len(both), share, (share - expected) / (1 - expected) if wavers else math.nan)
