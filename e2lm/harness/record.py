"""A worker's hold on its job: the one writer of its state file, progress into it, and the ways it is stopped."""

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

from e2lm.harness.control import CANCEL, PAUSE, Cell
from e2lm.harness.progress import Report
from e2lm.harness.state import CellState, Stage, WorkerState, save_worker

WRITE_SECONDS = 1.0
POLL_SECONDS = 0.25
HEARTBEAT_SECONDS = 10.0
# How long a cancelled evaluation may take to notice at its next progress report; then the process ends at once, which
# is safe, since results appear by a rename.
GRACE_SECONDS = 4.0
# Written at the start and removed before the last state is, so that a worker can say that the disk is full.
RESERVE_BYTES = 65536


class Cancelled(BaseException):
    """Somebody asked the job to stop; no `except Exception` inside lm-eval can swallow it."""


class Record:
    """The worker's hold on workers/<name>.json of the job in `folder`: its only writer."""

    def __init__(self, folder: Path, file: Path, state: WorkerState) -> None:
        self.folder, self.file, self.state = folder, file, state
        self._written = 0.0
        self._lock = threading.RLock()
        self._reserve = file.with_suffix(".reserve")
        self._reserve.write_bytes(b"\0" * RESERVE_BYTES)
        self.save(lambda first: first)

    def save(self, change: Callable[[WorkerState], WorkerState], *, now: bool = True) -> None:
        """Changes the state and writes it, unless `now` is false and it was written within WRITE_SECONDS."""
        with self._lock:
            self.state = change(self.state)
            if now or time.time() - self._written >= WRITE_SECONDS:
                self._written = time.time()
                self.state = replace(self.state, updated=self._written)
                save_worker(self.file, self.state)

    def cell(self, name: Cell) -> CellState:
        """What the record holds of a cell, a fresh one where it holds nothing."""
        return next((cell for cell in self.state.cells if cell.name == name), CellState(*name))

    def end(self, stage: Stage, message: str = "") -> None:
        """Writes how the worker ended, even on a full disk: room was reserved for it. Cells that ran are open again."""
        self._reserve.unlink(missing_ok=True)
        ended = tuple(CellState(*one.name) if one.stage == Stage.RUNNING else one for one in self.state.cells)
        self.save(lambda state: replace(state, stage=stage, message=message, ended=time.time(), cells=ended))


def obey(record: Record) -> float:
    """Waits while the job is paused and gives back for how many seconds. Raises Cancelled where it is to stop."""
    begun, stage = time.time(), record.state.stage
    while True:
        if (record.folder / CANCEL).exists():
            raise Cancelled("cancelled")
        if not (record.folder / PAUSE).exists():
            break
        if record.state.stage != Stage.PAUSED:
            record.save(lambda state: replace(state, stage=Stage.PAUSED, message="paused; resume goes on here"))
        time.sleep(POLL_SECONDS)
    if record.state.stage == Stage.PAUSED:
        record.save(lambda state: replace(state, stage=stage, message=""))
    return time.time() - begun


def reporting(record: Record, cell: Cell) -> Report:
    """Progress of one cell into the record, between batches; waits there while the job is paused, and raises Cancelled
    once it is to stop."""
    last_phase, last_look, begun = "", 0.0, time.time()

    def report(phase: str, done: int, total: int) -> None:
        nonlocal last_phase, last_look, begun
        now = time.time()
        if now - last_look >= POLL_SECONDS:
            begun += obey(record)
            last_look = now = time.time()
        changes = {"stage": Stage.RUNNING, "phase": phase, "done": done, "total": total, "seconds": now - begun}
        record.save(lambda state: replace(state, message="").with_cell(cell, **changes), now=phase != last_phase)
        last_phase = phase

    return report


def planning(record: Record) -> Report:
    """Progress of what comes before any cell, as the worker's message."""
    last_look = 0.0

    def report(phase: str, done: int, total: int) -> None:
        nonlocal last_look
        if time.time() - last_look >= POLL_SECONDS:
            obey(record)
            last_look = time.time()
        said = f"{phase} {done:,} of {total:,}" if total else phase
        record.save(lambda state: replace(state, message=said), now=False)

    return report


class Watch:
    """While open, SIGTERM and the cancel file stop the worker, also where nothing reports: loading, downloading; and
    its heartbeat is written."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.over = threading.Event()
        self.before: Any = signal.SIG_DFL

    def __enter__(self) -> None:
        if threading.current_thread() is threading.main_thread():
            self.before = signal.signal(signal.SIGTERM, self._terminated)
        threading.Thread(target=self._watch, name="watch for cancel", daemon=True).start()

    def __exit__(self, *_: object) -> None:
        self.over.set()
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, self.before)

    def _terminated(self, _signal: int, _frame: FrameType | None) -> None:
        raise Cancelled("stopped by the system; resume to do what is missing")

    def _watch(self) -> None:
        while not self.over.wait(POLL_SECONDS):
            if (self.record.folder / CANCEL).exists():
                if not self.over.wait(GRACE_SECONDS):
                    self.record.end(Stage.CANCELLED, "cancelled")
                    print("cancelled while nothing reported: the process ends", flush=True)
                    os._exit(2)
                return
            if time.time() - self.record.state.updated >= HEARTBEAT_SECONDS:
                try:
                    self.record.save(lambda state: state)
                except OSError as error:  # the worker itself meets a full disk, and says so
                    print(f"no heartbeat: {error}", flush=True)
