"""What the alignment page shows of judges: each one's rate, its verdicts, how far two agree, and what was spent."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from itertools import combinations

import pandas as pd

from e2lm.alignment.agreement import agreement
from e2lm.alignment.rate import Rate, rate_among
from e2lm.alignment.verdicts import Judgement
from e2lm.counting import counted
from e2lm.leakage.items import Item

# A row for each judge; `rate` NaN where none of the questions was judged, `interval` in words, `tokens` in all, NA
# where nothing was spent or nobody knows, `added` in seconds (epoch).
JUDGE_COLUMNS = (
    "judge", "kind", "of", "asked", "accepted", "rejected", "errors", "rate", "interval", "tokens", "added",
    "judgement_id",
)  # fmt: skip
VERDICT_COLUMNS = ("verdict", "question", "answer", "reason", "task", "doc_key")
_ORDER = {"error": 0, "reject": 1, "accept": 2}
FEWEST_AGREEING = 5  # questions that two judges share, below which an agreement says nothing


def judge_table(judgements: Sequence[Judgement], doc_keys: Collection[str]) -> pd.DataFrame:
    """The judges of some questions, with their rates over these alone: JUDGE_COLUMNS, in the order given."""
    rows = []
    for one in judgements:
        found = rate_among(one, doc_keys)
        if found.asked:
            rows.append(
                [
                    one.judge, one.kind, _asked_of(one), found.asked, found.accepted, found.rejected, found.errors,
                    found.value, interval_words(found), _tokens(one), one.added, one.judgement_id,
                ]
            )  # fmt: skip
    table = pd.DataFrame(rows, columns=list(JUDGE_COLUMNS))
    return table.astype({"tokens": "Int64", "rate": float})


def verdict_table(judgement: Judgement, items: Sequence[Item]) -> pd.DataFrame:
    """What one judge said of questions: VERDICT_COLUMNS, errors first, then what was rejected."""
    said = {one.doc_key: one for one in judgement.verdicts}
    rows = []
    for item in items:
        if item.doc_key in said:
            one = said[item.doc_key]
            rows.append([one.word, item.text, " or ".join(item.rights), one.reason, item.task, item.doc_key])
    rows.sort(key=lambda row: _ORDER[str(row[0])])
    return pd.DataFrame(rows, columns=list(VERDICT_COLUMNS))


def agreements(judgements: Sequence[Judgement]) -> Iterator[str]:
    """A sentence for each two judges who share questions enough."""
    for one, other in combinations(judgements, 2):
        found = agreement(one, other)
        if found.both < FEWEST_AGREEING:
            continue
        undefined = math.isnan(found.kappa)
        beyond = "kappa undefined: one says the same of all" if undefined else f"kappa {found.kappa:.2f}"
        both = counted(found.both, "question")
        yield f"{one.judge} and {other.judge} agree on {found.share:.0%} of {both} ({beyond})"


def interval_words(rate: Rate) -> str:
    """ "0.79 to 0.96", "" where nobody was asked."""
    return f"{rate.low:.2f} to {rate.high:.2f}" if rate.asked else ""


def rate_words(rate: Rate) -> str:
    """What a rate is made of, in one line."""
    if not rate.asked:
        return "undefined, because no question was judged"
    errors = f", {counted(rate.errors, 'error')} counted against" if rate.errors else ""
    return f"{rate.accepted} of {rate.asked} accepted{errors}; 95 % interval {interval_words(rate)}"


def _asked_of(one: Judgement) -> str:
    """What a judge was asked about: "50 of 14,042, seed 1", with the candidate's name."""
    settings = one.settings
    if one.kind != "model" or "population" not in settings:
        return one.task
    label = f"{settings['label']}: " if settings.get("label") else ""
    return f"{label}{settings.get('sample'):,} of {settings['population']:,}, seed {settings.get('seed')}"


def _tokens(one: Judgement) -> int | None:
    spent = [one.settings.get(name) for name in ("prompt_tokens", "completion_tokens")]
    known = [int(number) for number in spent if isinstance(number, int)]
    unsaid = one.settings.get("calls_without_tokens", 0) == one.settings.get("calls")
    return sum(known) if known and not unsaid else None
