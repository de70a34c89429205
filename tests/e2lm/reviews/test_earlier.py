"""What present evidence is compared with: the newest of another meeting, or of the version it was made from."""

from __future__ import annotations

from dataclasses import replace

from e2lm.reviews.earlier import earlier
from e2lm.reviews.state import replay
from tests.e2lm.reviews.said_by import Talk
from tests.e2lm.reviews.toy_evidence import TOY


def test_the_newest_evidence_of_another_meeting_comes_before() -> None:
    talk = Talk()
    kept = TOY.as_json()
    talk("ada", "evidence", TOY.subject, meeting="m1", evidence=kept)
    second = talk("ada", "evidence", TOY.subject, meeting="m2", evidence=kept)
    third = talk("ada", "evidence", TOY.subject, meeting="m3", evidence=kept)
    reviews = replay(talk.events)
    found = earlier(reviews, TOY, "m3", third.at)
    assert found is not None
    assert found.event_id == second.event_id
    assert earlier(reviews, TOY, "m1", 0.5) is None


def test_a_new_version_is_compared_with_the_one_that_it_was_made_from() -> None:
    talk = Talk()
    first = talk("ada", "evidence", TOY.subject, meeting="m1", evidence=TOY.as_json())
    made = replace(TOY, subject="candidate:new", versions={"made from": TOY.subject.partition(":")[2]})
    found = earlier(replay(talk.events), made, "m1")
    assert found is None  # what one meeting froze itself is not what came before it
    found = earlier(replay(talk.events), made, "m2")
    assert found is not None
    assert found.event_id == first.event_id
