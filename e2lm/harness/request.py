"""What an evaluation is asked to do: which checkpoints, on which tasks, with which settings. Values only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, TypeVar

from e2lm.counting import counted
from e2lm.errors import RequestError

DTYPES = ("float32", "bfloat16", "float16")
REQUEST_FILE = "the request"
T = TypeVar("T")


@dataclass(frozen=True)
class Target:
    """One checkpoint to evaluate, and what it is called.

    `pretrained` is a local folder or a hub id, as the user gave it; `revision` and `subfolder` are "" where they do
    not apply. `role` is "science" or "web" where the training text is known, `demo` marks the project's own models.
    """

    pretrained: str
    model: str
    checkpoint: str
    revision: str = ""
    subfolder: str = ""
    step: int | None = None
    tokens: int | None = None
    tokens_from: str = ""
    demo: bool = False
    role: str = ""


@dataclass(frozen=True)
class Settings:
    """How checkpoints are evaluated; empty values mean "the usual".

    `task_folder` is a folder of lm-eval YAML files ("" for bundled tasks only). `num_fewshot` None takes what the
    task says. `limit` is lm-eval's own: the first so many docs of each task. `batch_size` is a number or "auto".
    `device` "" is a CUDA device, else an Apple GPU, else the CPU; `dtype` "" is float32 on the CPU, else 16 bits.
    The three `allow_` fields let code or pickled weights of other people run: each is off unless the user says so.
    """

    tasks: tuple[str, ...]
    task_folder: str = ""
    num_fewshot: int | None = None
    limit: int | None = None
    batch_size: int | str = 32
    device: str = ""
    dtype: str = ""
    allow_task_code: bool = False
    allow_remote_code: bool = False
    allow_pickled_weights: bool = False

    def __post_init__(self) -> None:
        if not self.tasks or not all(isinstance(task, str) and task.strip() for task in self.tasks):
            raise RequestError("no task is named", remedy="Name at least one task.", field="tasks")
        if self.num_fewshot is not None and self.num_fewshot < 0:
            raise RequestError(
                f"{self.num_fewshot} examples were asked for", remedy="Give 0 or more.", field="num_fewshot"
            )
        if self.limit is not None and self.limit < 1:
            raise RequestError(
                f"the limit is {self.limit} docs", remedy="Give 1 or more, or leave it out for all docs.", field="limit"
            )
        if not (self.batch_size == "auto" or (isinstance(self.batch_size, int) and self.batch_size >= 1)):
            raise RequestError(
                f"the batch size is {self.batch_size!r}",
                remedy='Give a number from 1 up, or "auto".',
                field="batch_size",
            )
        if self.dtype and self.dtype not in DTYPES:
            raise RequestError(f"the dtype is {self.dtype!r}", remedy=f"Use one of {', '.join(DTYPES)}.", field="dtype")


@dataclass(frozen=True)
class Request:
    """One job: every target is evaluated on all tasks of the settings, one results folder per target."""

    targets: tuple[Target, ...]
    settings: Settings
    label: str = ""

    def __post_init__(self) -> None:
        if not self.targets:
            raise RequestError("no checkpoint is named", remedy="Choose at least one checkpoint.", field="targets")
        names = [(target.model, target.checkpoint) for target in self.targets]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice:
            raise RequestError(
                f"{twice[0]} {twice[1]} is named twice", remedy="Choose each checkpoint once.", field="targets"
            )

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: object, file: str = REQUEST_FILE) -> Request:
        """The request that `to_json` wrote. Raises RequestError naming `file` and the field that is wrong."""
        if not isinstance(data, Mapping) or not isinstance(data.get("targets"), Sequence):
            raise RequestError("it is no evaluation request", remedy="Start the evaluation anew.", file=file)
        targets = tuple(_value(Target, target, file, "targets") for target in data["targets"])
        settings = dict(data["settings"]) if isinstance(data.get("settings"), Mapping) else {}
        settings["tasks"] = tuple(settings.get("tasks", ()))
        return cls(targets, _value(Settings, settings, file, "settings"), str(data.get("label", "")))

    @property
    def title(self) -> str:
        """The label, or where there is none what is evaluated on what: "dense-1b-arch1 and 2 more on mmlu"."""
        models = list(dict.fromkeys(target.model for target in self.targets))
        on = list(self.settings.tasks)
        return self.label or " on ".join(
            first[0] + (f" and {len(first) - 1} more" if first[1:] else "") for first in (models, on)
        )

    @property
    def plan(self) -> str:
        """What will be done, in a line: "9 checkpoints x 1 task, first 200 docs of each task (partial), 0 shots"."""
        docs = f"first {self.settings.limit} docs of each task (partial)" if self.settings.limit else "all docs"
        shots = self.settings.num_fewshot
        few = "shots as the task says" if shots is None else f"{shots} shots"
        return (
            f"{counted(len(self.targets), 'checkpoint')} x {counted(len(self.settings.tasks), 'task')}, {docs}, {few}"
        )


def coarse_to_fine(count: int) -> list[int]:
    """The indices 0..count-1 so ordered that a curve takes shape early: first, last, middle, then the quarters ..."""
    order = [0, count - 1] if count > 1 else list(range(count))
    spans = [(0, count - 1)]
    while spans:
        halves = [(left, (left + right) // 2, right) for left, right in spans if right - left > 1]
        order += [middle for _, middle, _ in halves]
        spans = [span for left, middle, right in halves for span in ((left, middle), (middle, right))]
    return order


def in_order(targets: Sequence[Target]) -> tuple[Target, ...]:
    """The targets of every model by step, coarse to fine, the models taking turns."""
    models: dict[str, list[Target]] = {}
    for target in targets:
        models.setdefault(target.model, []).append(target)
    ranked = []
    for at, members in enumerate(models.values()):
        by_step = sorted(members, key=lambda target: (target.step is None, target.step or 0))
        ranked += [(rank, at, by_step[i]) for rank, i in enumerate(coarse_to_fine(len(by_step)))]
    return tuple(target for _, _, target in sorted(ranked, key=lambda entry: entry[:2]))


def _value(cls: type[T], data: object, file: str, field: str) -> T:
    if not isinstance(data, Mapping):
        raise RequestError("it is no evaluation request", remedy="Start the evaluation anew.", file=file, field=field)
    known = {f.name for f in fields(cls)}  # type: ignore[arg-type]
    unknown = sorted(set(data) - known)
    if unknown:
        raise RequestError(f"it has an unknown field {unknown[0]}", remedy="Remove it.", file=file, field=field)
    try:
        return cls(**data)
    except TypeError as error:
        raise RequestError(str(error), remedy="Start the evaluation anew.", file=file, field=field) from error
