"""What a checkpoint's own name says: its step ("iter_0004000", "step-125000") and its tokens ("step1000-tokens4B")."""

from __future__ import annotations

import re
from typing import NamedTuple

from e2lm.counting import count, digits_count

UNITS = {"": 1, "k": 10**3, "m": 10**6, "b": 10**9, "t": 10**12}

_STEP = re.compile(
    r"(?<![a-z])(?:iteration|iter|global[-_]?step|step|checkpoint|ckpt)s?[-_=:]?0*(\d+)(k|m)?(?![\d.])(?=$|[^a-z0-9])",
    re.IGNORECASE,
)
_TOKENS = re.compile(
    r"(?<![a-z0-9.])(?:(?:tokens?|tok)[-_=:]?(\d+(?:\.\d+)?)(k|m|b|t)?t?|(\d+(?:\.\d+)?)(k|m|b|t)(?:t|[-_]?tokens?))"
    r"(?=$|[^a-z0-9])",
    re.IGNORECASE,
)
_SUFFIX = re.compile(
    r"^(?P<model>.+?)[-_.@](?P<checkpoint>(?:(?:iteration|iter|global[-_]?step|step|checkpoint|ckpt)s?[-_=:]?\d+"
    r"|tokens?[-_=:]?\d+(?:\.\d+)?[kmbt]?t?|\d+(?:\.\d+)?(?:[mbt]t|[kmbt]?[-_]?tokens))(?:[-_].*)?)$",
    re.IGNORECASE,
)

_DAY = re.compile(r"(19|20)\d\d(0[1-9]|1[0-2])([0-2]\d|3[01])")
_STAGE = re.compile(r"stage\d", re.IGNORECASE)


class NamedCheckpoint(NamedTuple):
    """A model's name and the checkpoint's name that stood behind it."""

    model: str
    checkpoint: str


def step_in(name: str) -> int | None:
    """The training step in a checkpoint's name, None where it names none; a bare number counts unless it is a date."""
    if _DAY.fullmatch(name):
        return None
    if name.isdecimal():
        return digits_count(name)
    found = _STEP.search(name)
    return digits_count(found[1], UNITS[(found[2] or "").lower()]) if found else None


def tokens_in(name: str) -> int | None:
    """The number of tokens in a checkpoint's name ("tokens4B", "10BT", "tokens=1000"), None where it names none."""
    found = _TOKENS.search(name)
    if not found:
        return None
    number, unit = (found[1], found[2]) if found[1] else (found[3], found[4])
    return count(float(number) * UNITS[(unit or "").lower()])


def is_checkpoint_name(name: str) -> bool:
    """Whether a path's part names a moment of training rather than a model."""
    if step_in(name) is None and tokens_in(name) is None:
        return False
    found = _SUFFIX.match(f"x-{name}")
    return name.isdecimal() or (found is not None and found["model"] == "x") or _STAGE.match(name) is not None


def split_suffix(name: str) -> NamedCheckpoint | None:
    """ "dense-1b-arch1-iter_0004000" as model and checkpoint, None where the name ends in no checkpoint."""
    found = _SUFFIX.match(name)
    return NamedCheckpoint(found["model"], found["checkpoint"]) if found else None
