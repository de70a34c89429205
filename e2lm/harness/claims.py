"""Claims: which worker runs which checkpoint, so that no two do the same one, on one machine or on several.

A claim is a file that only one process can make. It is void once its worker is gone; it is then taken over under a
lock, since a second taker could otherwise remove the first one's fresh claim.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from e2lm.errors import RequestError
from e2lm.harness.control import CLAIMS, WORKERS
from e2lm.harness.state import WorkerState, read_worker

LOCK = "lock"


@dataclass(frozen=True)
class Claims:
    """The claims of the job in `folder` as the worker `me` makes them; `works` tells whether another one lives."""

    folder: Path
    me: WorkerState
    works: Callable[[WorkerState], bool]

    def take(self, index: int) -> bool:
        """Claims a checkpoint. False where a worker that lives has it, this one included."""
        (self.folder / CLAIMS).mkdir(exist_ok=True)
        with FileLock(self.folder / CLAIMS / LOCK):
            if not self._is_void(index):
                return False
            file = self._file(index)
            file.unlink(missing_ok=True)
            with file.open("x", encoding="utf-8") as claim:
                json.dump([self.me.name, self.me.host, self.me.pid, self.me.pid_started], claim)
            return True

    def drop(self, index: int) -> None:
        """Gives a checkpoint back, or says that it is done."""
        self._file(index).unlink(missing_ok=True)

    def others(self, indices: list[int]) -> list[int]:
        """Which of these checkpoints a worker that lives has claimed."""
        return [index for index in indices if not self._is_void(index)]

    def _is_void(self, index: int) -> bool:
        try:
            name, *process = json.loads(self._file(index).read_text(encoding="utf-8"))
            owner = read_worker(self.folder / WORKERS / f"{name}.json")
        except (OSError, ValueError, RequestError):
            return True
        if [owner.host, owner.pid, owner.pid_started] != process:
            return True
        return owner.name != self.me.name and not self.works(owner)

    def _file(self, index: int) -> Path:
        return self.folder / CLAIMS / str(index)
