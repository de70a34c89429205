"""The real worker process on tiny models: arrivals one by one, kill -9 and resume, cancel, failures."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from e2lm.errors import RequestError
from e2lm.harness import jobs
from e2lm.harness.request import Request, Settings, Target
from e2lm.harness.sources import local_checkpoints
from e2lm.harness.state import JobState, Stage
from tests.conftest import Tiny
from tests.tiny import tiny_task

pytestmark = pytest.mark.slow
PATIENCE = 120.0


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A home folder; what still runs in it at the end is killed."""
    yield tmp_path / "home"
    for state in jobs.jobs(tmp_path / "home"):
        if state.is_active and state.pid:
            os.kill(state.pid, signal.SIGKILL)


def _until(home: Path, job_id: str, wanted: Callable[[JobState], bool]) -> JobState:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        state = jobs.job(home, job_id)
        if wanted(state):
            return state
        assert state.is_active, f"{state.stage}: {state.message}\n{jobs.log_tail(home, job_id)}"
        time.sleep(0.02)
    raise AssertionError(f"waited {PATIENCE} s\n{jobs.log_tail(home, job_id)}")


def _ended(state: JobState) -> bool:
    return not state.is_active


def _scoring(state: JobState) -> bool:
    return any(one.stage == Stage.RUNNING and one.phase == "scoring" for one in state.cells)


def _results(home: Path, job_id: str) -> dict[str, float]:
    """Finished checkpoints by name, with the time at which their record was written."""
    return {file.parents[1].name: file.stat().st_mtime for file in (home / "runs" / job_id).glob("*/*/*/e2lm.json")}


def _targets(folder: Path) -> tuple[Target, ...]:
    return tuple(found.target for found in local_checkpoints([folder]))


def test_checkpoints_arrive_one_by_one_and_a_broken_one_fails_alone(home: Path, tiny: Tiny, tmp_path: Path) -> None:
    """step200 lacks a tensor: transformers would make one up and only warn."""
    shutil.copytree(tiny.checkpoints, tmp_path / "toy")
    weights = tmp_path / "toy" / "step200" / "model.safetensors"
    tensors: dict[str, np.ndarray] = load_file(weights)
    del tensors["model.layers.1.mlp.down_proj.weight"]
    save_file(tensors, weights, metadata={"format": "pt"})
    job_id = jobs.start(home, Request(_targets(tmp_path / "toy"), Settings(("tiny_task",), str(tiny.tasks))))

    first = _until(home, job_id, lambda state: state.finished == 1)
    assert first.is_active
    assert set(_results(home, job_id)) == {"step100"}
    state = _until(home, job_id, _ended)

    assert [(one.checkpoint, one.stage) for one in state.cells] == [
        ("step100", Stage.DONE),
        ("step300", Stage.DONE),
        ("step200", Stage.FAILED),
    ]
    assert "the weights lack model.layers.1.mlp.down_proj.weight" in state.cells[2].message
    assert str(tmp_path / "toy" / "step200") in state.cells[2].message
    arrived = _results(home, job_id)
    assert arrived["step100"] < arrived["step300"]
    folder = home / "runs" / job_id / "toy" / "step100" / "tiny_task"
    assert json.loads((folder / "e2lm.json").read_text(encoding="utf-8"))["step"] == 100
    results = json.loads(next(folder.glob("results_*.json")).read_text(encoding="utf-8"))
    assert results["config"]["model_args"]["pretrained"].endswith("step100")
    assert results["config"]["model_args"]["dtype"] == "float32"
    assert results["n-samples"]["tiny_task"] == {"original": 12, "effective": 12}
    lines = next(folder.glob("samples_tiny_task_*.jsonl")).read_text(encoding="utf-8").rstrip("\n").split("\n")
    assert [json.loads(line)["doc_id"] for line in lines] == list(range(12))


def test_killed_cancelled_and_resumed_it_does_only_what_is_missing(home: Path, tiny: Tiny, tmp_path: Path) -> None:
    tasks = tiny_task(tmp_path / "tasks", "long_task", docs=500)
    settings = Settings(("long_task",), str(tasks), batch_size=1, scoring="lm-eval")
    job_id = jobs.start(home, Request(_targets(tiny.checkpoints), settings))

    _until(home, job_id, lambda state: state.stage == Stage.RUNNING)
    second = [sys.executable, "-m", "e2lm.harness.worker", str(jobs.job_folder(home, job_id)), "--name", "worker"]
    assert subprocess.run(second, capture_output=True, check=False).returncode == 3, "two workers had one name"
    with pytest.raises(RequestError, match="runs already"):
        jobs.resume(home, job_id)
    running = _until(home, job_id, lambda state: state.finished == 1)
    os.kill(running.pid, signal.SIGKILL)
    lost = _until(home, job_id, lambda state: state.stage == Stage.LOST)
    assert "resume" in lost.message
    done = _results(home, job_id)
    assert "step100" in done

    jobs.resume(home, job_id)
    _until(home, job_id, _scoring)
    jobs.cancel(home, job_id)
    cancelled = _until(home, job_id, _ended)
    assert cancelled.stage == Stage.CANCELLED
    assert _results(home, job_id) == done

    jobs.resume(home, job_id)
    finished = _until(home, job_id, _ended)
    assert finished.stage == Stage.DONE, finished.message
    after = _results(home, job_id)
    assert set(after) == {"step100", "step200", "step300"}
    assert after.items() >= done.items()
    assert not (jobs.job_folder(home, job_id) / "work").exists()


def test_a_task_that_does_not_exist_fails_before_any_model_and_names_close_ones(home: Path, tiny: Tiny) -> None:
    settings = Settings(("tiny_tsk",), str(tiny.tasks))
    state = _until(home, jobs.start(home, Request(_targets(tiny.checkpoints), settings)), _ended)
    assert state.stage == Stage.FAILED
    assert "there is no task tiny_tsk" in state.message
    assert "tiny_task" in state.message
    assert {one.stage for one in state.cells} == {Stage.MISSING}


@pytest.mark.skipif(not Path("/bin/sh").exists(), reason="limits the size of files by the shell's ulimit")
def test_where_no_more_can_be_written_the_job_stops_and_says_so(home: Path, tiny: Tiny, tmp_path: Path) -> None:
    """Files of 100 KB stand for a full disk: lm-eval would log a warning and end well."""
    tasks = tiny_task(tmp_path / "tasks", "long_task", docs=300)
    request = Request(_targets(tiny.checkpoints), Settings(("long_task",), str(tasks), batch_size=64))
    job_id = jobs.create(home, request)
    command = f'ulimit -f 200; exec "{sys.executable}" -m e2lm.harness.worker "{jobs.job_folder(home, job_id)}"'
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, check=False)
    state = jobs.job(home, job_id)
    assert state.stage == Stage.FAILED, done.stdout + done.stderr
    assert "no space is left on the disk" in state.message
    assert "resume" in state.message
    assert not _results(home, job_id)
