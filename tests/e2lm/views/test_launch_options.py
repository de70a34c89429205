"""The options of a sweep: every field of a request has one, and what is typed becomes the request."""

from __future__ import annotations

from dataclasses import fields

import pytest

from e2lm.errors import RequestError
from e2lm.harness.request import Executor, Settings, Target
from e2lm.views.launch_options import OPTIONS, request

TARGETS = [Target("org/toy", "toy", "step1", step=1)]


def test_every_field_of_the_settings_and_of_the_executor_has_an_option() -> None:
    asked_elsewhere = {"tasks", "task_folder"}
    assert {option.name for option in OPTIONS} | asked_elsewhere == {
        *(field.name for field in fields(Settings)), "executor", "workers", "options",
    }  # fmt: skip
    assert len({option.flag for option in OPTIONS}) == len({option.label for option in OPTIONS}) == len(OPTIONS)


def test_nothing_given_is_the_usual_request() -> None:
    made = request(TARGETS, ["sciq"], "", {option.name: None for option in OPTIONS})
    assert made.settings == Settings(("sciq",))
    assert made.executor == Executor()
    empty = {"batch_size": "", "device": "", "output": "", "options": [], "approved_code": []}
    assert request(TARGETS, ["sciq"], "", empty) == made


def test_what_is_given_is_asked_for() -> None:
    made = request(
        TARGETS, ["sciq"], "/tasks",
        {
            "num_fewshot": 5, "limit": 9, "dtype": "bfloat16", "batch_size": "16", "order": "by step",
            "scoring": "lm-eval", "allow_remote_code": ["toy"], "executor": "slurm", "workers": 3,
            "options": ["partition=gpu", "time = 60"],
        },
        "night",
    )  # fmt: skip
    assert made.settings == Settings(
        ("sciq",), "/tasks", 5, 9, 16, dtype="bfloat16", order="by step", scoring="lm-eval", allow_remote_code=("toy",)
    )
    assert made.executor == Executor("slurm", 3, (("partition", "gpu"), ("time", "60")))
    assert made.label == "night"


@pytest.mark.parametrize(
    ("name", "value", "field"),
    [
        ("batch_size", "many", "batch_size"), ("options", ["gpus"], "options"), ("options", ["=2"], "options"),
        ("executor", "cloud", "executor"), ("workers", 0, "workers"), ("dtype", "int3", "dtype"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_for_names_its_field(name: str, value: object, field: str) -> None:
    with pytest.raises(RequestError) as error:
        request(TARGETS, ["sciq"], "", {name: value})
    assert error.value.field == field
    assert error.value.remedy
