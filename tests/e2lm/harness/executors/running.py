"""Waiting for jobs on engines, and the tiny checkpoints that they evaluate."""

from __future__ import annotations

import time
from pathlib import Path

from e2lm.harness import jobs
from e2lm.harness.request import Target
from e2lm.harness.sources import local_checkpoints
from e2lm.harness.state import JobState

PATIENCE = 270.0


def ended(home: Path, job_id: str) -> JobState:
    """The state of a job once it has ended."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        state = jobs.job(home, job_id)
        if not state.is_active:
            return state
        time.sleep(0.1)
    raise AssertionError(f"waited {PATIENCE} s: {state.message}\n{jobs.log_tail(home, job_id)}")


def targets(folder: Path, count: int) -> tuple[Target, ...]:
    return tuple(found.target for found in local_checkpoints([folder]))[:count]


def holding(folder: Path, text: str) -> list[Path]:
    """The files below a folder in which a text stands."""
    return [file for file in folder.rglob("*") if file.is_file() and text.encode() in file.read_bytes()]
