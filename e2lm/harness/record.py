"""A worker's hold on its job: the one writer of state.json, progress into it, and the ways a job is stopped."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import Any

from e2lm.harness.progress import Report
from e2lm.harness.state import JobState, Stage, save_state

WRITE_SECONDS = 0.5
POLL_SECONDS = 0.25
# How long a cancelled evaluation may take to notice at its next progress report; then the process ends at once, which
# is safe, since results appear by a rename.
GRACE_SECONDS = 4.0
# Written at the start and removed before the last state is, so that a job can say that the disk is full.
RESERVE, RESERVE_BYTES = "reserve", 65536


class Cancelled(BaseException):
    """Somebody asked the job to stop; no `except Exception` inside lm-eval can swallow it."""


class Record:
    """The worker's hold on state.json: the only writer, at most every WRITE_SECONDS while requests are scored."""

    def __init__(self, file: Path, state: JobState) -> None:
        self.file, self.state = file, state
        self._written = 0.0
        self._lock = threading.RLock()

    def save(self, change: Callable[[JobState], JobState], *, now: bool = True) -> None:
        with self._lock:
            self.state = change(self.state)
            if now or time.time() - self._written >= WRITE_SECONDS:
                self._written = time.time()
                self.state = replace(self.state, updated=self._written)
                save_state(self.file, self.state)

    def end(self, stage: Stage, message: str = "") -> None:
        """Writes how the job ended, even on a full disk: room was reserved for it."""
        (self.file.parent / RESERVE).unlink(missing_ok=True)
        open_stages = (Stage.QUEUED, Stage.RUNNING)
        self.save(
            lambda state: replace(
                state,
                stage=stage,
                message=message,
                ended=time.time(),
                cells=tuple(
                    replace(one, stage=Stage.CANCELLED if stage == Stage.CANCELLED else Stage.QUEUED)
                    if one.stage in open_stages
                    else one
                    for one in state.cells
                ),
            )
        )


def reporting(record: Record, cells: range, begun: float, cancel: Path) -> Report:
    """Progress of one checkpoint's cells into the record; raises Cancelled once the cancel file is there."""
    last_phase, last_look = "", 0.0

    def report(phase: str, done: int, total: int) -> None:
        nonlocal last_phase, last_look
        now = time.time()
        if now - last_look >= POLL_SECONDS:
            last_look = now
            if cancel.exists():
                raise Cancelled("cancelled")
        changes = {"stage": Stage.RUNNING, "phase": phase, "done": done, "total": total, "seconds": now - begun}
        record.save(lambda state: with_cells(replace(state, message=""), cells, **changes), now=phase != last_phase)
        last_phase = phase

    return report


def with_cells(state: JobState, cells: range, **changes: Any) -> JobState:  # noqa: ANN401 the fields of CellState
    """The state with some fields of several cells changed."""
    for index in cells:
        state = state.with_cell(index, **changes)
    return state


class Watch:
    """While open, SIGTERM and the cancel file stop the job, also where nothing reports: loading, downloading."""

    def __init__(self, cancel: Path, record: Record) -> None:
        self.cancel, self.record = cancel, record
        self.over = threading.Event()

    def __enter__(self) -> None:
        signal.signal(signal.SIGTERM, self._terminated)
        threading.Thread(target=self._watch, name="watch for cancel", daemon=True).start()

    def __exit__(self, *_: object) -> None:
        self.over.set()

    def _terminated(self, _signal: int, _frame: FrameType | None) -> None:
        raise Cancelled("stopped by the system; resume to do what is missing")

    def _watch(self) -> None:
        while not self.over.wait(POLL_SECONDS):
            if self.cancel.exists():
                if not self.over.wait(GRACE_SECONDS):
                    self.record.end(Stage.CANCELLED, "cancelled")
                    print("cancelled while nothing reported: the process ends", flush=True)
                    os._exit(2)
                return
