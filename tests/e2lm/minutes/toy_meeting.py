"""A toy meeting on two points: one decided on frozen evidence, one of which there is none."""

from __future__ import annotations

from dataclasses import replace

from e2lm.minutes.minutes import Minutes, of_meeting
from e2lm.reviews.evidence import Score
from e2lm.reviews.state import Reviews, replay
from tests.e2lm.reviews.said_by import Talk
from tests.e2lm.reviews.toy_evidence import TOY

HOSTILE = '<script>alert("x")</script> | **bold** `code` </style>'
DROPPED = "candidate:dropped"


def toy_reviews() -> Reviews:
    talk = Talk()
    before = replace(TOY, scores=(Score("SQ", 0.95, 0.94, 0.96), *TOY.scores[1:]))
    talk("ada", "meeting", "meeting:m0", title="the week before")
    talk("ada", "evidence", TOY.subject, meeting="m0", evidence=before.as_json())
    talk("ada", "decide", TOY.subject, choice="change", reason="too long", meeting="m0")
    talk("ada", "meeting", "meeting:m1", title="weekly review", date="2026-11-21")
    talk("ada", "agenda", "meeting:m1", subject=DROPPED, place=2.0, owner="ben")
    talk("ada", "agenda", "meeting:m1", subject=TOY.subject, place=1.0, owner="ada", minutes=10.0, note="again")
    frozen = talk("ada", "evidence", TOY.subject, meeting="m1", evidence=TOY.as_json())
    talk("ada", "vote", TOY.subject, choice="keep", reason="curves part", meeting="m1")
    talk("ben", "vote", TOY.subject, choice="drop", reason=HOSTILE, meeting="m1")
    talk("ben", "vote", TOY.subject, choice="drop", reason="of another meeting", meeting="m0")
    talk("cy", "comment", TOY.subject, text=f"first line\n{HOSTILE}", meeting="m1")
    asked = talk("cy", "ask", TOY.subject, text="how many subjects?", meeting="m1")
    talk("ada", "answer", TOY.subject, to=asked.event_id, text="two")
    talk("cy", "ask", TOY.subject, text="and examples?", meeting="m1")
    talk("ada", "assign", TOY.subject, text="look at copies", to="ben", due="friday", meeting="m1")
    talk("ada", "decide", TOY.subject, choice="drop", reason="a slip", meeting="m1", evidence=frozen.event_id)
    talk("ada", "decide", TOY.subject, choice="keep", reason="order is stable", meeting="m1", evidence=frozen.event_id)
    return replay(talk.events)


def toy_minutes() -> Minutes:
    reviews = toy_reviews()
    meeting = reviews.meeting("m1")
    assert meeting is not None
    return of_meeting(reviews, meeting, {DROPPED: "there is no candidate dropped"})
