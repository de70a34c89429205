"""A dashboard server on a free port over one home folder, and the Chromium that looks at it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Playwright

from tests.paths import REPOSITORY

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def chromium_path() -> str | None:
    """The first Chromium on the PATH, None where there is none."""
    return next((found for name in CHROMIUM_NAMES if (found := shutil.which(name))), None)


def chromium(playwright: Playwright) -> Browser:
    """A headless Chromium that asks nothing of the network."""
    return playwright.chromium.launch(executable_path=chromium_path(), args=list(CHROMIUM_FLAGS))


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def _healthy(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


@contextmanager
def dashboard(
    home: Path, *, port: int | None = None, seconds: float = 60, stop: signal.Signals = signal.SIGTERM
) -> Iterator[str]:
    """`streamlit run app.py` over `home`, in a process of its own; yields its address and ends it by `stop`.

    Raises TimeoutError with the server's log where it does not answer within `seconds`.
    """
    port = port or free_port()
    url = f"http://127.0.0.1:{port}"
    log = home.parent / f"server-{port}.log"
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless", "true"]
    command += ["--server.port", str(port), "--server.address", "127.0.0.1"]
    environment = dict(os.environ, E2LM_HOME=str(home), PYTHONPATH=str(REPOSITORY))
    with log.open("w", encoding="utf-8") as stream:
        server = subprocess.Popen(
            command, cwd=REPOSITORY, env=environment, stdout=stream, stderr=stream, start_new_session=True
        )
    try:
        deadline = time.monotonic() + seconds
        while not _healthy(url):
            if time.monotonic() > deadline or server.poll() is not None:
                raise TimeoutError(log.read_text(encoding="utf-8"))
            time.sleep(0.2)
        yield url
    finally:
        os.killpg(server.pid, stop)
        server.wait(timeout=20)
