"""Minutes gather what one meeting looked at, said and decided, and nothing of another."""

from __future__ import annotations

from e2lm.minutes.minutes import of_subjects, unfrozen
from e2lm.reviews.changes import Change
from e2lm.reviews.state import replay
from tests.e2lm.minutes.toy_meeting import DROPPED, toy_minutes, toy_reviews
from tests.e2lm.reviews.said_by import Talk
from tests.e2lm.reviews.toy_evidence import TOY


def test_points_stand_in_the_order_of_the_agenda() -> None:
    assert [(one.name, one.owner, one.minutes) for one in toy_minutes().entries] == [
        ("sharp", "ada", 10.0), ("dropped", "ben", None),
    ]  # fmt: skip


def test_only_what_was_said_in_the_meeting_is_in_it() -> None:
    entry = toy_minutes().entries[0]
    assert [(one.by, one.choice) for one in entry.votes] == [("ada", "keep"), ("ben", "drop")]
    assert "another meeting" not in entry.votes[1].reason
    assert [one.text for one in entry.asked] == ["how many subjects?", "and examples?"]


def test_the_last_decision_counts_and_earlier_meetings_are_the_past() -> None:
    entry = toy_minutes().entries[0]
    assert entry.decision is not None
    assert (entry.decision.choice, len(entry.decisions)) == ("keep", 2)
    assert [one.choice for one in entry.past] == ["change"]


def test_evidence_is_what_was_frozen_and_compared_with_the_meeting_before() -> None:
    looked = toy_minutes().entries[0].looked
    assert looked is not None
    assert looked.evidence == TOY
    assert looked.changes == (Change("SQ", "0.950", "0.971", "+0.021", beyond=True),)


def test_a_point_without_evidence_says_why() -> None:
    entry = toy_minutes().entries[1]
    assert (entry.looked, entry.missing) == (None, "there is no candidate dropped")


def test_only_points_that_nobody_froze_need_present_evidence() -> None:
    reviews = toy_reviews()
    meeting = reviews.meeting("m1")
    assert meeting is not None
    assert unfrozen(reviews, meeting) == [DROPPED]


def test_evidence_that_cannot_be_read_is_no_evidence() -> None:
    talk = Talk()
    talk("ada", "meeting", "meeting:m1", title="a")
    talk("ada", "agenda", "meeting:m1", subject=TOY.subject)
    talk("ada", "evidence", TOY.subject, meeting="m1", evidence={"of": "a later version"})
    reviews = replay(talk.events)
    assert unfrozen(reviews, reviews.meetings[0]) == [TOY.subject]


def test_minutes_of_candidates_hold_all_that_was_ever_said_of_them() -> None:
    one = of_subjects(toy_reviews(), [TOY.subject, TOY.subject], {TOY.subject: TOY}, "two candidates")
    assert len(one.entries) == 1
    assert [vote.reason for vote in one.entries[0].votes] == ["curves part", "of another meeting"]
    assert [decision.choice for decision in one.entries[0].decisions] == ["change", "drop", "keep"]
    assert one.people == ("ada", "ben", "cy")
