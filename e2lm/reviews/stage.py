"""Which point a meeting's screens show: one of them leads, the others follow until they leave."""

from __future__ import annotations

from dataclasses import dataclass, replace

PRESENCE = 12.0  # seconds without a sign of life after which a leading screen is taken to be closed


@dataclass(frozen=True)
class Stage:
    """`subject` is what is shown (a reference's text), `leader` the id of the screen that leads, `seen` when that was
    last heard of (seconds on any clock that only goes forward)."""

    subject: str
    leader: str
    seen: float


def shown(stage: Stage | None, subjects: tuple[str, ...], own: str | None) -> str:
    """What a screen shows: `own` where it left, else the stage's subject, else the first; "" where there is none."""
    wanted = own if own is not None else (stage.subject if stage else "")
    return wanted if wanted in subjects else (subjects[0] if subjects else "")


def may_lead(stage: Stage | None, screen: str, now: float) -> bool:
    """Whether a screen's step moves all: it leads, or nobody does (any more)."""
    return stage is None or stage.leader == screen or now - stage.seen > PRESENCE


def led(subject: str, screen: str, now: float) -> Stage:
    """The stage after the leading screen showed a subject."""
    return Stage(subject, screen, now)


def heard(stage: Stage | None, screen: str, now: float) -> Stage | None:
    """The stage after a screen's sign of life."""
    return replace(stage, seen=now) if stage is not None and stage.leader == screen else stage


def stepped(subjects: tuple[str, ...], at: str, by: int) -> str:
    """The subject `by` places on, not beyond the ends; "" where there is none."""
    if not subjects:
        return ""
    place = subjects.index(at) if at in subjects else 0
    return subjects[min(max(place + by, 0), len(subjects) - 1)]
