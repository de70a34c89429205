"""Homes for the pages' tests: an empty one, and one with the competition's public scores, made once."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.opened import closed, emptied, filled, opened
from tests.paths import SHARED_DATA

COMPETITION = SHARED_DATA / "competition" / "plot-data-combined-all.json"
Open = Callable[..., AppTest]


@pytest.fixture(scope="session")
def _competition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not COMPETITION.exists():
        pytest.skip(f"the competition's scores are not beside the repository ({COMPETITION})")
    return filled(tmp_path_factory.mktemp("competition"), COMPETITION)


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
