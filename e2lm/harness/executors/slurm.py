"""A job on SLURM: `python -m e2lm.harness.executors.slurm JOB_FOLDER`, one array with a task for each checkpoint.

Submitted through submitit, whose folder is `slurm` in the job's. The options are `partition`, `time` (minutes, or as
SLURM writes it), `gpus` and `cpus` (of one checkpoint), `mem`, `array_parallelism`, `account`, and every other that
submitit takes after `slurm_`. The option `cluster` "local" or "debug" is submitit's own stand-in for SLURM.
"""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from e2lm.errors import RequestError
from e2lm.harness.control import write_whole
from e2lm.harness.executors.driver import At, Task, main, run_name
from e2lm.harness.executors.task import CheckpointTask
from e2lm.harness.request import Executor

if TYPE_CHECKING:
    from submitit import Job

FOLDER, SUBMITTED = "slurm", "submitted.json"
LOOK_SECONDS = {"slurm": 5.0}
_NAMES = {"time": "slurm_time", "gpus": "gpus_per_node", "cpus": "cpus_per_task"}
_WAITING = ("PENDING", "UNKNOWN", "CONFIGURING", "REQUEUED", "REQUEUE_HOLD", "SUSPENDED", "RESV_DEL_HOLD")


class ArrayTasks:
    """The tasks of one array by the checkpoint that each runs."""

    def __init__(self, jobs: Mapping[int, Job[Any]], task: CheckpointTask, seconds: float) -> None:
        self.jobs, self.task, self.seconds = jobs, task, seconds

    def states(self) -> list[Task]:
        time.sleep(self.seconds)
        return [self._state(index, job) for index, job in self.jobs.items()]

    def name(self, index: int) -> str:
        return self.task.name(index)

    def cancel(self) -> None:
        for job in self.jobs.values():
            if not job.done():
                job.cancel(check=False)

    def _state(self, index: int, job: Job[Any]) -> Task:
        if not job.done():
            waits = job.state.upper() in _WAITING and not self.task.has_begun(index)
            return Task(index, At.WAITING if waits else At.RUNNING)
        error = job.exception()
        words = [line.strip() for line in str(error).splitlines() if line.strip()]
        return Task(index, At.ENDED) if error is None else Task(index, At.BROKEN, f"{job.state}: {words[-1][:200]}")


def start(folder: Path, executor: Executor, indices: Sequence[int]) -> ArrayTasks:
    """Submits the array. Raises RequestError where an option is wrong or there is no SLURM here."""
    import submitit

    cluster = dict(executor.options).get("cluster", "slurm")
    _cancel_former(folder)
    try:
        engine = submitit.AutoExecutor(folder=folder / FOLDER, cluster=cluster)
        engine.update_parameters(name=f"e2lm-{folder.name}", **parameters(executor))
        task = CheckpointTask(folder, run_name("slurm"))
        jobs = engine.map_array(task, list(indices))
    except (RuntimeError, ValueError, NameError, TypeError, submitit.core.utils.FailedJobError) as error:
        raise RequestError(
            f"SLURM does not take the job ({error})",
            remedy="Check the options, and start this where sbatch runs.",
            field="options",
        ) from error
    if cluster == "slurm":
        arrays = sorted({job.job_id.split("_")[0] for job in jobs})
        write_whole(folder / FOLDER / SUBMITTED, json.dumps(arrays))
    return ArrayTasks(dict(zip(indices, jobs, strict=True)), task, LOOK_SECONDS.get(cluster, 0.5))


def parameters(executor: Executor) -> dict[str, int | str]:
    """submitit's names and values for the options; as many tasks at a time as workers were asked for."""
    given = {name: text for name, text in executor.options if name != "cluster"}
    if executor.workers and "array_parallelism" not in given:
        given["array_parallelism"] = str(executor.workers)
    return {_NAMES.get(name, f"slurm_{name}"): int(text) if text.isdecimal() else text for name, text in given.items()}


def _cancel_former(folder: Path) -> None:
    """What an earlier driver submitted and did not live to cancel: nothing of it runs, but some may wait still."""
    file = folder / FOLDER / SUBMITTED
    if file.exists():
        subprocess.run(["scancel", *json.loads(file.read_text(encoding="utf-8"))], check=False)
        file.unlink()


if __name__ == "__main__":
    main(start)
