"""The state of a job as its worker writes it to state.json, and what follows from it: progress and time left."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from e2lm.errors import RequestError

T = TypeVar("T")


class Stage(StrEnum):
    """Where a job, or one checkpoint of it, stands. LOST is never written: it is a job whose process is gone."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    LOST = "lost"


ENDED = (Stage.DONE, Stage.FAILED, Stage.CANCELLED, Stage.LOST)


@dataclass(frozen=True)
class CheckpointState:
    """One checkpoint of a job: `done` of `total` requests in `phase`, `seconds` spent, `message` says why it failed."""

    model: str
    checkpoint: str
    stage: Stage = Stage.QUEUED
    phase: str = ""
    done: int = 0
    total: int = 0
    seconds: float = 0.0
    message: str = ""

    @property
    def fraction(self) -> float:
        """The part of this checkpoint that is done, 0 to 1."""
        if self.stage in (Stage.DONE, Stage.FAILED):
            return 1.0
        scoring = self.stage == Stage.RUNNING and self.phase == "scoring" and self.total > 0
        return self.done / self.total if scoring else 0.0


@dataclass(frozen=True)
class JobState:
    """A job; times are seconds since the epoch, 0 where not reached. `pid` and `pid_started` identify its process.

    `message` says what goes on or why it ended, `note` what the user should know about the results.
    """

    id: str
    label: str
    plan: str
    stage: Stage
    created: float
    started: float = 0.0
    updated: float = 0.0
    ended: float = 0.0
    pid: int = 0
    pid_started: float = 0.0
    message: str = ""
    note: str = ""
    checkpoints: tuple[CheckpointState, ...] = ()

    @property
    def is_active(self) -> bool:
        return self.stage in (Stage.QUEUED, Stage.RUNNING)

    @property
    def finished(self) -> int:
        """Checkpoints whose results are there."""
        return sum(checkpoint.stage == Stage.DONE for checkpoint in self.checkpoints)

    @property
    def failed(self) -> int:
        return sum(checkpoint.stage == Stage.FAILED for checkpoint in self.checkpoints)

    @property
    def fraction(self) -> float:
        """The part of the job that is done, 0 to 1, every checkpoint weighing the same."""
        return sum(checkpoint.fraction for checkpoint in self.checkpoints) / max(1, len(self.checkpoints))

    @property
    def seconds_left(self) -> float | None:
        """Seconds until the end: the mean time of the checkpoints done so far for each that is left.

        While none is done, the running one's own pace stands for all. Where several run at once, they share what is
        left. None where nothing tells yet, or nothing runs.
        """
        if self.stage != Stage.RUNNING:
            return None
        times = [
            checkpoint.seconds
            for checkpoint in self.checkpoints
            if checkpoint.stage == Stage.DONE and checkpoint.seconds
        ]
        running = [checkpoint for checkpoint in self.checkpoints if checkpoint.stage == Stage.RUNNING]
        paces = times or [one.seconds / one.fraction for one in running if one.fraction > 0]
        if not paces:
            return None
        each = sum(paces) / len(paces)
        waiting = sum(checkpoint.stage == Stage.QUEUED for checkpoint in self.checkpoints)
        left = each * waiting + sum(max(0.0, each - one.seconds) for one in running)
        return left / max(1, len(running))

    def with_checkpoint(self, index: int, **changes: Any) -> JobState:  # noqa: ANN401 the fields of CheckpointState
        """The state with some fields of one checkpoint changed."""
        changed = list(self.checkpoints)
        changed[index] = replace(changed[index], **changes)
        return replace(self, checkpoints=tuple(changed))

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def read_state(file: Path) -> JobState:
    """The state in `file`. Raises RequestError where it is missing, damaged or of another shape."""
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
        checkpoints = tuple(_value(CheckpointState, checkpoint) for checkpoint in data["checkpoints"])
        return _value(JobState, {**data, "checkpoints": checkpoints})
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RequestError(
            f"the job's state cannot be read ({type(error).__name__}: {error})",
            remedy="Start the job again, or delete its folder.",
            file=str(file),
        ) from error


def save_state(file: Path, state: JobState) -> None:
    """Writes the state so that a reader sees the old or the new one, whole."""
    fresh = file.with_suffix(".fresh")
    fresh.write_text(json.dumps(state.to_json(), indent=1), encoding="utf-8")
    fresh.replace(file)


def _value(cls: type[T], data: Mapping[str, Any]) -> T:
    known = {field.name for field in fields(cls)}  # type: ignore[arg-type]
    return cls(**{name: Stage(value) if name == "stage" else value for name, value in data.items() if name in known})
