"""What one checkpoint costs in a sweep, against `lm_eval` started for it: seconds of processor time on one thread.

A sweep is measured at two lengths: the difference is what one more checkpoint costs, the rest is its start, which the
27 checkpoints of a model of the competition share. Every run is a process of its own with its children's time in it.
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from e2lm.harness import jobs
from e2lm.harness.request import Request, Settings
from e2lm.harness.sources import local_checkpoints
from e2lm.harness.spawning import worker_environment
from tests.benchmarks.models import (
    CONTINUATION,
    DOCS,
    LETTERS,
    MIDDLE,
    SHOTS,
    TINY,
    Shape,
    write_checkpoints,
    write_tasks,
)
from tests.benchmarks.table import Row

if TYPE_CHECKING:
    from tests.benchmarks.rows import Bench

CHECKPOINTS = 27  # of a model of the competition
SHORT = 2  # checkpoints of the short sweep that is measured
ROWS_AT_ONCE = 32  # as lm_eval is run by people who measured nothing; more at once is slower here


class Case(NamedTuple):
    """One row: its name, the model, the task and its shots, how many times faster a sweep has to be, and the length of
    the long sweep that is measured."""

    name: str
    shape: Shape
    task: str
    shots: int
    bar: float
    long: int = 6


CASES = (
    Case("5-shot continuation", MIDDLE, CONTINUATION, SHOTS, 10),
    Case("5-shot letters", MIDDLE, LETTERS, SHOTS, 6),
    Case("0-shot continuation", MIDDLE, CONTINUATION, 0, 4),
    Case("a tiny model, 0-shot continuation", TINY, CONTINUATION, 0, 20, CHECKPOINTS),
)


def rows(bench: Bench, cases: Sequence[Case] = CASES) -> Iterator[Row]:
    """A row for each case. A share of the questions cannot tell whether the bars hold: starting weighs more."""
    docs = DOCS if bench.size.whole else DOCS // 4
    for case in cases:
        bench.say(f"sweeping, {case.name}")
        place = bench.folder / "sweeping"
        models, tasks = place / "models" / "made-up", write_tasks(place / "tasks", docs)
        write_checkpoints(models, case.shape, case.long)
        alone = lm_eval_seconds(models / "step1000", tasks, case, place / "alone")
        short, long = (sweep_seconds(models, tasks, case, place / f"home{n}", n) for n in (SHORT, case.long))
        shutil.rmtree(place)
        each = (long - short) / (case.long - SHORT)
        start = short - SHORT * each
        cost = each + start / CHECKPOINTS
        yield Row(
            f"processor time per checkpoint of a sweep of {CHECKPOINTS}, {case.name}, {docs} questions",
            f"{cost:.2f} s ({each:.2f} s each, {start:.0f} s to start)", None,
            f"`lm_eval` started for it: {alone:.0f} s", f"{alone / cost:.1f} x", f"{case.bar:g} x",
            alone / cost >= case.bar if bench.size.whole else None,
        )  # fmt: skip


def lm_eval_seconds(checkpoint: Path, tasks: Path, case: Case, out: Path) -> float:
    """Processor seconds of lm-eval's own command for one checkpoint."""
    arguments = [
        "-m", "lm_eval", "run", "--model", "hf", "--model_args", f"pretrained={checkpoint},dtype=float32",
        "--tasks", case.task, "--include_path", str(tasks), "--num_fewshot", str(case.shots),
        "--batch_size", str(ROWS_AT_ONCE), "--device", "cpu", "--log_samples", "--output_path", str(out),
    ]  # fmt: skip
    seconds = processor_seconds(arguments)
    if not list(out.rglob("samples_*.jsonl")):
        raise RuntimeError("lm_eval wrote no samples")
    return seconds


def sweep_seconds(models: Path, tasks: Path, case: Case, home: Path, count: int) -> float:
    """Processor seconds of a worker that evaluates so many checkpoints."""
    targets = tuple(found.target for found in local_checkpoints([models]))[:count]
    settings = Settings((case.task,), str(tasks), num_fewshot=case.shots, device="cpu", dtype="float32")
    job_id = jobs.create(home, Request(targets, settings))
    seconds = processor_seconds(["-m", "e2lm.harness.worker", str(jobs.job_folder(home, job_id))])
    state = jobs.job(home, job_id)
    notes = {cell.note for cell in state.cells if cell.note}
    if state.finished != count or notes:
        raise RuntimeError(f"the sweep ended with {state.finished} of {count} cells: {state.message} {notes}")
    return seconds


def processor_seconds(arguments: Sequence[str]) -> float:
    """What a Python process and its children used of the processor, on one thread. Raises RuntimeError with what it
    printed where it fails."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {**worker_environment(), "OMP_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1", "CUDA_VISIBLE_DEVICES": ""}
    done = subprocess.run([sys.executable, *arguments], env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(arguments[:3])} failed: {(done.stdout + done.stderr)[-2000:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
