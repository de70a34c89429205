"""Workers on this machine: one process for each of its GPUs, one where there is none."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from e2lm.harness.control import LOG
from e2lm.harness.request import Request
from e2lm.harness.spawning import spawn

VISIBLE = "CUDA_VISIBLE_DEVICES"
WORKER = "e2lm.harness.worker"
QUERY_SECONDS = 20.0


def launch(folder: Path, request: Request) -> None:
    """Starts the workers of a job; each takes checkpoints until none is left."""
    for extra in environments(request, gpus() if request.settings.device in ("", "cuda") else []):
        spawn([WORKER, str(folder)], folder / LOG, extra)


def environments(request: Request, cards: list[str]) -> list[dict[str, str]]:
    """What each worker's environment adds: the card it has for itself, or without cards its share of the cores.

    Never more workers than checkpoints. More workers than cards share them in turn.
    """
    count = min(request.executor.workers or len(cards) or 1, len(request.targets))
    if count == 1 and not request.executor.workers:
        return [{}]
    if cards:
        return [{VISIBLE: cards[worker % len(cards)]} for worker in range(count)]
    threads = max(1, (os.cpu_count() or 1) // count)
    return [{} if count == 1 else {"OMP_NUM_THREADS": str(threads)} for _ in range(count)]


def gpus() -> list[str]:
    """The names by which CUDA_VISIBLE_DEVICES calls this machine's cards, of those that this process may use."""
    visible = os.environ.get(VISIBLE)
    if visible is not None:
        return [name.strip() for name in visible.split(",") if name.strip() and name.strip() != "-1"]
    if not shutil.which("nvidia-smi"):
        return []
    query = ["nvidia-smi", "--query-gpu=index", "--format=csv,noheader"]
    try:
        listed = subprocess.run(query, capture_output=True, text=True, check=False, timeout=QUERY_SECONDS)
    except (OSError, subprocess.TimeoutExpired):  # a driver that hangs: the one worker then meets the card itself
        return []
    return listed.stdout.split() if listed.returncode == 0 else []
