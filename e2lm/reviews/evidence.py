"""What a team looked at when it decided on a candidate or a task: scores, curves, and what they rest on, as one value.

It is kept whole in an event, so that a decision is read later beside the evidence as it was then. Numbers are rounded
to DIGITS decimals, which a command reproduces: see `command`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from hashlib import blake2b
from typing import Any

DIGITS = 6
COMPONENTS = ("SQ", "RC", "CS", "total")
KINDS = ("official", "official formula", "reconstruction", "proxy")


@dataclass(frozen=True)
class Score:
    """One of COMPONENTS. `value` is None where undefined, and `why` says why then ("because ..."), else what it rests
    on; `low` and `high` are its 95 % interval over resampled questions, None where there is none. `kind` is one of
    KINDS."""

    component: str
    value: float | None
    low: float | None = None
    high: float | None = None
    why: str = ""
    kind: str = "reconstruction"


@dataclass(frozen=True)
class Curve:
    """One model's values in the order of training, at `tokens` (or steps, as Evidence.unit says).

    A value is None at a checkpoint that is missing between others; `low` and `high` are 95 % intervals, None where
    there is none.
    """

    model: str
    tokens: tuple[int, ...]
    values: tuple[float | None, ...]
    low: tuple[float | None, ...]
    high: tuple[float | None, ...]


@dataclass(frozen=True)
class Evidence:
    """`subject` is a reference's text ("candidate:1f3a...", "task:mmlu"); `questions_hash` names_hash of the
    doc_keys, "" where only curves are loaded, and then `questions` and `subjects` are 0 where unknown, too.

    `chance` is what guessing gives; `cut` where the scores' window ends on the curves' axis; `left_out` how many points
    of limited runs are not drawn. `settings` says in words what the scores rest on; `runs` and `runs_hash` count and
    name the runs behind the curves; `versions` are those of lm-eval, of the candidate and of its parent. `command`
    prints the scores again.
    """

    subject: str
    name: str
    task: str
    metric: str
    higher_is_better: bool = True
    style: str = "as asked"
    n_shot: int | None = None
    questions: int = 0
    questions_hash: str = ""
    subjects: int = 0
    scores: tuple[Score, ...] = ()
    curves: tuple[Curve, ...] = ()
    unit: str = "tokens"
    chance: float | None = None
    cut: float | None = None
    left_out: int = 0
    settings: Mapping[str, str] = field(default_factory=dict)
    runs: int = 0
    runs_hash: str = ""
    versions: Mapping[str, str] = field(default_factory=dict)
    definition: str = ""
    note: str = ""
    command: str = ""

    def score(self, component: str) -> Score | None:
        """One of COMPONENTS; None where the evidence has none of it."""
        return next((one for one in self.scores if one.component == component), None)

    def as_json(self) -> dict[str, Any]:
        """As an event holds it; e2lm.reviews.recorded reads it back, equal."""
        return asdict(self)


def names_hash(names: Iterable[str]) -> str:
    """16 hexadecimal digits of a set of names; "" for none."""
    text = "\n".join(sorted({*names}))
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest() if text else ""


def number(value: object) -> float | None:
    """A number rounded to DIGITS decimals; None for none and for what is not finite. Raises TypeError for a text."""
    if value is None:
        return None
    if isinstance(value, str) or not isinstance(value, int | float):
        raise TypeError(f"{value!r} is no number")
    return round(float(value), DIGITS) if math.isfinite(value) else None
