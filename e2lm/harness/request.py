"""What an evaluation is asked to do: which checkpoints, on which tasks, with which settings. Values only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, TypeVar

from e2lm.counting import counted
from e2lm.errors import RequestError
from e2lm.harness.order import COARSE_TO_FINE, ORDERS
from e2lm.harness.remote import checked_url, is_url

DTYPES = ("float32", "bfloat16", "float16")
PREFIX, LM_EVAL = "prefix", "lm-eval"
SCORINGS = (PREFIX, LM_EVAL)
EXECUTORS = ("local", "ray", "slurm")
REQUEST_FILE = "the request"
T = TypeVar("T")


def _one_of(field: str, value: str, known: Sequence[str]) -> None:
    if value not in known:
        names = ", ".join(name for name in known if name)
        raise RequestError(f"the {field} is {value!r}", remedy=f"Use one of {names}.", field=field)


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
    task says. `limit` is lm-eval's own: the first so many docs of each task. `device` "" is a CUDA device, else an
    Apple GPU, else the CPU; `dtype` "" is float32 on the CPU, else 16 bits. `scoring` "prefix" computes each distinct
    token once, "lm-eval" is lm-eval's own way; `batch_size`, a number or "auto", is the rows of the latter. `order` is
    that of a model's checkpoints. `output` is where results go: "" (home/runs), a folder, or a URL such as
    s3://bucket/folder. The last three let code of other people run: task files by the sha256 of their contents, code
    and pickled weights of models by `model` or `pretrained`.
    """

    tasks: tuple[str, ...]
    task_folder: str = ""
    num_fewshot: int | None = None
    limit: int | None = None
    batch_size: int | str = "auto"
    device: str = ""
    dtype: str = ""
    scoring: str = PREFIX
    order: str = COARSE_TO_FINE
    output: str = ""
    approved_code: tuple[str, ...] = ()
    allow_remote_code: tuple[str, ...] = ()
    allow_pickled_weights: tuple[str, ...] = ()

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
        _one_of("dtype", self.dtype, ("", *DTYPES))
        _one_of("scoring", self.scoring, SCORINGS)
        _one_of("order", self.order, ORDERS)
        if is_url(self.output):
            checked_url(self.output, "output")

    def allows_remote_code(self, target: Target) -> bool:
        """Whether the user allowed this model's own code, by its name or by what it is loaded from."""
        return bool({target.model, target.pretrained} & set(self.allow_remote_code))

    def allows_pickled_weights(self, target: Target) -> bool:
        """Whether the user allowed this model's pickled weights, by its name or by what it is loaded from."""
        return bool({target.model, target.pretrained} & set(self.allow_pickled_weights))


@dataclass(frozen=True)
class Executor:
    """Which engine starts the workers of a job. `workers` None is one per GPU, one on a machine without.

    `options` are the engine's own, as (name, value): ray takes address, gpus and cpus; slurm partition, time, gpus,
    cpus, mem, array_parallelism, account and whatever else submitit knows.
    """

    name: str = EXECUTORS[0]
    workers: int | None = None
    options: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        _one_of("executor", self.name, EXECUTORS)
        if self.workers is not None and self.workers < 1:
            raise RequestError(f"{self.workers} workers were asked for", remedy="Give 1 or more.", field="workers")


@dataclass(frozen=True)
class Request:
    """One sweep: every target is evaluated on all tasks of the settings, one cell per target and task."""

    targets: tuple[Target, ...]
    settings: Settings
    label: str = ""
    executor: Executor = Executor()

    def __post_init__(self) -> None:
        if not self.targets:
            raise RequestError("no checkpoint is named", remedy="Choose at least one checkpoint.", field="targets")
        known: dict[tuple[str, str], Target] = {}
        for target in self.targets:
            name = (target.model, target.checkpoint)
            if name in known:
                raise _same_name(target, known[name])
            known[name] = target

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: object, file: str = REQUEST_FILE) -> Request:
        """The request that `to_json` wrote. Raises RequestError naming `file` and the field that is wrong."""
        if not isinstance(data, Mapping) or not isinstance(data.get("targets"), Sequence):
            raise RequestError("it is no evaluation request", remedy="Start the evaluation anew.", file=file)
        targets = tuple(_value(Target, target, file, "targets") for target in data["targets"])
        settings = _value(Settings, {"tasks": (), **_mapping(data.get("settings"))}, file, "settings")
        executor = _value(Executor, _mapping(data.get("executor")), file, "executor")
        return cls(targets, settings, str(data.get("label", "")), executor)

    @property
    def cells(self) -> list[tuple[str, str, str]]:
        """Every cell's model, checkpoint and task, checkpoint by checkpoint."""
        return [(one.model, one.checkpoint, task) for one in self.targets for task in self.settings.tasks]

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


def _same_name(target: Target, other: Target) -> RequestError:
    name = f"{target.model} {target.checkpoint}"
    if (target.pretrained, target.revision, target.subfolder) == (other.pretrained, other.revision, other.subfolder):
        return RequestError(f"{name} is named twice", remedy="Choose each checkpoint once.", field="targets")
    return RequestError(
        f"two checkpoints are called {name}: {other.pretrained} and {target.pretrained}",
        remedy='Give one of the models a name of its own: {"model": "NAME"} in its checkpoints\' e2lm.json.',
        field="targets",
    )


def _mapping(data: object) -> Mapping[str, Any]:
    return data if isinstance(data, Mapping) else {}


def _tuples(value: object) -> object:
    """JSON's lists as the tuples they were."""
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


def _value(cls: type[T], data: object, file: str, field: str) -> T:
    if not isinstance(data, Mapping):
        raise RequestError("it is no evaluation request", remedy="Start the evaluation anew.", file=file, field=field)
    known = {f.name for f in fields(cls)}  # type: ignore[arg-type]
    unknown = sorted(set(data) - known)
    if unknown:
        raise RequestError(f"it has an unknown field {unknown[0]}", remedy="Remove it.", file=file, field=field)
    try:
        return cls(**{name: _tuples(value) for name, value in data.items()})
    except TypeError as error:
        raise RequestError(str(error), remedy="Start the evaluation anew.", file=file, field=field) from error
