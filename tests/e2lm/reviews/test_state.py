"""What stands after all that was said, whatever the order in which it is read."""

from __future__ import annotations

import random
import time

import pytest

from e2lm.reviews.references import Reference
from e2lm.reviews.state import Reviews, replay
from tests.e2lm.reviews.said_by import MEETING, TASK, Talk


@pytest.fixture
def talk() -> Talk:
    return Talk()


def _choices(reviews: Reviews, on: str = TASK) -> dict[str, str]:
    return {vote.by: vote.choice for vote in reviews.votes(on)}


def test_the_latest_vote_of_each_person_counts(talk: Talk) -> None:
    talk("ada", "vote", TASK, choice="keep")
    talk("ben", "vote", TASK, choice="drop")
    talk("Ada ", "vote", TASK, choice="change", reason="too short")
    assert [(vote.by, vote.choice) for vote in replay(talk.events).votes(TASK)] == [("ben", "drop"), ("Ada ", "change")]


def test_votes_of_one_meeting_are_told_from_those_of_another(talk: Talk) -> None:
    talk("ada", "vote", TASK, choice="keep", meeting="m1")
    talk("ada", "vote", TASK, choice="drop", meeting="m2")
    reviews = replay(talk.events)
    assert [vote.choice for vote in reviews.votes(TASK, "m1")] == ["keep"]
    assert _choices(reviews) == {"ada": "drop"}


def test_a_vote_that_is_undone_gives_way_to_the_one_before(talk: Talk) -> None:
    talk("ada", "vote", TASK, choice="keep")
    second = talk("ada", "vote", TASK, choice="drop")
    undo = talk("ben", "undo", f"event:{second.event_id}")
    assert _choices(replay(talk.events)) == {"ada": "keep"}
    talk("ada", "undo", f"event:{undo.event_id}")
    assert _choices(replay(talk.events)) == {"ada": "drop"}


def test_an_undo_of_a_clock_that_is_slow_still_undoes(talk: Talk) -> None:
    vote = talk("ada", "vote", TASK, at=100.0, choice="keep")
    talk("ben", "undo", f"event:{vote.event_id}", at=5.0)
    assert _choices(replay(talk.events)) == {}


def test_undos_in_a_circle_undo_nothing_else(talk: Talk) -> None:
    talk("ada", "vote", TASK, choice="keep")
    talk("eve", "undo", "event:0000000000000002")
    talk("eve", "undo", "event:0000000000000001")
    talk("eve", "undo", "event:0000000000000003")
    assert _choices(replay(talk.events)) == {"ada": "keep"}


def test_a_long_chain_of_undos_is_followed_to_its_end(talk: Talk) -> None:
    last = talk("ada", "vote", TASK, choice="keep")
    for _ in range(5_000):
        last = talk("ada", "undo", f"event:{last.event_id}")
    assert _choices(replay(talk.events)) == {"ada": "keep"}
    talk("ada", "undo", f"event:{last.event_id}")
    assert _choices(replay(talk.events)) == {}


def test_the_order_of_lines_and_doubles_do_not_matter(talk: Talk) -> None:
    talk("ada", "meeting", MEETING, title="weekly")
    for number in range(30):
        by = "ada" if number % 3 else "ben"
        talk(by, "agenda", MEETING, subject=f"task:{number % 5}", place=float(number % 7))
        talk(by, "vote", f"task:{number % 5}", choice=("keep", "drop")[number % 2])
        if number % 4 == 0:
            talk(by, "undo", f"event:{talk.events[-1].event_id}")
    expected = replay(talk.events)
    shuffled = [*talk.events, *talk.events[:20]]
    random.Random(3).shuffle(shuffled)
    found = replay(shuffled)
    assert found.agenda("m1") == expected.agenda("m1")
    assert found.events == expected.events
    assert found.said == expected.said
    assert all(found.votes(f"task:{number}") == expected.votes(f"task:{number}") for number in range(5))


def test_the_agenda_is_ordered_replaced_and_struck(talk: Talk) -> None:
    talk("ada", "meeting", MEETING, title="weekly", date="2026-11-22")
    for place, name in enumerate("abc"):
        talk("ada", "agenda", MEETING, subject=f"task:{name}", place=place, minutes=10)
    talk("ben", "agenda", MEETING, subject="task:c", place=-1, owner="ben")
    talk("ben", "strike", MEETING, subject="task:b")
    points = replay(talk.events).agenda("m1")
    assert [(one.subject, one.owner, one.minutes) for one in points] == [("task:c", "ben", None), ("task:a", "", 10)]
    talk("ben", "undo", f"event:{talk.events[-1].event_id}")
    assert [one.subject for one in replay(talk.events).agenda("m1")] == ["task:c", "task:a", "task:b"]


