"""One measurement in a fresh process of its own: seconds, and the most memory that it and its children held at once.

The process prints one JSON object. Its memory is the resident set of the whole process, imports and prepared data
included: what a machine needs for the work, not what the work adds.
"""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import psutil

from tests.paths import REPOSITORY

SAMPLED_EVERY = 0.02  # seconds between two looks at the memory of a process
_MB = 1e6


class Measured(NamedTuple):
    """Seconds that the work itself took, the peak of memory in MB, and whatever else the work tells."""

    seconds: float
    peak_mb: float
    facts: dict[str, Any]


def measured(work: str, **arguments: object) -> Measured:
    """Runs `work` ("module:function" of this package) in a process of its own; it returns its facts, `seconds` among
    them. Raises RuntimeError with what the process wrote where it fails."""
    command = [sys.executable, "-m", __name__, work, json.dumps(arguments, default=str)]
    with subprocess.Popen(
        command, cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        peak = _watched(process)
        output, errors = process.communicate()
    if process.returncode:
        raise RuntimeError(f"{work} failed: {errors.strip()[-2000:]}")
    facts = json.loads(output.splitlines()[-1])
    return Measured(facts.pop("seconds"), max(peak, facts.pop("peak_mb")), facts)


def best_of(times: int, work: Callable[[], Any]) -> float:
    """Seconds of the fastest of several runs: the others were disturbed."""
    found = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        found.append(time.perf_counter() - begun)
    return min(found)


def resident_mb(process: psutil.Process) -> float:
    """Memory that a process and its children hold now, in MB; 0 where it has ended."""
    held = 0.0
    with suppress(psutil.Error):
        for one in (process, *process.children(recursive=True)):
            held += one.memory_info().rss / _MB
    return held


def _watched(process: subprocess.Popen[str]) -> float:
    """Waits until the process has ended or fills its pipes, and returns the most memory seen meanwhile."""
    peak, watched = 0.0, psutil.Process(process.pid)
    while process.poll() is None:
        peak = max(peak, resident_mb(watched))
        time.sleep(SAMPLED_EVERY)
    return peak


def _own_peak_mb() -> float:
    """The most memory this process itself held, by the kernel's own count; 0 where the kernel does not tell."""
    status = Path("/proc/self/status")
    lines = status.read_text(encoding="ascii").splitlines() if status.exists() else []
    return next((float(line.split()[1]) * 1024 / _MB for line in lines if line.startswith("VmHWM")), 0.0)


def main() -> None:
    module, _, function = sys.argv[1].partition(":")
    work = getattr(importlib.import_module(f"tests.benchmarks.{module}"), function)
    facts = work(**json.loads(sys.argv[2]))
    print(json.dumps({**facts, "peak_mb": _own_peak_mb()}))


if __name__ == "__main__":
    main()
