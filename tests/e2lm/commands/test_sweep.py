"""`python -m e2lm sweep`: the same job as the page's, planned, waited for and steered on the terminal."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

from e2lm.__main__ import main
from e2lm.commands import sweep
from e2lm.harness import jobs
from e2lm.harness.control import CANCEL
from results_store.journal import read_journal
from tests.conftest import Tiny
from tests.toy_jobs import planned_job


@pytest.mark.slow
def test_a_smoke_sweep_writes_files_that_say_so(tiny: Tiny, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--limit is lm-eval's own, so the files themselves tell that the run is partial."""
    given = ["sweep", str(tiny.checkpoints), "--only", "step100", "--tasks", "tiny_task", "--limit", "5"]
    given += ["--shots", "0", "--task-folder", str(tiny.tasks), "--output", str(tmp_path / "out"), "--order", "by-step"]
    status = main([*given, "--home", str(tmp_path), "--json"])
    shown = capsys.readouterr()
    assert status == 0, shown.err
    assert "1 checkpoint x 1 task, first 5 docs of each task (partial), 0 shots" in shown.err
    state = json.loads(shown.out)
    assert (state["stage"], [one["checkpoint"] for one in state["cells"]]) == ("done", ["step100"])
    file = next((tmp_path / "out" / state["id"] / "toy" / "step100" / "tiny_task").glob("results_*.json"))
    results = json.loads(file.read_text(encoding="utf-8"))
    assert results["n-samples"]["tiny_task"] == {"original": 12, "effective": 5}
    assert results["config"]["limit"] == 5
    assert main(["sweep", "--status", state["id"], "--home", str(tmp_path)]) == 0
    assert f"results: {tmp_path / 'out'}" in capsys.readouterr().out
    assert [source.path for source in read_journal(tmp_path).sources] == ["out"]


def test_a_plan_says_what_a_sweep_takes_and_how_it_is_started(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    job_id = planned_job(tmp_path)
    assert main(["sweep", "--status", job_id, "--home", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "4 cells, 24 docs each checkpoint, 4k tokens to compute (lm-eval computes 16k, 4.0 x), about 2 min" in said
    assert f"--resume {job_id}" in said
    assert main(["sweep", "--status", job_id, "--home", str(tmp_path), "--json"]) == 0
    plan = json.loads(capsys.readouterr().out)
    assert (plan["id"], plan["stage"], plan["cells"], plan["seconds"]) == (job_id, "planned", 4, 120.0)
    assert plan["done"] == 0
    assert plan["tasks"][0]["tokens_lm_eval"] == 4000


def test_a_cancelled_sweep_says_so_by_its_exit_status(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    job_id = planned_job(tmp_path)
    assert main(["sweep", "--cancel", job_id, "--home", str(tmp_path)]) == 0
    assert (jobs.job_folder(tmp_path, job_id) / CANCEL).exists()
    capsys.readouterr()
    assert main(["sweep", "--status", job_id, "--home", str(tmp_path)]) == 130
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("cancelled: 0 of 4 cells")
    assert said[1] == "toy step1 quiz: missing"


def test_options_become_the_request() -> None:
    parser = argparse.ArgumentParser()
    sweep.add_arguments(parser)
    given = ["SmolLM2", "--tasks", "sciq,piqa", "mmlu_var", "--shots", "5", "--order", "by-step"]
    given += ["--executor", "slurm", "--workers", "4", "--executor-option", "partition=gpu", "time=60"]
    given += ["--scoring", "lm-eval", "--allow-remote-code", "toy", "--label", "night"]
    asked = sweep.asked_for(parser.parse_args(given))
    settings, executor = asked.settings, asked.executor
    assert len({target.model for target in asked.targets}) == 3
    assert (settings.tasks, settings.num_fewshot, settings.order) == (("sciq", "piqa", "mmlu_var"), 5, "by step")
    assert (settings.scoring, settings.allow_remote_code) == ("lm-eval", ("toy",))
    assert (executor.name, executor.workers, dict(executor.options)) == (
        "slurm", 4, {"partition": "gpu", "time": "60"},
    )  # fmt: skip
    assert asked.label == "night"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--tasks", "a"], "no checkpoint"),
        (["org/model"], "no task"),
        (["/nowhere/at/all", "--tasks", "a"], "does not exist"),
        (["org/model", "--tasks", "a", "--batch-size", "many"], "batch size"),
        (["org/model", "--tasks", "a", "--executor", "cloud"], "executor"),
        (["org/model", "--tasks", "a", "--executor-option", "gpus"], "name=value"),
        (["SmolLM2-135M-intermediate-checkpoints", "--tasks", "a", "--only", "step-24000"], "There is step-240000"),
        (["--resume", "none"], "there is no job none"),
        (["--cancel", "."], "there is no job ."),
        (["--status", "../jobs"], "there is no job ../jobs"),
        (["--status", "a" * 300], "there is no job a"),
        (["--retry", "none"], "there is no job none"),
        (["--pause", "none"], "there is no job none"),
        (["--status", "none"], "there is no job none"),
    ],
)
def test_a_request_that_cannot_run_is_one_line_and_status_2(
    arguments: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sweep", *arguments, "--home", str(tmp_path)]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert len(error.strip().splitlines()) == 1