def test_a_meeting_is_renamed_closed_and_opened_again(talk: Talk) -> None:
    talk("ada", "meeting", MEETING, title="weekly", date="2026-11-22")
    talk("ada", "close", MEETING)
    assert replay(talk.events).meetings[0].closed
    talk("ben", "meeting", MEETING, title="weekly, again")
    meeting = replay(talk.events).meeting("m1")
    assert meeting is not None
    assert (meeting.title, meeting.date, meeting.closed, meeting.by) == ("weekly, again", "2026-11-22", False, "ada")
    assert replay(talk.events).meeting("m2") is None


def test_a_question_is_open_until_somebody_answers(talk: Talk) -> None:
    ask = talk("ada", "ask", TASK, text="why?")
    assert [one.text for one in replay(talk.events).open_questions(TASK)] == ["why?"]
    answer = talk("ben", "answer", TASK, to=ask.event_id, text="so")
    reviews = replay(talk.events)
    assert reviews.open_questions(TASK) == ()
    assert [one.text for one in reviews.asked(TASK)[0].answers] == ["so"]
    talk("ben", "undo", f"event:{answer.event_id}")
    assert len(replay(talk.events).open_questions(TASK)) == 1


def test_an_answer_to_nothing_says_nothing(talk: Talk) -> None:
    talk("ben", "answer", TASK, to="ffffffffffffffff", text="so")
    talk("ben", "done", TASK, to="ffffffffffffffff")
    reviews = replay(talk.events)
    assert (reviews.asked(TASK), reviews.assignments(TASK)) == ((), ())


def test_an_assignment_is_done_by_somebody(talk: Talk) -> None:
    task = talk("ada", "assign", TASK, text="look", to="ben", due="Friday", meeting="m1")
    assert [(one.to, one.due, one.done) for one in replay(talk.events).assignments(TASK)] == [("ben", "Friday", False)]
    talk("cleo", "done", TASK, to=task.event_id)
    every = replay(talk.events).assignments(meeting="m1")
    assert [(one.done, one.done_by) for one in every] == [(True, "cleo")]


def test_a_decision_keeps_the_evidence_that_it_rested_on(talk: Talk) -> None:
    frozen = talk("ada", "evidence", TASK, evidence={"sq": 0.5}, meeting="m1")
    talk("ada", "decide", TASK, choice="keep", evidence=frozen.event_id, meeting="m1")
    talk("ada", "evidence", TASK, evidence={"sq": 0.9}, meeting="m2")
    reviews = replay(talk.events)
    then = reviews.frozen(reviews.decisions(TASK)[-1].evidence)
    assert then is not None
    assert then.evidence == {"sq": 0.5}
    assert [one.evidence["sq"] for one in reviews.evidence(Reference("task", "mmlu"))] == [0.5, 0.9]
    assert [one.meeting for one in reviews.evidence(TASK, "m2")] == ["m2"]


def test_stars_and_flags_are_per_person(talk: Talk) -> None:
    talk("ada", "star", "question:7", starred=True)
    talk("ben", "star", "question:7", starred=True)
    talk("ben", "star", "question:8", starred=True)
    talk("BEN", "star", "question:8", starred=False)
    talk("ada", "flag", "question:7", flag="leaks", raised=True)
    talk("ben", "flag", "question:7", flag="leaks", raised=True)
    talk("ben", "flag", "question:9", flag="ambiguous", raised=True)
    talk("ben", "flag", "question:9", flag="ambiguous", raised=False)
    reviews = replay(talk.events)
    assert reviews.starred() == {"7"} == reviews.starred("ada") == reviews.starred("ben")
    assert reviews.flags() == {"7": {"leaks": ("ada", "ben")}}


def test_links_are_found_by_their_code(talk: Talk) -> None:
    talk("ada", "link", "link:k3", page="items", query={"task": "mmlu"})
    link = replay(talk.events).links["k3"]
    assert (link.page, link.query) == ("items", {"task": "mmlu"})


def test_twenty_thousand_events_are_replayed_in_a_moment(talk: Talk) -> None:
    kinds = (
        ("vote", {"choice": "keep"}), ("comment", {"text": "yes"}), ("star", {"starred": True}),
        ("flag", {"flag": "leaks", "raised": True}),
    )  # fmt: skip
    for number in range(20_000):
        kind, fields = kinds[number % len(kinds)]
        talk(f"person {number % 9}", kind, f"question:{number % 700}", **fields)
    began = time.process_time()
    reviews = replay(talk.events)
    assert time.process_time() - began < 0.6, "a third of a second even where the machine is busy"
    assert len(reviews.votes("question:0")) == 9
