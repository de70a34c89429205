"""The process that runs a job, or a part of it: `python -m e2lm.harness.worker JOB_FOLDER [--name NAME] [--only N]`.

The same for every engine: each worker claims checkpoints of the job, and gives every cell a folder of results as soon
as it is done. Killed at any moment and started again, it does what is missing. With `--plan` it stops before any model
is loaded, once plan.json says what there is to do.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
import traceback
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import psutil
from filelock import FileLock, Timeout

from e2lm.errors import E2LMError, RequestError
from e2lm.harness.alive import host
from e2lm.harness.control import REQUEST, WORKERS
from e2lm.harness.masked import masked_output
from e2lm.harness.record import Cancelled, Record, Watch
from e2lm.harness.remote import shown
from e2lm.harness.request import Request
from e2lm.harness.state import Stage, WorkerState, read_worker
from e2lm.harness.sweep import Sweep
from e2lm.harness.written import is_full

NAME, MOST = "worker", 1000
FULL = "no space is left on the disk. Free some, then resume."


def work(folder: Path, only: Sequence[int] | None = None, name: str = "", *, plan: bool = False) -> int:
    """Works on the job in `folder`, on the checkpoints `only` (places in the request's targets) or on all.

    Without a name it takes the first that no other worker of the job has. Gives back 0 done or planned, 1 where
    something failed, 2 cancelled, 3 where a worker of this name is at it already.
    """
    held = _named(folder, name)
    if held is None:
        print(f"another worker {name} runs this job; this one ends", flush=True)
        return 3
    file, lock = held
    try:
        with masked_output():
            return _recorded(folder, _record(folder, file), only, plan=plan)
    finally:
        lock.release()


def _recorded(folder: Path, record: Record, only: Sequence[int] | None, *, plan: bool) -> int:
    """Works, and writes how it ended."""
    try:
        with Watch(record):
            failed, stage = _swept(folder, record, only, plan=plan)
    except Cancelled as stop:
        record.end(Stage.CANCELLED, str(stop))
        return 2
    except (E2LMError, OSError) as error:
        record.end(Stage.FAILED, FULL if isinstance(error, OSError) and is_full(error) else shown(str(error)))
        print(error, flush=True)
        return 1
    except Exception as error:  # noqa: BLE001 the last place that can tell the user
        traceback.print_exc()
        record.end(Stage.FAILED, shown(f"{type(error).__name__}: {error}. See the log."))
        return 1
    record.end(stage)
    return 1 if failed else 0


def _named(folder: Path, name: str) -> tuple[Path, FileLock] | None:
    """The state file of a worker of this name, or of the first free one, and the lock on it; None where it is taken."""
    (folder / WORKERS).mkdir(parents=True, exist_ok=True)
    for one in [name] if name else (NAME, *(f"{NAME}-{number}" for number in range(2, MOST))):
        file = folder / WORKERS / f"{one}.json"
        lock = FileLock(file.with_suffix(".lock"))
        try:
            lock.acquire(timeout=0)
        except Timeout:
            continue
        return file, lock
    return None


def _swept(folder: Path, record: Record, only: Sequence[int] | None, *, plan: bool) -> tuple[int, Stage]:
    request = Request.from_json(json.loads((folder / REQUEST).read_text(encoding="utf-8")), str(folder / REQUEST))
    sweep = Sweep(folder, request, record, only)
    if not plan:
        sweep.output.require()
    sweep.plan()
    return (0, Stage.PLANNED) if plan else (sweep.run(), Stage.DONE)


def _record(folder: Path, file: Path) -> Record:
    """A fresh record that still knows what the same worker had done before, until that is looked at again."""
    me, now = psutil.Process(), time.time()
    state = WorkerState(
        file.stem, host(), me.pid, me.create_time(), Stage.PLANNING, now, message="loading lm-eval and the tasks"
    )
    try:
        before = tuple(cell for cell in read_worker(file).cells if cell.stage == Stage.DONE)
    except RequestError:
        before = ()
    return Record(folder, file, replace(state, cells=before))


def main(arguments: Sequence[str]) -> int:
    """The command line of the process."""
    parser = argparse.ArgumentParser(prog="python -m e2lm.harness.worker")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--name", default="", help="the worker's own name in this job")
    parser.add_argument("--only", type=int, nargs="+", help="places of checkpoints in the request")
    parser.add_argument("--plan", action="store_true", help="stop before scoring")
    args = parser.parse_args(arguments)
    return work(args.folder.resolve(), args.only, args.name, plan=args.plan)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
