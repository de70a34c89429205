"""One worker's way through a sweep: it claims checkpoints in order of priority and evaluates what is missing of them.

Worker side. A checkpoint that fails fails alone, and so does a task of it; a task that does not load and a full disk
end the worker.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from e2lm.errors import E2LMError
from e2lm.harness.alive import works
from e2lm.harness.cells import cell_place
from e2lm.harness.claims import Claims
from e2lm.harness.control import WORK, Cell
from e2lm.harness.device import device_of
from e2lm.harness.due import Due
from e2lm.harness.evaluate import Evaluator, identity
from e2lm.harness.loading import Loader, Prepared
from e2lm.harness.placing import Output, waiting_cell
from e2lm.harness.plan import Measurement, Plan, save_plan
from e2lm.harness.planning import first_plan, measure, with_tokens
from e2lm.harness.progress import Report
from e2lm.harness.prompts import BuiltTask, built_tasks
from e2lm.harness.reasons import reason
from e2lm.harness.recognised import recognised, scored_by
from e2lm.harness.record import Record, obey, planning, reporting
from e2lm.harness.request import Request, Target
from e2lm.harness.state import CellState, Stage
from e2lm.harness.task_loading import load_tasks
from e2lm.harness.written import NoRoomError, is_full, no_room

Ahead = Callable[[], Prepared]


class Sweep:
    """The sweep of the job in `folder`, as one worker does it: the checkpoints `only`, or whatever is unclaimed."""

    def __init__(self, folder: Path, request: Request, record: Record, only: Sequence[int] | None = None) -> None:
        self.folder, self.request, self.record = folder, request, record
        self.due = Due(folder, request, record, only)
        self.claims = Claims(folder, record.state, works)
        self.output = Output(request.settings.output or str(folder.parents[1] / "runs"))
        self.loader = Loader(request.settings)

    def plan(self) -> Plan:
        """Builds the tasks, writes the plan, and finds which cells are done already.

        Raises RequestError where a task or the device cannot be had, or where the output cannot be reached.
        """
        report, settings = planning(self.record), self.request.settings
        report("loading the tasks", 0, 0)
        loaded = load_tasks(settings)
        self.device = device_of(settings)
        self.evaluator = Evaluator(settings, self.device)
        tasks = built_tasks(loaded, settings, report)
        self.tasks: dict[str, BuiltTask] = {task.name: task for task in tasks}
        plan = first_plan(self.folder, self.request, tasks, self.device, loaded.note)
        self.record.save(lambda state: replace(state, note=loaded.note))
        save_plan(self.folder, plan)
        report("looking for what is done", 0, 0)
        self._find_done()
        report("counting tokens", 0, 0)
        plan = with_tokens(plan, tasks, self.request, self.loader, self.evaluator, report)
        save_plan(self.folder, plan)
        self.tokens = plan.tokens
        return plan

    def run(self) -> int:
        """Evaluates what is missing and gives back how many cells failed here."""
        self.record.save(lambda state: replace(state, stage=Stage.RUNNING, message=""))
        held = [following] if (following := self._next()) else []
        try:
            while held:
                if following := self._next():
                    held.append(following)
                self._checkpoint(*held[0])
                self.claims.drop(held.pop(0)[0])
                if not held and (following := self._next()):
                    held.append(following)
        finally:
            for index, _ in held:
                self.claims.drop(index)
            _prune(self.folder / WORK)
        return sum(cell.stage == Stage.FAILED for cell in self.record.state.cells)

    def _find_done(self) -> None:
        asked = {
            cell: (
                self.request.targets[index],
                identity(self.request.targets[index], task, self.request.settings, self.device),
            )
            for index in self.due.checkpoints
            for cell, task in zip(self.due.cells(index), self.tasks.values(), strict=True)
        }
        # What is not done is noted too: an earlier worker may have noted results that are gone now.
        found = {cell.name: cell for cell in recognised(self.folder.name, asked, self.output)}
        cells = tuple(found.get(name) or CellState(*name) for name in asked)
        self.record.save(lambda state: replace(state, cells=cells))

    def _next(self) -> tuple[int, Ahead] | None:
        """Claims the checkpoint that is due and begins to load it; None where nothing is left to claim."""
        for index in self.due.order():
            if self.claims.take(index):
                # Whoever had it until now wrote what it did before giving it back.
                if self.due.wanted(index):
                    return index, self.loader.ahead(self.request.targets[index])
                self.claims.drop(index)
        return None

    def _checkpoint(self, index: int, ahead: Ahead) -> None:
        """Evaluates one checkpoint on every task that is missing."""
        target, begun = self.request.targets[index], time.time()
        wanted = self.due.wanted(index)
        if not wanted:
            return
        try:
            reporting(self.record, wanted[0])("loading the model", 0, 0)
            prepared = ahead()
            self.evaluator.load(prepared)
        except Exception as error:  # noqa: BLE001 a checkpoint fails alone, whatever it raises
            self._failed(wanted, error, target)
            return
        loaded, run = time.time(), 0
        while wanted := self.due.wanted(index):
            obey(self.record)
            self._cell(wanted[0], prepared)
            run += 1
        if run == len(self.tasks) and self.tokens:
            device, settings = self.device, self.request.settings
            seconds = sum(self.record.cell(cell).seconds for cell in self.due.cells(index))
            row = Measurement(
                target.model, device.device, device.dtype, settings.scoring, loaded - begun, self.tokens, seconds
            )
            measure(self.folder, row)

    def _cell(self, cell: Cell, prepared: Prepared) -> None:
        """Evaluates one cell of the loaded checkpoint, or takes what was evaluated and could not be placed."""
        task = self.tasks[cell[2]]
        place = cell_place(self.folder.name, *cell)
        work, kept = self.folder / WORK / "cells" / place, self.folder / WORK / "answers" / place
        asked = identity(prepared.target, task, self.request.settings, self.device)
        report: Report = reporting(self.record, cell)
        print(f"{time.strftime('%H:%M:%S')} {' '.join(cell)}: begins", flush=True)
        try:
            report("scoring", 0, 0)
            waiting = waiting_cell(work)
            if waiting and (waiting.identity, waiting.files) == (asked, prepared.files_hash):
                scoring = waiting.record.get("scoring", {})
            else:
                shutil.rmtree(work, ignore_errors=True)
                scoring = self.evaluator.write(task, work, report, kept)
            self.output.place(work, place)
            report("scoring", len(task.requests), len(task.requests))
        except Exception as error:  # noqa: BLE001 a cell fails alone, whatever it raises
            self._failed([cell], error, prepared.target)
            return
        shutil.rmtree(kept, ignore_errors=True)
        self._ended([cell], Stage.DONE, note=scored_by(scoring))

    def _failed(self, cells: Sequence[Cell], error: Exception, target: Target) -> None:
        """Writes why cells failed. Raises what ends the whole worker: a full disk."""
        if isinstance(error, OSError) and is_full(error):
            raise no_room(self.folder) from error
        if isinstance(error, NoRoomError):
            raise error
        if not isinstance(error, E2LMError):
            traceback.print_exception(error)
        self._ended(cells, Stage.FAILED, message=reason(error, target, self.request.settings))

    def _ended(self, cells: Sequence[Cell], stage: Stage, **changes: object) -> None:
        for cell in cells:
            said = changes.get("message") or ""
            print(f"{time.strftime('%H:%M:%S')} {' '.join(cell)}: {stage} {said}".rstrip(), flush=True)
            fields = {"phase": "", "message": "", "ended": time.time(), **changes}
            self.record.save(lambda state, of=cell, to=fields: state.with_cell(of, stage=stage, **to))  # type: ignore[misc]


def _prune(folder: Path) -> None:
    """Removes folders in which nothing is left; what could not be placed yet stays.

    Other workers end at the same moment, or write there: only the file system can tell which folder is empty.
    """
    for path, _, _ in os.walk(folder, topdown=False):
        with contextlib.suppress(OSError):
            Path(path).rmdir()
