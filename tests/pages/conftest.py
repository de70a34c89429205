"""Homes for the pages' tests: an empty one, one with real questions, one with the competition's public scores."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.runtime import pages_manager
from streamlit.testing.v1 import AppTest

from tests.pages.opened import closed, emptied, filled, opened
from tests.paths import SHARED_DATA

COMPETITION = SHARED_DATA / "competition" / "plot-data-combined-all.json"
QUESTIONS = SHARED_DATA / "question-level"
Open = Callable[..., AppTest]


def _made(folder: Path, source: Path) -> Path:
    if not source.exists():
        pytest.skip(f"the shared real data is not beside the repository ({source})")
    return filled(folder, source)


@pytest.fixture(autouse=True)
def _own_main(monkeypatch: pytest.MonkeyPatch) -> None:
    """AppTest makes app.py the process's main module, which a process that is started later would run again."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])


@pytest.fixture(autouse=True)
def _declared_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """AppTest begins every run as a fresh server would, which takes a folder named pages/ for the navigation and runs a
    page without app.py (the frame's guard is for that); hidden here, so that each run is like a served one."""
    st.cache_resource.clear()
    hidden = "not the folder of pages"
    monkeypatch.setattr(
        pages_manager, "Path", lambda path: Path(path).with_name(hidden) if Path(path).name == "pages" else Path(path)
    )


@pytest.fixture(scope="session")
def _competition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _made(tmp_path_factory.mktemp("competition"), COMPETITION)


@pytest.fixture(scope="session")
def _questions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _made(tmp_path_factory.mktemp("questions"), QUESTIONS)


@pytest.fixture
def competition(_competition: Path, tmp_path: Path) -> Path:
    """A home of its own with the competition's public scores."""
    return Path(shutil.copytree(_competition, tmp_path / "home"))


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A home with nothing in it, the demo removed."""
    return emptied(tmp_path / "home")


@pytest.fixture
def open_app(monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Opens the app over a home; see tests.pages.opened.opened."""

    def open_over(home: Path, page: str = "overview", **query: str) -> AppTest:
        return opened(home, monkeypatch, page, **query)

    yield open_over
    closed()


@pytest.fixture
def empty_home(empty: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The home that the app opens: nothing in it."""
    monkeypatch.setenv("E2LM_HOME", str(empty))
    yield empty
    closed()


@pytest.fixture
def filled_home(_questions: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The home that the app opens: two models, thirteen checkpoints, 152 questions."""
    home = Path(shutil.copytree(_questions, tmp_path / "home"))
    monkeypatch.setenv("E2LM_HOME", str(home))
    yield home
    closed()
