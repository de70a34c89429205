"""An evaluation request: its checks, its file form, its plan in words."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from e2lm.errors import RequestError
from e2lm.harness.request import Executor, Request, Settings, Target


def _target(step: int, model: str = "toy") -> Target:
    return Target(f"/models/{model}/step{step}", model, f"step{step}", step=step)


def test_a_request_survives_its_file() -> None:
    settings = Settings(("a", "b"), "tasks", num_fewshot=5, limit=50, batch_size=4, allow_remote_code=("toy",))
    executor = Executor("slurm", 4, (("partition", "gpu"), ("time", "60")))
    request = Request((_target(1), _target(2)), settings, "smoke", executor)
    assert Request.from_json(json.loads(json.dumps(request.to_json()))) == request


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"tasks": ()}, "tasks"),
        ({"tasks": (" ",)}, "tasks"),
        ({"num_fewshot": -1}, "num_fewshot"),
        ({"limit": 0}, "limit"),
        ({"batch_size": 0}, "batch_size"),
        ({"batch_size": "big"}, "batch_size"),
        ({"dtype": "int8"}, "dtype"),
        ({"scoring": "fast"}, "scoring"),
        ({"order": "random"}, "order"),
        ({"output": "s3://me:secret@bucket/x"}, "output"),
    ],
)
def test_settings_that_cannot_run_name_their_field(change: dict[str, object], field: str) -> None:
    with pytest.raises(RequestError) as error:
        Settings(**{"tasks": ("a",), **change})  # type: ignore[arg-type]
    assert error.value.field == field
    assert error.value.remedy


@pytest.mark.parametrize(("change", "field"), [({"name": "kubernetes"}, "executor"), ({"workers": 0}, "workers")])
def test_an_executor_that_cannot_run_names_its_field(change: dict[str, object], field: str) -> None:
    with pytest.raises(RequestError) as error:
        Executor(**change)  # type: ignore[arg-type]
    assert error.value.field == field


def test_code_and_pickled_weights_are_allowed_by_model_or_by_source() -> None:
    target = _target(1)
    assert not Settings(("a",)).allows_remote_code(target)
    assert Settings(("a",), allow_remote_code=("toy",)).allows_remote_code(target)
    assert Settings(("a",), allow_pickled_weights=("/models/toy/step1",)).allows_pickled_weights(target)
    assert not Settings(("a",), allow_pickled_weights=("step1",)).allows_pickled_weights(target)


def test_no_checkpoint_and_the_same_one_twice_are_refused() -> None:
    with pytest.raises(RequestError, match="no checkpoint"):
        Request((), Settings(("a",)))
    with pytest.raises(RequestError, match="toy step1 is named twice"):
        Request((_target(1), _target(1)), Settings(("a",)))
    elsewhere = replace(_target(1), pretrained="/other/toy/step1")
    with pytest.raises(RequestError, match="two checkpoints are called toy step1") as error:
        Request((_target(1), elsewhere), Settings(("a",)))
    assert "/other/toy/step1" in error.value.problem
    assert "e2lm.json" in error.value.remedy


@pytest.mark.parametrize(
    "data",
    [
        [],
        {"targets": 3},
        {"targets": [1]},
        {"targets": [{"pretrained": "x"}]},
        {"targets": [{"colour": 1}]},
        {"targets": [], "settings": {"colour": 1}},
    ],
)
def test_a_damaged_request_file_is_named(data: object) -> None:
    with pytest.raises(RequestError) as error:
        Request.from_json(data, "job/request.json")
    assert error.value.file == "job/request.json"


def test_the_plan_says_how_much_is_asked() -> None:
    nine = tuple(_target(step) for step in range(9))
    plan = Request(nine, Settings(("sciq",), limit=200, num_fewshot=0)).plan
    assert plan == "9 checkpoints x 1 task, first 200 docs of each task (partial), 0 shots"
    assert Request(nine[:1], Settings(("a", "b"))).plan == "1 checkpoint x 2 tasks, all docs, shots as the task says"


def test_a_job_without_a_label_is_called_by_what_it_does() -> None:
    targets = (_target(1, "a"), _target(2, "a"), _target(1, "b"))
    assert Request(targets, Settings(("mmlu",))).title == "a and 1 more on mmlu"
    assert Request(targets[:1], Settings(("mmlu", "arc", "piqa"))).title == "a on mmlu and 2 more"
    assert Request(targets, Settings(("mmlu",)), "my label").title == "my label"
