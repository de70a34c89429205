"""The process that runs a job: `python -m e2lm.harness.worker JOB_FOLDER`.

It evaluates one checkpoint after the other, gives each a folder under home/runs as soon as it is done, and writes
state.json. Killed at any moment and started again, it does what is missing. A checkpoint that fails fails alone; a task
that does not load, or a full disk, ends the job.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
import time
import traceback
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path

import psutil
from filelock import FileLock, Timeout

from e2lm.errors import E2LMError
from e2lm.harness.evaluate import evaluate_checkpoint
from e2lm.harness.jobs import CANCEL, LOCK, REQUEST, STATE
from e2lm.harness.reasons import reason
from e2lm.harness.record import RESERVE, RESERVE_BYTES, Cancelled, Record, Watch, reporting, with_cells
from e2lm.harness.request import Request, Target
from e2lm.harness.state import Stage, read_state
from e2lm.harness.task_loading import load_tasks
from e2lm.harness.written import NoRoomError, is_finished, is_full

__all__ = ["Cancelled", "Record", "run", "run_folder"]


def run(folder: Path) -> int:
    """Runs the job in `folder` and gives back the exit status: 0 done, 1 failed, 2 cancelled, 3 not mine to run."""
    lock = FileLock(folder / LOCK)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        print("another worker runs this job; this one ends", flush=True)
        return 3
    with lock:
        me = psutil.Process()
        record = Record(folder / STATE, read_state(folder / STATE))
        try:
            (folder / RESERVE).write_bytes(b"\0" * RESERVE_BYTES)
            record.save(
                lambda state: replace(
                    state,
                    stage=Stage.RUNNING,
                    pid=me.pid,
                    pid_started=me.create_time(),
                    started=time.time(),
                    message="loading lm-eval and the tasks",
                )
            )
            with Watch(folder / CANCEL, record):
                failed = _evaluate_all(folder, record)
        except Cancelled as stop:
            record.end(Stage.CANCELLED, str(stop))
            return 2
        except (E2LMError, OSError) as error:
            full = isinstance(error, OSError) and is_full(error)
            record.end(Stage.FAILED, "no space is left on the disk. Free some, then resume." if full else str(error))
            print(error, flush=True)
            return 1
        except Exception as error:  # noqa: BLE001 the last place that can tell the user
            traceback.print_exc()
            record.end(Stage.FAILED, f"{type(error).__name__}: {error}. See the log.")
            return 1
        record.end(Stage.FAILED if failed else Stage.DONE, f"{failed} failed; the others are done" if failed else "")
        return 1 if failed else 0


def run_folder(home: Path, job_id: str, target: Target) -> Path:
    """Where the results of one checkpoint of a job go."""
    return home / "runs" / job_id / _folder_name(target.model) / _folder_name(target.checkpoint)


def _evaluate_all(folder: Path, record: Record) -> int:
    """Evaluates what is missing and gives back how many checkpoints failed."""
    home = folder.parents[1]
    request = Request.from_json(json.loads((folder / REQUEST).read_text(encoding="utf-8")), str(folder / REQUEST))
    missing = []
    count = len(request.settings.tasks)
    for index, target in enumerate(request.targets):
        cells = range(index * count, (index + 1) * count)
        results = run_folder(home, folder.name, target)
        if is_finished(results):
            record.save(lambda state, of=cells: with_cells(state, of, stage=Stage.DONE))  # type: ignore[misc]
            continue
        if results.exists():
            results.rename(folder / f"damaged-{index}-{time.time_ns()}")
        missing.append((cells, target, results))
    if not missing:
        return 0
    tasks = load_tasks(request.settings)
    record.save(lambda state: replace(state, note=tasks.note))
    failed = 0
    for cells, target, results in missing:
        begun = time.time()
        print(f"{time.strftime('%H:%M:%S')} {target.model} {target.checkpoint}: begins", flush=True)
        report = reporting(record, cells, begun, folder / CANCEL)
        report("loading the model", 0, 0)
        work = folder / "work"
        try:
            evaluate_checkpoint(target, request.settings, results, tasks=tasks, report=report, work=work)
        except NoRoomError:
            raise
        except Exception as error:  # noqa: BLE001 one checkpoint fails alone, whatever it raises
            if not isinstance(error, E2LMError):
                traceback.print_exc()
            why, stage = reason(error, target, request.settings), Stage.FAILED
            failed += 1
        else:
            why, stage = "", Stage.DONE
        seconds = time.time() - begun
        print(f"{time.strftime('%H:%M:%S')} {target.model} {target.checkpoint}: {stage} {why}", flush=True)
        record.save(
            lambda state, of=cells, s=stage, w=why, t=seconds: with_cells(  # type: ignore[misc]
                state, of, stage=s, message=w, seconds=t, phase=""
            )
        )
    shutil.rmtree(folder / "work", ignore_errors=True)
    return failed


def _folder_name(name: str) -> str:
    """The name where a file system takes it, else what it takes of it with a hash, so that no two names meet."""
    safe = re.sub(r"[^\w.=+-]", "_", name)[:120].strip(".") or "_"
    return safe if safe == name else f"{safe}-{blake2b(name.encode(), digest_size=4).hexdigest()}"


if __name__ == "__main__":
    sys.exit(run(Path(sys.argv[1]).resolve()))
