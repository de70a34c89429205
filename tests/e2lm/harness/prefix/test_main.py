"""Plain lm-eval knows the model class by its name, and gives the same results with it."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path
from typing import Any

import pytest
from lm_eval import simple_evaluate
from lm_eval.api.registry import get_model
from lm_eval.tasks import TaskManager

from e2lm.harness.prefix.lm import NAME, PrefixLM
from tests.tiny import tiny_checkpoint, tiny_task


def test_the_command_line_is_lm_evals(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["e2lm.harness.prefix", "run", "--help"])
    with pytest.raises(SystemExit) as end:
        runpy.run_module("e2lm.harness.prefix", run_name="__main__")
    assert end.value.code == 0
    assert "--model_args" in capsys.readouterr().out
    assert get_model(NAME) is PrefixLM


def test_lm_eval_writes_the_same_samples_and_results(tmp_path: Path) -> None:
    checkpoint, tasks = tiny_checkpoint(tmp_path / "model"), tiny_task(tmp_path / "tasks")

    def results(name: str, **more: object) -> dict[str, Any]:
        # What the command line makes of its options: typed arguments, the folder of task files.
        found = simple_evaluate(
            model=name, model_args={"pretrained": str(checkpoint), **more}, tasks=["tiny_task"], device="cpu",
            task_manager=TaskManager(include_path=str(tasks), include_defaults=False), log_samples=True, batch_size=4,
        )  # fmt: skip
        return dict(found)

    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tasks)
        ours, theirs = results(NAME, token_budget=64), results("hf")
    assert ours["results"] == theirs["results"]
    assert ours["config"]["model"] == NAME
    for own, other in zip(ours["samples"]["tiny_task"], theirs["samples"]["tiny_task"], strict=True):
        assert {key: own[key] for key in own if "resps" not in key} == {
            key: other[key] for key in own if "resps" not in key
        }
        for (value, greedy), (expected, likeliest) in zip(own["filtered_resps"], other["filtered_resps"], strict=True):
            assert float(value) == pytest.approx(float(expected), abs=1e-4)
            assert greedy == likeliest
