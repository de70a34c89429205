"""A live demo in small: one model, two steps, the first questions of each subject."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from e2lm.demo.facts import SUBJECTS
from e2lm.demo.live import DemoPlan, run_demo
from e2lm.demo.models import MODELS, named
from e2lm.demo.train import learning_rate
from e2lm.errors import RequestError
from e2lm.harness.jobs import job
from e2lm.harness.state import Stage
from tests.paths import REPOSITORY

MODEL = "demo-50k-wide"
DEMO = (sys.executable, "-m", "e2lm", "demo")


def demo(home: Path) -> subprocess.CompletedProcess[str]:
    """`python -m e2lm demo` with one model and few steps."""
    return subprocess.run(
        [*DEMO, "--home", str(home), "--models", MODEL, "--steps", "2", "--every", "1", "--limit", "3"],
        cwd=REPOSITORY,
        env={**os.environ, "HF_HUB_OFFLINE": "1", "HF_HOME": str(home / "hub")},
        capture_output=True,
        text=True,
        timeout=280,
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home after a demo."""
    home = tmp_path_factory.mktemp("home")
    run = demo(home)
    assert run.returncode == 0, run.stderr[-3000:]
    assert f"3 of 3  {MODEL} step-0002" in run.stdout
    return home


@pytest.mark.slow
def test_every_checkpoint_has_results_and_samples_that_parse(home: Path) -> None:
    for step in (0, 1, 2):
        folder = home / "runs" / "demo" / MODEL / f"step-{step:04d}"
        results = json.loads(next(folder.glob("results_*.json")).read_text(encoding="utf-8"))
        assert results["config"]["model_args"]["pretrained"] == f"checkpoints/{MODEL}/step-{step:04d}"
        assert results["groups"]["demo_science"]["sample_len"] == 3 * len(SUBJECTS)
        texts = [file.read_text(encoding="utf-8") for file in folder.glob("samples_*.jsonl")]
        samples = [json.loads(line) for text in texts for line in text.rstrip("\n").split("\n")]
        assert len(samples) == 3 * len(SUBJECTS)
        assert all(len(sample["resps"]) == 4 for sample in samples)


@pytest.mark.slow
def test_checkpoints_and_runs_say_what_they_are(home: Path) -> None:
    expected = {
        "model": MODEL,
        "checkpoint": "step-0002",
        "step": 2,
        "tokens": 2 * 64 * 32,
        "tokens_from": "counted during training",
        "demo": True,
        "role": "science",
    }
    checkpoint = home / "checkpoints" / MODEL / "step-0002"
    assert json.loads((checkpoint / "e2lm.json").read_text(encoding="utf-8")) == expected
    assert (checkpoint / "model.safetensors").exists()
    run = json.loads((home / "runs" / "demo" / MODEL / "step-0002" / "e2lm.json").read_text(encoding="utf-8"))
    assert run.items() >= expected.items()


@pytest.mark.slow
def test_the_job_is_done(home: Path) -> None:
    state = job(home, "demo")
    assert state.stage == Stage.DONE
    assert state.finished == 3
    assert not (home / "jobs" / "demo" / "work").exists()


@pytest.mark.slow
def test_a_cancelled_demo_ends_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "jobs" / "demo").mkdir(parents=True)
    (tmp_path / "jobs" / "demo" / "cancel").touch()
    run = demo(tmp_path)
    assert run.returncode == 130
    assert job(tmp_path, "demo").stage == Stage.CANCELLED
    assert not (tmp_path / "jobs" / "demo" / "cancel").exists()


@pytest.mark.slow
def test_models_are_trained_two_at_a_time_and_a_failure_ends_the_demo(tmp_path: Path) -> None:
    plan = DemoPlan(models=named(["demo-50k-wide", "demo-50k-deep-web"]), steps=1, every=1, limit=1)
    stages = [Stage.DONE, Stage.DONE, Stage.DONE, Stage.DONE]
    run_demo(tmp_path, 0, lambda at: None, plan)  # noqa: ARG005
    assert [one.stage for one in job(tmp_path, "demo").cells] == stages
    with pytest.raises(RuntimeError, match="no_such_task"):
        run_demo(tmp_path, 0, lambda at: None, DemoPlan(models=plan.models, tasks=("no_such_task",)))  # noqa: ARG005
    assert job(tmp_path, "demo").stage == Stage.FAILED
    assert "no_such_task" in job(tmp_path, "demo").message


def test_a_second_demo_in_the_same_home_is_refused(tmp_path: Path) -> None:
    (tmp_path / "jobs" / "demo" / "workers").mkdir(parents=True)
    with (
        FileLock(tmp_path / "jobs" / "demo" / "workers" / "demo.lock"),
        pytest.raises(RequestError, match="runs in this home already"),
    ):
        run_demo(tmp_path, 0, lambda at: None)  # noqa: ARG005


def test_the_whole_demo_has_thirteen_checkpoints_of_five_models() -> None:
    assert len(DemoPlan().checkpoints) == 13
    assert DemoPlan().checkpoints[:2] == (0, 50)
    assert [plan.reads for plan in MODELS] == ["science"] * 4 + ["web"]


def test_an_unknown_model_is_refused_with_the_names_of_the_known() -> None:
    with pytest.raises(RequestError, match=r"no model demo-1b.*demo-50k-deep"):
        named(["demo-1b"])


def test_the_learning_rate_rises_over_thirty_steps_and_falls_to_a_tenth() -> None:
    plan = MODELS[0]
    assert learning_rate(plan, 0, 600) == pytest.approx(plan.learning_rate / 30)
    assert learning_rate(plan, 300, 600) == pytest.approx(plan.learning_rate * 0.55)
    assert learning_rate(plan, 600, 600) == pytest.approx(plan.learning_rate * 0.1)
