"""The review page: begun, voted on, decided, undone, merged; and what it says of what is not there."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from results_store.reviews import reviews, say
from tests.pages.opened import charts, closed, opened, texts
from tests.two_models import with_curves

MEETING, TASK = "meeting:m1", "task:physics"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return with_curves(tmp_path)


@pytest.fixture
def held(home: Path) -> Path:
    """A meeting with one point, and hostile words in everything that a person types."""
    say(home, "*ada*", "meeting", MEETING, title="a :red[review]", date="2026-11-22")
    say(home, "*ada*", "agenda", MEETING, subject=TASK, owner="[ben](x)", minutes=10)
    say(home, "*ada*", "vote", TASK, choice="keep", reason="<b>early</b>", meeting="m1")
    say(home, "ben", "ask", TASK, text="# why?", meeting="m1")
    return home


def _named(app: AppTest, name: str) -> None:
    app.text_input(key="reviewer_name").input(name).run()
    assert not app.exception


def test_without_a_meeting_one_is_begun_and_its_evidence_frozen(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = opened(home, monkeypatch, "review")
    assert "no meeting was held yet" in texts(app)
    assert next(one for one in app.button if one.label == "begin the meeting").disabled
    _named(app, "ada")
    app.multiselect(key="meeting_points").set_value([TASK])
    next(one for one in app.button if one.label == "begin the meeting").click().run()
    assert not app.exception
    found = reviews(home)
    meeting = found.meetings[0]
    assert [point.subject for point in found.agenda(meeting.meeting_id)] == [TASK]
    assert [one.evidence["task"] for one in found.evidence(TASK, meeting.meeting_id)] == ["physics"]
    assert len(charts(app)) == 1
    closed()


def test_a_vote_a_decision_and_their_undoing_are_seen_and_kept(held: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = opened(held, monkeypatch, "review")
    shown = texts(app)
    for escaped in (r"\*ada\*", r"\<b\>early\<\/b\>".replace(r"\/", "/"), r"\# why?"):
        assert escaped in shown
    assert app.button(key="vote_drop").disabled
    _named(app, "ben")
    app.button(key="vote_drop").click().run()
    assert "**votes** :gray[2 of 2]" in texts(app)
    app.button(key="vote_keep").click().run()
    assert {vote.by: vote.choice for vote in reviews(held).votes(TASK)} == {"*ada*": "keep", "ben": "keep"}
    next(one for one in app.button if one.label == "record").click().run()
    assert not app.exception
    decision = reviews(held).decisions(TASK, "m1")[-1]
    assert decision.choice == "keep"
    assert reviews(held).frozen(decision.evidence) is not None, "what was decided on is frozen with the decision"
    next(one for one in app.button if one.label == "undo the decision").click().run()
    assert reviews(held).decisions(TASK) == ()
    closed()


def test_what_is_missing_unreadable_or_strange_is_said(held: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    say(held, "eve", "evidence", TASK, evidence={"scores": 3}, meeting="m1")
    for subject in ("candidate:gone", "question:7", "event:0000000000000001", "task:gone"):
        say(held, "eve", "agenda", MEETING, subject=subject)
    app = opened(held, monkeypatch, "review", meeting="elsewhere", on=TASK)
    assert not app.exception
    assert "the meeting **elsewhere** of this address is not here" in texts(app)
    assert "this evidence cannot be read" in texts(app)
    for subject in ("candidate:gone", "question:7", "event:0000000000000001", "task:gone"):
        app.query_params["on"] = subject
        app.run()
        assert not app.exception
        assert app.info[0].value, subject
    closed()
