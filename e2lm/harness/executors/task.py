"""What an engine runs for one checkpoint of a job: the same worker as everywhere, told which checkpoint is its own."""

from __future__ import annotations

import contextlib
import os
import platform
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from e2lm.harness.control import WORKERS


@dataclass(frozen=True)
class CheckpointTask:
    """Called on the engine's machine with a checkpoint's index; travels there by pickle.

    `run` is common to all tasks that one driver hands out; with it, no worker's file is written twice.
    """

    folder: Path
    run: str

    def __call__(self, index: int) -> int:
        """Evaluates one checkpoint and returns the worker's exit status; prints to log-<worker>.txt of the job.

        Raises FileNotFoundError, which survives the way back, where this machine does not see the job.
        """
        if not self.folder.is_dir():
            raise FileNotFoundError(f"{platform.node()} does not see {self.folder}; give E2LM_HOME a folder they share")
        with _logged(self.folder / f"log-{self.name(index)}.txt"):
            from e2lm.harness.worker import work

            return work(self.folder, [index], self.name(index))

    def name(self, index: int) -> str:
        return f"{self.run}-{index}"

    def has_begun(self, index: int) -> bool:
        """Whether the engine has started this checkpoint's worker."""
        return (self.folder / WORKERS / f"{self.name(index)}.json").exists()

    def checkpoint(self, index: int) -> Any:  # noqa: ANN401 submitit's own type
        """What submitit does when SLURM takes the machine away or the time is over: the task queues once more, and
        does what is missing."""
        from submitit.helpers import DelayedSubmission

        return DelayedSubmission(self, index)


@contextlib.contextmanager
def _logged(file: Path) -> Iterator[None]:
    """What this process prints goes to the end of `file`, also what libraries print past Python."""
    sys.stdout.flush()
    sys.stderr.flush()
    kept = [os.dup(number) for number in (1, 2)]
    try:
        with file.open("ab", buffering=0) as log:
            for number in (1, 2):
                os.dup2(log.fileno(), number)
        yield
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        for number, descriptor in zip((1, 2), kept, strict=True):
            os.dup2(descriptor, number)
            os.close(descriptor)
