"""How many workers start on this machine, and which card each has."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from e2lm.harness.executors import local
from e2lm.harness.request import Executor, Request, Settings, Target


def _request(workers: int | None = None, checkpoints: int = 8) -> Request:
    targets = tuple(Target(f"/toy/step{step}", "toy", f"step{step}", step=step) for step in range(checkpoints))
    return Request(targets, Settings(("task",)), executor=Executor(workers=workers))


def test_a_machine_without_cards_gets_one_worker_with_all_its_cores() -> None:
    assert local.environments(_request(), []) == [{}]


def test_each_card_gets_a_worker_of_its_own() -> None:
    assert local.environments(_request(), ["0", "1"]) == [{"CUDA_VISIBLE_DEVICES": "0"}, {"CUDA_VISIBLE_DEVICES": "1"}]


def test_workers_beyond_the_cards_share_them_and_a_single_one_gets_the_first() -> None:
    cards = [one["CUDA_VISIBLE_DEVICES"] for one in local.environments(_request(5), ["0", "3"])]
    assert cards == ["0", "3", "0", "3", "0"]
    assert local.environments(_request(1), ["2", "3"]) == [{"CUDA_VISIBLE_DEVICES": "2"}]


def test_a_driver_that_does_not_answer_is_no_card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "nvidia-smi"
    program.write_text("#!/bin/sh\nexec sleep 60\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    monkeypatch.setattr(local, "QUERY_SECONDS", 0.2)
    assert local.gpus() == []


def test_there_are_never_more_workers_than_checkpoints() -> None:
    assert len(local.environments(_request(checkpoints=2), ["0", "1", "2"])) == 2
    assert len(local.environments(_request(6, checkpoints=3), [])) == 3


def test_workers_without_cards_share_the_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 9)
    assert local.environments(_request(2), []) == [{"OMP_NUM_THREADS": "4"}] * 2
    assert local.environments(_request(1), []) == [{}]


def test_cards_are_those_that_this_process_may_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "1, GPU-4f0a")
    assert local.gpus() == ["1", "GPU-4f0a"]
    for nothing in ("", "-1"):
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", nothing)
        assert local.gpus() == []


def test_cards_are_asked_of_the_driver_where_nothing_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert local.gpus() == []
    program = tmp_path / "nvidia-smi"
    program.write_text("#!/bin/sh\necho 0\necho 1\n", encoding="utf-8")
    program.chmod(0o755)
    assert local.gpus() == ["0", "1"]
    program.write_text("#!/bin/sh\necho NVIDIA-SMI has failed\nexit 9\n", encoding="utf-8")
    assert local.gpus() == []
