"""A store in a folder of its own, and one way to compare two stores."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from results_store import Store, open_store


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    with open_store(home) as opened:
        yield opened
