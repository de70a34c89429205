"""An agenda as it is read: lines, who is present, and points that are moved."""

from __future__ import annotations

import pytest

from e2lm.reviews.said import Point
from e2lm.reviews.state import replay
from e2lm.views.review_agenda import (
    Row,
    agenda_in_words,
    agenda_rows,
    decided,
    leading,
    moved,
    neighbour,
    next_place,
    present,
    votes_in_words,
    without_vote,
)
from tests.e2lm.reviews.said_by import MEETING, Talk


def _held() -> Talk:
    talk = Talk()
    talk("ada", "meeting", MEETING, title="weekly")
    talk("ada", "agenda", MEETING, subject="task:a", place=1.0, owner="ben", minutes=10)
    talk("ada", "agenda", MEETING, subject="task:b", place=2.0, minutes=5)
    talk("ben", "vote", "task:a", choice="keep", meeting="m1")
    talk("cleo", "vote", "task:a", choice="drop", meeting="m0")
    talk("ben", "decide", "task:a", choice="drop", meeting="m0")
    return talk


def test_a_point_says_who_owns_it_how_long_it_takes_and_how_many_voted_in_this_meeting() -> None:
    talk = _held()
    rows = agenda_rows(replay(talk.events), "m1", {"task:a": "the A"})
    assert rows == [Row("task:a", "the A", "ben · 10 min · 1 vote", ""), Row("task:b", "b", "5 min · no vote yet", "")]
    talk("ada", "decide", "task:b", choice="keep", meeting="m1")
    reviews = replay(talk.events)
    rows = agenda_rows(reviews, "m1", {})
    assert [row.decided for row in rows] == ["", "keep"]
    assert agenda_in_words(rows, reviews.agenda("m1")) == "1 of 2 decided, 15 min"


def test_what_another_meeting_decided_leaves_a_point_open() -> None:
    reviews = replay(_held().events)
    assert decided(reviews, "task:a", "m1") is None
    other = decided(reviews, "task:a", "m0")
    assert other is not None
    assert other.choice == "drop"


def test_those_are_present_who_said_something_in_the_meeting() -> None:
    talk = _held()
    talk("Ben", "comment", "task:a", text="x", meeting="m1")
    talk("dora", "comment", "task:a", text="x", meeting="m1")
    reviews = replay(talk.events)
    assert present(reviews, "m1") == ("ada", "ben", "dora")
    assert without_vote(present(reviews, "m1"), reviews.votes("task:a", "m1")) == ["ada", "dora"]


def test_the_choice_of_most_leads_and_a_tie_leads_nowhere() -> None:
    talk = Talk()
    assert leading(()) is None
    for by, choice in (("a", "keep"), ("b", "drop")):
        talk(by, "vote", "task:a", choice=choice)
    votes = replay(talk.events).votes("task:a")
    assert (leading(votes), votes_in_words(votes)) == (None, "1 keep, 1 drop")
    talk("c", "vote", "task:a", choice="drop")
    votes = replay(talk.events).votes("task:a")
    assert (leading(votes), votes_in_words(votes)) == ("drop", "1 keep, 2 drop")
    assert votes_in_words(()) == "no vote yet"


def _points(*places: float) -> list[Point]:
    return [Point(f"task:{number}", "", None, place, "", 0.0, "ada", "") for number, place in enumerate(places)]


@pytest.mark.parametrize(("number", "step"), [(0, 1), (1, 1), (1, -1), (2, -1), (3, -1), (2, 1)])
def test_a_moved_point_changes_places_with_its_neighbour_alone(number: int, step: int) -> None:
    points = _points(1.0, 2.0, 2.5, 9.0)
    place = moved(points, f"task:{number}", step)
    assert place is not None
    after = sorted((place if at == number else one.place, one.subject) for at, one in enumerate(points))
    expected = [one.subject for one in points]
    expected[number], expected[number + step] = expected[number + step], expected[number]
    assert [subject for _, subject in after] == expected


def test_the_ends_and_strangers_do_not_move() -> None:
    points = _points(1.0, 2.0)
    assert moved(points, "task:0", -1) is moved(points, "task:1", 1) is moved(points, "task:9", 1) is None
    assert (next_place(points), next_place(())) == (3.0, 1.0)


def test_the_keys_go_round_the_agenda() -> None:
    subjects = ["a", "b", "c"]
    assert [neighbour(subjects, "a", -1), neighbour(subjects, "c", 1), neighbour(subjects, "b", 1)] == ["c", "a", "c"]
    assert [neighbour(subjects, "gone", 1), neighbour(subjects, "gone", -1), neighbour((), "a", 1)] == ["a", "c", ""]
