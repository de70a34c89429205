"""A job on Ray: `python -m e2lm.harness.executors.ray JOB_FOLDER`, one Ray task for each checkpoint.

On the cluster at the option `address` (or RAY_ADDRESS), else on a cluster of this machine that lives as long as the
job. The options `gpus` and `cpus` are what one checkpoint needs: by default one GPU where the cluster has any, one CPU.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping, Sequence
from math import ceil, inf, nan
from pathlib import Path
from typing import Any

import e2lm
from e2lm.errors import RequestError
from e2lm.harness.executors.driver import At, Task, main, run_name
from e2lm.harness.executors.task import CheckpointTask
from e2lm.harness.request import Executor
from e2lm.harness.spawning import QUIET

OPTIONS = ("address", "gpus", "cpus")
LOOK_SECONDS = 1.0
KNOCK_SECONDS = 20.0


class RayTasks:
    """Checkpoints on a Ray cluster, at most `at_once` of them at a time (None: as many as the cluster has room for)."""

    def __init__(
        self,
        remote: Any,  # noqa: ANN401 ray's own type
        task: CheckpointTask,
        indices: Sequence[int],
        at_once: int | None,
    ) -> None:
        self.remote, self.task, self.at_once = remote, task, at_once
        self.left = list(indices)
        self.given: dict[int, Any] = {}
        self.ended: dict[int, Task] = {}

    def states(self) -> list[Task]:
        import ray

        while self.left and (self.at_once is None or len(self.given) < self.at_once):
            index = self.left.pop(0)
            self.given[index] = self.remote.options(name=self.task.name(index)).remote(self.task, index)
        ready, _ = ray.wait(list(self.given.values()), num_returns=len(self.given), timeout=LOOK_SECONDS)
        for index in [index for index, reference in self.given.items() if reference in ready]:
            self.ended[index] = _ended(index, self.given.pop(index))
        running = [Task(index, At.RUNNING if self.task.has_begun(index) else At.WAITING) for index in self.given]
        return [*self.ended.values(), *running, *(Task(index, At.WAITING) for index in self.left)]

    def name(self, index: int) -> str:
        return self.task.name(index)

    def cancel(self) -> None:
        import ray

        self.left = []
        for reference in self.given.values():
            ray.cancel(reference, force=True)


def start(folder: Path, executor: Executor, indices: Sequence[int]) -> RayTasks:
    """Hands the checkpoints to Ray. Raises RequestError where an option is wrong or the cluster cannot be reached."""
    _take_up_token()
    import ray

    options = dict(executor.options)
    unknown = sorted(set(options) - set(OPTIONS))
    if unknown:
        raise RequestError(f"ray has no option {unknown[0]}", remedy=f"Use {', '.join(OPTIONS)}.", field="options")
    cpus, gpus = amount(options, "cpus", 1.0), amount(options, "gpus", -1.0)
    _connect(options.get("address") or os.environ.get("RAY_ADDRESS", ""), (executor.workers or 0) * ceil(cpus))
    if gpus < 0:
        gpus = 1.0 if ray.cluster_resources().get("GPU") else 0.0
    remote = ray.remote(num_cpus=cpus, num_gpus=gpus, max_retries=0)(_evaluate)
    return RayTasks(remote, CheckpointTask(folder, run_name("ray")), indices, executor.workers)


def amount(options: Mapping[str, str], name: str, default: float) -> float:
    """A number among the options, 0 or more. Raises RequestError naming the option."""
    try:
        number = float(options.get(name, default))
    except ValueError:
        number = nan
    if name in options and not 0 <= number < inf:
        raise RequestError(f"{name} is {options[name]!r}", remedy="Give a number, 0 or more.", field="options")
    return number


def _connect(address: str, cpus: int) -> None:
    """Joins the cluster at an address, or starts one here, with so many CPUs (0: those of this machine).

    A cluster that was there before gets this package sent along, but never this process's environment, which may hold
    credentials: they are set where the cluster's machines are.
    """
    import ray

    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    if not address:
        _start_here(cpus)
        return
    environment = {"py_modules": [str(Path(e2lm.__file__).parent)], "env_vars": dict(QUIET)}
    try:
        _knock(address)
        ray.init(address, log_to_driver=False, runtime_env=environment)
    except (OSError, RuntimeError, ValueError) as error:
        raise RequestError(
            f"there is no Ray cluster at {address} ({error})",
            remedy="Check the address, or leave it out to start one on this machine.",
            field="options",
        ) from error


def _start_here(cpus: int) -> None:
    """Starts a cluster on this machine; once more where it took longer than the half minute that Ray waits."""
    import ray

    for is_last in (False, True):
        try:
            ray.init("local", num_cpus=cpus or None, include_dashboard=False, log_to_driver=False)
            return
        except Exception as error:
            if is_last or "timed out during startup" not in str(error):
                raise
            ray.shutdown()


def _take_up_token() -> None:
    """Has Ray use its token for clusters where there is one: it decides so when it is imported, too early by itself."""
    named = "RAY_AUTH_TOKEN" in os.environ or "RAY_AUTH_TOKEN_PATH" in os.environ
    if named or (Path.home() / ".ray" / "auth_token").exists():
        os.environ.setdefault("RAY_AUTH_MODE", "token")


def _knock(address: str) -> None:
    """Raises OSError where nothing listens at host:port: Ray itself tries for a quarter of an hour."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if port.isdecimal():
        socket.create_connection((host, int(port)), timeout=KNOCK_SECONDS).close()


def _ended(index: int, reference: Any) -> Task:  # noqa: ANN401 ray's own type
    import ray

    try:
        ray.get(reference)
    except ray.exceptions.RayTaskError as error:
        return Task(index, At.BROKEN, f"{error.cause}"[:200])
    except ray.exceptions.RayError as error:
        return Task(index, At.BROKEN, " ".join(f"{error}".split())[:200])
    return Task(index, At.ENDED)


def _evaluate(task: CheckpointTask, index: int) -> int:
    return task(index)


if __name__ == "__main__":
    # Under its own name, so that Ray's workers import what they are sent.
    from e2lm.harness.executors import ray as this

    main(this.start)
