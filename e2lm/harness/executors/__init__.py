"""Engines that start a job's workers: here, on a Ray cluster, or as a SLURM array. All start the same worker
(e2lm.harness.worker) on the same job folder, which a cluster's machines must therefore share.

What a person does to a job goes through the files of its folder, whatever the engine. Ray and SLURM get a small
process of their own here (e2lm.harness.executors.driver), which hands checkpoints to the engine and stands for the job
while they wait there.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path

from e2lm.errors import RequestError
from e2lm.harness.control import LOG
from e2lm.harness.executors import local
from e2lm.harness.request import Request
from e2lm.harness.spawning import spawn

# The package that each engine needs, and the module here that drives it.
DRIVERS = {"ray": ("ray", "e2lm.harness.executors.ray"), "slurm": ("submitit", "e2lm.harness.executors.slurm")}
REQUIREMENTS = "requirements-cluster.txt"


def launch(folder: Path, request: Request) -> None:
    """Has the job in `folder` run, and returns at once. Raises RequestError where the engine is not installed."""
    name = request.executor.name
    if name not in DRIVERS:
        local.launch(folder, request)
        return
    package, module = DRIVERS[name]
    if importlib.util.find_spec(package) is None:
        raise RequestError(
            f"the executor {name} needs the package {package}",
            remedy=f"Install it: pip install {package} (or pip install -r {REQUIREMENTS}), or use the executor local.",
            field="executor",
        )
    spawn([module, str(folder)], folder / LOG)
