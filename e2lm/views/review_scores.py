"""Frozen scores beside those of the time before: a card for each component."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from e2lm.reviews.changes import Change
from e2lm.reviews.evidence import Evidence, Score
from e2lm.reviews.references import Reference
from e2lm.views.scorecards import because


class ScoreCard(NamedTuple):
    """One component: `value` "undefined" where it is, and `says` then why, else its interval; `change` "" where it is
    not known or none, `beyond` whether it leaves both intervals."""

    name: str
    kind: str
    value: str
    says: str
    change: str
    beyond: bool | None


def score_cards(one: Evidence, changes: Sequence[Change] = ()) -> list[ScoreCard]:
    """A card for each score of the evidence, in its order; `changes` are those since it was looked at before."""
    since = {change.what: change for change in changes}
    return [_card(score, since.get(score.component)) for score in one.scores]


def versions_in_words(one: Evidence) -> str:
    """ "version 1f3a, made from 77b0" for a candidate; "" for a task."""
    about = Reference.read(one.subject)
    if about.kind != "candidate":
        return ""
    parent = one.versions.get("made from", "")
    return f"version {about.key}" + (f", made from {parent}" if parent else "")


def _card(score: Score, change: Change | None) -> ScoreCard:
    kind = "not official" if score.component == "total" else score.kind
    if score.value is None:
        reason = because(score.why).removeprefix("because ")
        return ScoreCard(score.component, kind, "undefined", reason, "", None)
    known = score.low is not None and score.high is not None
    says = f"{score.low:.3f} to {score.high:.3f}" if known else "no interval: no answers to resample"
    moved = change is not None and change.change
    return ScoreCard(
        score.component, kind, f"{score.value:.3f}", says, change.change if change and moved else "",
        change.beyond if change else None,
    )  # fmt: skip
