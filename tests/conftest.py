"""What several test files share: a tiny model in three checkpoints with its task, and an S3 server on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests import object_store
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


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """The address of a server that holds nothing."""
    with object_store.serving() as endpoint:
        yield endpoint


@pytest.fixture
def bucket(s3: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> str:
    """The address of a new bucket, which this process and its children can reach."""
    object_store.use(monkeypatch, s3)
    return object_store.bucket(request.node.name.replace("_", "-")[5:60].strip("-"))
