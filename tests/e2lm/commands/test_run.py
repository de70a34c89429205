"""`python -m e2lm run`: the same job as the page's, waited for on the terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from e2lm.__main__ import main
from tests.conftest import Tiny


@pytest.mark.slow
def test_a_smoke_run_writes_files_that_say_so(tiny: Tiny, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--limit is lm-eval's own, so the files themselves tell that the run is partial."""
    arguments = [
        "run",
        str(tiny.checkpoints),
        "--only",
        "step100",
        "--tasks",
        "tiny_task",
        "--limit",
        "5",
        "--shots",
        "0",
    ]
    status = main([*arguments, "--task-folder", str(tiny.tasks), "--home", str(tmp_path), "--json"])
    shown = capsys.readouterr()
    assert status == 0, shown.err
    assert "1 checkpoint x 1 task, first 5 docs of each task (partial), 0 shots" in shown.err
    state = json.loads(shown.out)
    assert (state["stage"], [one["checkpoint"] for one in state["cells"]]) == ("done", ["step100"])
    file = next((tmp_path / "runs" / state["id"] / "toy" / "step100" / "tiny_task").glob("results_*.json"))
    results = json.loads(file.read_text(encoding="utf-8"))
    assert results["n-samples"]["tiny_task"] == {"original": 12, "effective": 5}
    assert results["config"]["limit"] == 5


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--tasks", "a"], "no checkpoint"),
        (["org/model"], "no task"),
        (["/nowhere/at/all", "--tasks", "a"], "does not exist"),
        (["org/model", "--tasks", "a", "--batch-size", "many"], "batch size"),
        (["--resume", "none"], "there is no job none"),
    ],
)
def test_a_request_that_cannot_run_is_one_line_and_status_2(
    arguments: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", *arguments, "--home", str(tmp_path)]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert len(error.strip().splitlines()) == 1
