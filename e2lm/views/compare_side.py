"""One side of a comparison, written into an address and back: a model at a checkpoint, asked what, judged how."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode

from e2lm.counting import digits_count

LETTERS = "ABCDEF"  # the sides, of which the first is what all others are compared with; in addresses a to f
_TEXTS = ("model", "at", "task", "candidate", "metric", "filter", "run")


@dataclass(frozen=True)
class Side:
    """Model `model` at its checkpoint named `at`, in `task` (a task or group) or, with `candidate` (a version), in that
    candidate's questions of it; values are by `metric`. `filter` is lm-eval's, `n_shot` None the usual number of
    examples. `run` is one run's id, "" for the newest of each sub-task; `partial` lets limited runs count.
    """

    model: str
    at: str
    task: str
    metric: str = "acc"
    candidate: str = ""
    filter: str = "none"
    n_shot: int | None = None
    run: str = ""
    partial: bool = False


def to_address(side: Side) -> str:
    """The side as text for an address; `from_address` reads it."""
    usual = {"metric": "acc", "filter": "none"}
    pairs = [(name, str(getattr(side, name))) for name in _TEXTS]
    pairs = [(name, value) for name, value in pairs if value and value != usual.get(name)]
    pairs += [] if side.n_shot is None else [("shots", str(side.n_shot))]
    return urlencode([*pairs, *([("partial", "1")] if side.partial else [])])


def from_address(text: str) -> Side | None:
    """The side that an address names; None where it names no model, no checkpoint or no task."""
    first = {name: values[0] for name, values in parse_qs(text).items()}
    if not all(first.get(name) for name in ("model", "at", "task")):
        return None
    shots = first.get("shots", "")
    texts = {name: first[name] for name in _TEXTS if name in first}
    return Side(**texts, n_shot=digits_count(shots) if shots.isdecimal() else None, partial="partial" in first)
