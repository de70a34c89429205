"""What share of the questions is accepted, and how far a sample of them can tell.

The rate is accepted / asked: a question whose judging failed counts against, as in the competition's check. The
interval is Wilson's score interval, which stays within 0 .. 1 and is honest near its ends:
(p + z^2 / 2n +- z sqrt(p (1 - p) / n + z^2 / 4n^2)) / (1 + z^2 / n).
Source: Wilson 1927; Brown, Cai and DasGupta 2001.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass

import pandas as pd

from e2lm.alignment.verdicts import Judgement, Verdict, Word

Z95 = 1.959963984540054

# One row per question, under its doc_key: how many judges said something, the share of them that accept (NaN: nobody
# said anything), and in a word: accept, reject or error where all agree, "disputed", "" for not judged.
QUESTION_COLUMNS = ("judges", "accepted", "verdict")


@dataclass(frozen=True)
class Rate:
    """Counts of verdicts, the share accepted and its 95 % interval, each in 0 .. 1 and NaN where nobody was asked."""

    accepted: int
    rejected: int
    errors: int
    value: float
    low: float
    high: float

    @property
    def asked(self) -> int:
        return self.accepted + self.rejected + self.errors


def rate(words: Iterable[Word | None]) -> Rate:
    """The rate of verdicts; None among them are questions that nobody was asked about, and do not count."""
    said = list(words)
    accepted, rejected, errors = (said.count(word) for word in ("accept", "reject", "error"))
    asked = accepted + rejected + errors
    low, high = wilson(accepted, asked)
    return Rate(accepted, rejected, errors, accepted / asked if asked else math.nan, low, high)


def wilson(successes: int, trials: int, z: float = Z95) -> tuple[float, float]:
    """Wilson's interval of a share; NaN of no trials."""
    if not trials:
        return math.nan, math.nan
    share, squared = successes / trials, z * z
    middle = share + squared / (2 * trials)
    half = z * math.sqrt(share * (1 - share) / trials + squared / (4 * trials * trials))
    low, high = ((middle + side * half) / (1 + squared / trials) for side in (-1, 1))
    # At 0 and at 1 the interval ends there, which rounding would miss.
    return (0.0 if successes == 0 else low), (1.0 if successes == trials else high)


def rate_among(judgement: Judgement, doc_keys: Collection[str]) -> Rate:
    """The rate of a judgement over some questions only, such as a candidate's."""
    among = frozenset(doc_keys)
    return rate(one.word for one in judgement.verdicts if one.doc_key in among)


def by_question(judgements: Iterable[Judgement], doc_keys: Iterable[str]) -> pd.DataFrame:
    """QUESTION_COLUMNS of each doc_key, in that order, over all judges."""
    said: dict[str, list[Verdict]] = {}
    for judgement in judgements:
        for verdict in judgement.verdicts:
            said.setdefault(verdict.doc_key, []).append(verdict)
    keys = list(doc_keys)
    words = [[one.word for one in said.get(key, ())] for key in keys]
    return pd.DataFrame(
        {
            "judges": pd.Series([len(one) for one in words], dtype="int64"),
            "accepted": pd.Series([rate(one).value for one in words], dtype="float64"),
            "verdict": pd.Series([_in_a_word(one) for one in words], dtype=object),
        }
    ).set_index(pd.Index(keys, name="doc_key", dtype=object))


def _in_a_word(words: list[Word | None]) -> str:
    distinct = {word for word in words if word}
    return next(iter(distinct)) if len(distinct) == 1 else "disputed" if distinct else ""
