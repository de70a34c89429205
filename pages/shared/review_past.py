"""What was decided before, with the evidence as it was then."""

from __future__ import annotations

import streamlit as st

from e2lm.reviews.said import Decision, Meeting, Point
from e2lm.reviews.state import Reviews
from e2lm.views.words import escaped
from pages.shared import review_point, reviewers
from pages.shared.review_votes import TONES


def shown(reviews: Reviews, meeting: Meeting, point: Point) -> None:
    """The decisions of other meetings on a point, newest first; nothing where there is none."""
    before = [one for one in reviews.decisions(point.subject) if one.meeting != meeting.meeting_id]
    if not before:
        return
    st.markdown(f"**decided before** :gray[{len(before)}]")
    for one in reversed(before):
        _decision(reviews, one)


def _decision(reviews: Reviews, one: Decision) -> None:
    held = reviews.meeting(one.meeting)
    where = f" in {escaped(held.title)}" if held else ""
    said = f"  \n:small[{escaped(one.reason)}]" if one.reason.strip() else ""
    with st.container(horizontal=True, vertical_alignment="top", horizontal_alignment="distribute", wrap=False):
        st.markdown(
            f":{TONES[one.choice]}-badge[{one.choice}] {reviewers.when(one.at)}{where} "
            f":gray[by {escaped(one.by)}]{said}",
            width="stretch",
        )
        st.button(
            "evidence then", key=f"then_{one.event_id}", type="tertiary", icon=":material/history:",
            on_click=review_point.look_at, args=(one.evidence,), disabled=reviews.frozen(one.evidence) is None,
            help="what it was decided on, as it was" if one.evidence else "it was decided without evidence",
        )  # fmt: skip
