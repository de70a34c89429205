"""What was said, in order and as sentences."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from e2lm.reviews.events import KINDS
from e2lm.reviews.state import replay
from e2lm.views.review_talk import sentence, talk_in_words, talk_of
from e2lm.views.review_times import day_in_words, moment_in_words
from tests.e2lm.reviews.said_by import MEETING, TASK, Talk
from tests.e2lm.reviews.test_events import FIELDS


def test_comments_questions_and_assignments_stand_in_one_order() -> None:
    talk = Talk()
    ask = talk("ada", "ask", TASK, text="why?")
    talk("ben", "comment", TASK, text="well")
    task = talk("ben", "assign", TASK, text="look", to="ada")
    talk("ben", "comment", "task:other", text="elsewhere")
    said = talk_of(replay(talk.events), TASK)
    assert [one.text for one in said] == ["why?", "well", "look"]
    assert talk_in_words(said) == "3, 1 question open, 1 to do"
    talk("ben", "answer", TASK, to=ask.event_id, text="so")
    talk("ada", "done", TASK, to=task.event_id)
    assert talk_in_words(talk_of(replay(talk.events), TASK)) == "3"
    assert talk_in_words(()) == "none yet"


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_event_is_a_sentence(kind: str) -> None:
    on, fields = FIELDS[kind]
    event = Talk()("ada", kind, on, **fields)
    assert len(sentence(event, {}, {}).split()) > 1


def test_a_sentence_names_what_it_is_about_and_why() -> None:
    talk = Talk()
    vote = talk("ada", "vote", TASK, choice="keep", reason="early\n" + "x" * 200)
    undo = talk("ben", "undo", f"event:{vote.event_id}")
    again = talk("ada", "undo", f"event:{undo.event_id}")
    begun = talk("ada", "comment", MEETING, text="hello")
    told = {event.event_id: event for event in talk.events}
    names = {TASK: "MMLU"}
    assert sentence(vote, names, told).startswith("voted keep on MMLU: early xxx")
    assert sentence(vote, names, told).endswith("…")
    assert sentence(undo, names, told).startswith("undid: ada voted keep on MMLU")
    assert sentence(again, names, told) == "undid: an undo of ben"
    assert sentence(begun, names, told) == "said of the meeting: hello"
    assert sentence(undo, names, {}) == "undid: something that is not here"


def test_moments_are_said_by_the_readers_clock() -> None:
    now = 1_795_350_000.0  # 22 Nov 2026, 12:20 UTC
    assert moment_in_words(now - 3600, now, "UTC") == "11:20"
    assert moment_in_words(now - 3600, now, ZoneInfo("Asia/Tokyo")) == "20:20"
    assert moment_in_words(now - 86_400, now, "UTC") == "21 Nov, 12:20"
    assert moment_in_words(now - 400 * 86_400, now, "UTC") == "18 Oct 2025"
    assert moment_in_words(1e18, now, "UTC") == "at an unknown time"


def test_a_date_is_said_as_people_say_it_and_left_where_it_is_none() -> None:
    assert day_in_words("2026-11-02") == "2 Nov 2026"
    assert [day_in_words(text) for text in ("", "next week", "2026-99-99")] == ["", "next week", "2026-99-99"]
