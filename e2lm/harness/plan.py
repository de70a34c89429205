"""What a sweep will do: its cells, the tokens to compute, and the time that a first measurement foresees."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from e2lm.errors import RequestError
from e2lm.harness.control import PLAN, write_whole
from e2lm.harness.state import from_fields


@dataclass(frozen=True)
class TaskPlan:
    """One task of the request as it was built: `leaves` tasks with `docs` and `requests` (choices to score) in all.

    `tokens` are those that differ (each shared prefix counted once), `tokens_lm_eval` those that lm-eval's own way
    computes, both for the plan's tokenizer, None where it could not be had. `version`, `prompts` and `shots` are those
    of CellIdentity.
    """

    name: str
    leaves: int
    docs: int
    requests: int
    version: str
    prompts: str
    shots: int
    tokens: int | None = None
    tokens_lm_eval: int | None = None


@dataclass(frozen=True)
class Measurement:
    """The first checkpoint of a model that was evaluated: seconds to load it, and seconds for so many of `tokens`."""

    model: str
    device: str
    dtype: str
    scoring: str
    load_seconds: float
    tokens: int
    seconds: float


@dataclass(frozen=True)
class Plan:
    """The plan of a job; every target of the request is evaluated on every one of `tasks`.

    `tokenizer` names whose tokens were counted, `device`, `dtype` and `softmax_dtype` what models will run on here.
    `note` says where a task does not do what was asked. `workers` is how many work at once.
    """

    tasks: tuple[TaskPlan, ...]
    checkpoints: int
    device: str
    dtype: str
    softmax_dtype: str
    scoring: str
    workers: int = 1
    tokenizer: str = ""
    note: str = ""
    measured: tuple[Measurement, ...] = ()

    @property
    def cells(self) -> int:
        return self.checkpoints * len(self.tasks)

    @property
    def docs(self) -> int:
        """Docs of one checkpoint over all tasks."""
        return sum(task.docs for task in self.tasks)

    @property
    def tokens(self) -> int | None:
        """Tokens to compute for one checkpoint, each shared prefix once; None where a task's are not known."""
        return _sum([task.tokens for task in self.tasks])

    @property
    def tokens_lm_eval(self) -> int | None:
        """Tokens that lm-eval's own way computes for one checkpoint."""
        return _sum([task.tokens_lm_eval for task in self.tasks])

    def checkpoint_seconds(self, model: str) -> float | None:
        """Seconds that one checkpoint of a model takes: as its first one did. None until one was measured."""
        rows = [one for one in self.measured if (one.device, one.dtype, one.scoring) == self._machine]
        row = next((one for one in rows if one.model == model), None)
        if row is None or self.tokens is None or not row.tokens:
            return None
        return row.load_seconds + row.seconds * self.tokens / row.tokens

    def seconds(self, models: list[str]) -> float | None:
        """Seconds for one checkpoint of each of `models`, named once for every checkpoint, shared by the workers."""
        each = [self.checkpoint_seconds(model) for model in models]
        known = [seconds for seconds in each if seconds is not None]
        return sum(known) / max(1, self.workers) if len(known) == len(each) else None

    def with_measurement(self, one: Measurement) -> Plan:
        """The plan with a model's first measurement; a later one of the same model and machine changes nothing."""
        key = (one.model, one.device, one.dtype, one.scoring)
        known = any((other.model, other.device, other.dtype, other.scoring) == key for other in self.measured)
        return self if known else replace(self, measured=(*self.measured, one))

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def _machine(self) -> tuple[str, str, str]:
        return self.device, self.dtype, self.scoring


def read_plan(folder: Path) -> Plan | None:
    """The plan of the job in `folder`, None where none is written yet. Raises RequestError where it is damaged."""
    file = folder / PLAN
    try:
        data: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        tasks = tuple(from_fields(TaskPlan, task) for task in data["tasks"])
        measured = tuple(from_fields(Measurement, one) for one in data["measured"])
        return from_fields(Plan, {**data, "tasks": tasks, "measured": measured})
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RequestError(
            f"the job's plan cannot be read ({type(error).__name__}: {error})",
            remedy="Remove the file; the job writes it anew.",
            file=str(file),
        ) from error


def save_plan(folder: Path, plan: Plan) -> None:
    write_whole(folder / PLAN, json.dumps(plan.to_json(), indent=1))


def _sum(counts: list[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if known and len(known) == len(counts) else None
