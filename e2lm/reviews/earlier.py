"""What was last looked at before: the evidence that a candidate's or task's present one is compared with."""

from __future__ import annotations

from math import inf

from e2lm.reviews.evidence import Evidence
from e2lm.reviews.references import Reference
from e2lm.reviews.said import Frozen
from e2lm.reviews.state import Reviews


def earlier(reviews: Reviews, now: Evidence, meeting: str = "", before: float = inf) -> Frozen | None:
    """The newest evidence on the same subject from another meeting than `meeting`, frozen `before` a moment (seconds,
    epoch); where there is none, that on the version which the candidate was made from. None where there is none either.
    """
    parent = now.versions.get("made from", "")
    subjects = [now.subject, *([Reference("candidate", parent).text] if parent else [])]
    for subject in subjects:
        kept = [one for one in reviews.evidence(subject) if one.at < before and (one.meeting != meeting or not meeting)]
        if kept:
            return kept[-1]
    return None
