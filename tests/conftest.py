"""What several test files share: one tiny model in three checkpoints and its task, made once per session."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from tests.tiny import tiny_checkpoint, tiny_task

STEPS = (100, 200, 300)


class Tiny(NamedTuple):
    """A folder of checkpoints toy/step100 .. step300 and a folder with the task `tiny_task` (12 docs, 4 choices)."""

    checkpoints: Path
    tasks: Path


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Tiny:
    """Made in a tenth of a second."""
    folder = tmp_path_factory.mktemp("tiny")
    for step in STEPS:
        tiny_checkpoint(folder / "toy" / f"step{step}", seed=step)
    return Tiny(folder / "toy", tiny_task(folder / "tasks"))
