"""Real output of the installed lm-eval, made once per test session."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.paths import REPOSITORY


@pytest.fixture(scope="session")
def toy_logs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `full/` and `limited/`, each with one run's results and samples files (see toy_evaluation.py)."""
    root = tmp_path_factory.mktemp("toy_logs")
    script = Path(__file__).with_name("toy_evaluation.py")
    environment = dict(
        os.environ,
        PYTHONPATH=str(REPOSITORY),
        HF_HUB_OFFLINE="1",
        HF_DATASETS_CACHE=str(root / "cache"),
        OMP_NUM_THREADS="1",
        TOKENIZERS_PARALLELISM="false",
    )
    command = [sys.executable, str(script), str(root)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return root
