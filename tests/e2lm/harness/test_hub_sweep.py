"""A sweep from the hub: a gated model by its subfolders and the shipped mmlu_var, with a token that is written nowhere.

One worker process for all of it, and a hub on this machine.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from e2lm.harness import jobs
from e2lm.harness.request import Request, Settings
from e2lm.harness.sources import hub_target
from tests.conftest import Tiny
from tests.hub_server import Repository, commit_of, files_of, served
from tests.paths import REPOSITORY

pytestmark = pytest.mark.slow

TOKEN = "hf_only_in_the_environment"
CARD = """---
configs:
- config_name: anatomy
  data_files:
  - {split: test, path: anatomy/test.jsonl}
  - {split: dev, path: anatomy/dev.jsonl}
---
"""


def _questions(count: int) -> bytes:
    docs = [
        {"question": f"the star is {word}", "subject": "anatomy", "choices": ["red", "blue", "not"], "answer": at % 3}
        for at, word in enumerate(("red", "blue", "light", "water", "zero")[:count])
    ]
    return "".join(json.dumps(doc) + "\n" for doc in docs).encode()


def test_a_gated_model_and_mmlu_var_come_from_the_hub_and_the_token_is_written_nowhere(
    tiny: Tiny, tmp_path: Path
) -> None:
    files: dict[str, bytes] = {"README.md": b"a model"}
    for step in (2000, 4000):
        files |= files_of(tiny.checkpoints / f"step{step // 20}", f"iter_{step:07}")
    data = {"README.md": CARD.encode(), "anatomy/test.jsonl": _questions(5), "anatomy/dev.jsonl": _questions(2)}
    models = {
        "toy/dense-1m": Repository({"main": files}, token=TOKEN),
        "datasets/cais/mmlu": Repository({"main": data}),
    }
    targets = [hub_target("toy/dense-1m", subfolder=f"iter_{step:07}") for step in (2000, 3000, 4000)]
    home = tmp_path / "home"
    job_id = jobs.create(home, Request(tuple(targets), Settings(("mmlu_var_anatomy",), num_fewshot=1)))
    with served(models) as hub:
        place = {"HF_ENDPOINT": hub.address, "HF_HOME": str(tmp_path / "hf"), "HF_TOKEN": TOKEN}
        outside = {name: value for name, value in os.environ.items() if not name.startswith("HF_")}
        command = [sys.executable, "-m", "e2lm.harness.worker", str(home / "jobs" / job_id)]
        done = subprocess.run(command, cwd=REPOSITORY, env=outside | place, capture_output=True, text=True, check=False)
        asked, sent = list(hub.asked), hub.downloaded()
    cells = {cell.checkpoint: cell for cell in jobs.job(home, job_id).cells}
    stages = {checkpoint: cell.stage.value for checkpoint, cell in sorted(cells.items())}
    assert stages == {"iter_0002000": "done", "iter_0003000": "failed", "iter_0004000": "done"}, done.stderr
    assert "no subfolder iter_0003000" in cells["iter_0003000"].message
    assert sent.count("iter_0002000/model.safetensors") == 1
    assert sent.count("anatomy/test.jsonl") == 1
    assert not [path for path in asked if path.startswith(("PUT", "POST"))]

    results = [json.loads(file.read_text(encoding="utf-8")) for file in sorted(home.rglob("results_*.json"))]
    assert [result["config"]["model_args"]["subfolder"] for result in results] == ["iter_0002000", "iter_0004000"]
    assert all(result["config"]["model_args"]["pretrained"] == "toy/dense-1m" for result in results)
    assert {result["n-shot"]["mmlu_var_anatomy"] for result in results} == {1}
    assert all(result["config"]["model_sha"] in ("", commit_of("toy/dense-1m", "main")) for result in results)
    written = [file for file in [*home.rglob("*"), *(tmp_path / "hf").rglob("*")] if file.is_file()]
    assert len(written) > 10
    assert not [file for file in written if TOKEN.encode() in file.read_bytes()]
    assert TOKEN not in done.stdout + done.stderr
