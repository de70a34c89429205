"""Processes that outlive the app, the terminal and the browser that started them."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

# What every worker is told, wherever it runs.
QUIET = {
    "PYTHONUNBUFFERED": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "HF_DATASETS_DISABLE_PROGRESS_BARS": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DISABLE_SAFETENSORS_CONVERSION": "1",
}


def worker_environment() -> dict[str, str]:
    """The environment of a worker: this process's own, where the package is found and no bars fill the log."""
    package_root = str(Path(__file__).resolve().parents[2])
    paths = [package_root, *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, **QUIET, "PYTHONPATH": os.pathsep.join(paths)}


def spawn(arguments: Sequence[str], log: Path, extra: Mapping[str, str] | None = None) -> int:
    """Starts `python -m arguments...` in a session of its own, its output at the end of `log`; gives back its pid.

    `extra` are environment variables of this process alone, such as CUDA_VISIBLE_DEVICES.
    """
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**worker_environment(), **(extra or {})},
            start_new_session=True,
        )
    # Somebody has to wait for a child, or it stays a zombie for as long as the app lives.
    threading.Thread(target=process.wait, name=f"reap {log.parent.name}", daemon=True).start()
    return process.pid
