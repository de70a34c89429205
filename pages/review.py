"""Which candidates and tasks do we keep, change or drop? A meeting's agenda, evidence, votes and decisions."""

from __future__ import annotations

import streamlit as st

from pages.shared import (
    frame,
    minutes_parts,
    review_agenda,
    review_freezing,
    review_meeting,
    review_more,
    review_past,
    review_point,
    review_subjects,
    review_talk,
    review_votes,
    reviewers,
)

frame.page("review")
seen = reviewers.stamp()
reviews = reviewers.reviews_now()
agenda, evidence, people = st.columns([240, 640, 306], gap="medium")
with agenda:
    meeting = review_meeting.shown(reviews)
if meeting is None:
    review_meeting.first()
else:
    points = reviews.agenda(meeting.meeting_id)
    names = review_subjects.names(reviews, [point.subject for point in points])
    with frame.corner():
        reviewers.ask_name()
        minutes_parts.meeting_button(meeting)
        frame.link("presenter", "present", meeting=meeting.meeting_id)
    with agenda:
        point = review_agenda.shown(reviews, meeting, names)
        with st.container(horizontal=True, gap="xsmall", wrap=False):
            review_meeting.new_button()
            review_more.log_button()
    if point is not None:
        with people:
            review_votes.votes(reviews, meeting, point)
            review_votes.decision(reviews, meeting, point)
            review_talk.shown(reviews, point.subject, meeting.meeting_id)
        with evidence:
            review_point.shown(reviews, meeting, point, names[point.subject])
            review_past.shown(reviews, meeting, point)
review_more.drawn(meeting)
review_more.problems(reviews)
review_freezing.catch_up()
reviewers.watch(seen)
