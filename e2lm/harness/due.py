"""Which cells of a sweep a worker is to run next: what is missing, in the order that people want."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from e2lm.harness.control import WORKERS, Cell, Priorities, read_priorities
from e2lm.harness.record import Record
from e2lm.harness.request import Request
from e2lm.harness.state import Stage, read_worker


class Due:
    """The cells of the checkpoints `only` (places in the request's targets; None: all) of the job in `folder`."""

    def __init__(self, folder: Path, request: Request, record: Record, only: Sequence[int] | None) -> None:
        self.folder, self.request, self.record = folder, request, record
        self.checkpoints = list(range(len(request.targets))) if only is None else list(only)

    def order(self) -> list[int]:
        """The checkpoints that have cells to run, those with a cell that is to run first before the others."""
        priorities = read_priorities(self.folder)
        rank = {cell: place for place, cell in enumerate(priorities.first)}
        ranked = sorted(
            self.checkpoints, key=lambda index: min(rank.get(cell, len(rank)) for cell in self.cells(index))
        )
        known = self._known()
        return [index for index in ranked if self._wanted(index, priorities, *known)]

    def wanted(self, index: int) -> list[Cell]:
        """The cells of a checkpoint that are to run, in order: not done, not left out, not failed since asked for."""
        return self._wanted(index, read_priorities(self.folder), *self._known())

    def cells(self, index: int) -> list[Cell]:
        """All cells of a checkpoint, in the order of the tasks."""
        target = self.request.targets[index]
        return [(target.model, target.checkpoint, task) for task in self.request.settings.tasks]

    def _wanted(self, index: int, priorities: Priorities, done: set[Cell], failed: dict[Cell, float]) -> list[Cell]:
        rank = {cell: place for place, cell in enumerate(priorities.first)}
        cells = [
            cell for cell in self.cells(index) if cell not in done and priorities.wants(cell, failed.get(cell, 0.0))
        ]
        return sorted(cells, key=lambda cell: rank.get(cell, len(rank)))

    def _known(self) -> tuple[set[Cell], dict[Cell, float]]:
        """The cells that are done, and when cells failed last, by this worker's record and by those of its fellows.

        What a fellow did before this worker looked into the output counts by what was found there.
        """
        states = [self.record.state]
        for file in (self.folder / WORKERS).glob("*.json"):
            if file != self.record.file:
                states.append(read_worker(file))
        mine, begun = self.record.state.name, self.record.state.started
        cells = [(cell, state.name == mine) for state in states for cell in state.cells]
        done = {cell.name for cell, own in cells if cell.stage == Stage.DONE and (own or cell.ended >= begun)}
        failed: dict[Cell, float] = {}
        for cell, _ in cells:
            if cell.stage == Stage.FAILED:
                failed[cell.name] = max(cell.ended, failed.get(cell.name, 0.0))
        return done, failed
