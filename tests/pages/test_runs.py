"""The runs page: an empty home, choosing checkpoints and a task, starting, watching and cancelling a real job."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from e2lm.harness import jobs
from e2lm.harness.state import Stage
from tests.conftest import Tiny
from tests.pages.conftest import Open
from tests.pages.opened import texts
from tests.paths import REPOSITORY


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    """The page on an empty home, as app.py would open it; jobs that still run at the end are killed."""
    monkeypatch.setenv("E2LM_HOME", str(tmp_path))
    at = AppTest.from_file(str(REPOSITORY / "app.py"), default_timeout=60)
    at.switch_page("pages/runs.py")
    yield at
    for state in jobs.jobs(tmp_path):
        if state.is_active and state.pid:
            os.kill(state.pid, signal.SIGKILL)


def _choose(at: AppTest, tiny: Tiny, task: str = "tiny_task") -> AppTest:
    _by_label(at.multiselect, "checkpoints").set_value([str(tiny.checkpoints)])
    _by_label(at.text_input, "task folder").set_value(str(tiny.tasks))
    at.run()
    _by_label(at.multiselect, "tasks").set_value([task])
    return at.run()


def _by_label(widgets: Iterable[Any], label: str) -> Any:  # noqa: ANN401 any kind of widget
    return next(one for one in widgets if one.label == label)


def _texts(at: AppTest) -> str:
    return "\n".join(
        str(one.value) for kind in (at.markdown, at.caption, at.info, at.error, at.warning) for one in kind
    )


def test_an_empty_home_says_what_to_do(page: AppTest) -> None:
    page.run()
    assert not page.exception
    assert "nothing has been evaluated here yet" in _texts(page)
    assert _by_label(page.button, "start").disabled
    assert not _by_label(page.button, "run the demo live").disabled


def test_the_plan_stands_before_the_start(page: AppTest, tiny: Tiny) -> None:
    page.run()
    _choose(page, tiny)
    assert not page.exception
    assert "3 checkpoints x 1 task, all docs, shots as the task says" in _texts(page)
    _by_label(page.number_input, "limit").set_value(50)
    page.run()
    assert "3 checkpoints x 1 task, first 50 docs of each task" in _texts(page)
    assert not _by_label(page.button, "start").disabled


def test_a_folder_without_checkpoints_and_one_without_tasks_are_said(page: AppTest, tmp_path: Path) -> None:
    page.run()
    _by_label(page.multiselect, "checkpoints").set_value([str(tmp_path)])
    _by_label(page.text_input, "task folder").set_value(str(tmp_path / "none"))
    page.run()
    assert not page.exception
    assert "no checkpoint lies in the folder" in _texts(page)
    assert "the task folder does not exist" in _texts(page)


@pytest.mark.slow
def test_a_job_starts_is_shown_and_is_cancelled(page: AppTest, tiny: Tiny, tmp_path: Path) -> None:
    page.run()
    _choose(page, tiny)
    _by_label(page.button, "start").click()
    page.run()
    assert not page.exception
    started = jobs.jobs(tmp_path)
    assert len(started) == 1
    assert f"cancel {started[0].id}" in {one.key for one in page.button}
    next(one for one in page.button if one.key == f"cancel {started[0].id}").click()
    page.run()
    end = time.monotonic() + 60
    while jobs.job(tmp_path, started[0].id).is_active and time.monotonic() < end:
        time.sleep(0.1)
    assert jobs.job(tmp_path, started[0].id).stage == Stage.CANCELLED
    page.run()
    assert not page.exception
    assert "cancelled" in _texts(page)
    assert f"resume {started[0].id}" in {one.key for one in page.button}


def test_the_link_to_the_live_demo_says_what_it_does(open_app: Open, empty: Path) -> None:
    app = open_app(empty, "runs", preset="demo")
    assert not app.exception
    assert "trains five tiny models" in texts(app)
    assert [one.label for one in app.button].count("run the demo live") == 1
