"""The presenter view on a home with real questions, and the evidence of pages against that of the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from e2lm.candidates.candidate import Candidate
from e2lm.commands.computed import evidence
from e2lm.reviews.references import Reference
from pages.shared import queries, review_evidence
from results_store import ingest, open_store, read
from results_store.candidates import save_candidate
from results_store.reviews import reviews, say
from tests.pages.opened import charts, closed, emptied, opened, texts


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The recorded demo, and a meeting on its task, on half of its questions, and on a candidate that was dropped."""
    folder = tmp_path / "home"
    with open_store(folder) as store:
        ingest.first_start(store)
        tasks = read.sample_tasks(store)
        task = str(tasks[tasks["is_group"]]["task"].iloc[0])
        keys = read.cube(store, task, "none").docs["doc_key"].tolist()
        saved = save_candidate(store, Candidate("*first* half", task, tuple(keys[: len(keys) // 2]), "acc"))
    say(folder, "ada", "meeting", "meeting:m1", title="weekly review")
    for place, subject in enumerate((f"candidate:{saved.version}", f"task:{task}", "candidate:gone")):
        say(folder, "ada", "agenda", "meeting:m1", subject=subject, place=float(place))
    say(folder, "ben", "vote", f"candidate:{saved.version}", choice="change", meeting="m1")
    return folder


def test_slides_follow_one_another_and_pages_compute_what_the_command_does(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened(home, monkeypatch, "presenter", meeting="m1")
    assert not app.exception
    assert r"\*first\* half" in texts(app)
    assert "1 of 3 :gray[·] 1 change" in texts(app)
    assert len(charts(app)) == 1
    assert not app.title

    store = queries.store()
    for subject in (point.subject for point in reviews(home).agenda("m1")[:2]):
        reference = Reference.read(subject)
        shown = review_evidence.evidence_under(reference, "demo", queries.settings())
        assert shown == evidence(store, reference, {"family": "demo"})

    app.button(key="presenter_next").click().run()
    assert "2 of 3" in texts(app)
    app.button(key="presenter_next").click().run()
    assert not app.exception
    assert "There is no candidate gone" in texts(app)
    assert app.button(key="presenter_next").disabled
    closed()


def test_a_meeting_that_nobody_held_is_said_to_be_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = opened(emptied(tmp_path / "home"), monkeypatch, "presenter", meeting="m9")
    assert not app.exception
    assert "There is no meeting m9" in texts(app)
    closed()
