"""What is presented: a meeting's agenda, the candidates and tasks that the address names, or all saved candidates."""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st

from e2lm.reviews.references import Reference
from e2lm.reviews.said import Meeting
from e2lm.reviews.state import Reviews
from pages.shared import candidate_reads, reviewers

SHOWN = ("candidate", "task")  # what has evidence


class Show(NamedTuple):
    """`name` tells shows apart: screens of one name follow one another. `subjects` are references as text; `lost` is
    the meeting that the address names and nobody held."""

    name: str
    subjects: tuple[str, ...]
    meeting: Meeting | None = None
    lost: str = ""


def asked() -> Show:
    """What the address asks for: `of` (several), else `meeting`, else the newest meeting that is not closed, else all
    saved candidates."""
    reviews, named = reviewers.reviews_now(), st.query_params.get_all("of")
    if named:
        subjects = _readable(named)
        return Show(" ".join(subjects), subjects)
    wanted = st.query_params.get("meeting", "")
    meeting = reviews.meeting(wanted) if wanted else _newest(reviews)
    if meeting is not None:
        points = [point.subject for point in reviews.agenda(meeting.meeting_id)]
        return Show(meeting.meeting_id, _readable(points), meeting)
    if wanted:
        return Show(wanted, (), lost=wanted)
    return Show("candidates", tuple(Reference("candidate", version).text for version in candidate_reads.saved()))


def _newest(reviews: Reviews) -> Meeting | None:
    still_open = [one for one in reviews.meetings if not one.closed and reviews.agenda(one.meeting_id)]
    return max(still_open, key=lambda one: one.at, default=None)


def _readable(texts: list[str]) -> tuple[str, ...]:
    found = []
    for text in texts:
        try:
            one = Reference.read(text)
        except ValueError:
            continue
        found += [one.text] if one.kind in SHOWN else []
    return tuple(dict.fromkeys(found))
