"""What changed between two frozen states of the evidence for a candidate or a task."""

from __future__ import annotations

from dataclasses import dataclass

from e2lm.reviews.evidence import COMPONENTS, Evidence, Score


@dataclass(frozen=True)
class Change:
    """What differs between two frozen states: in words before and now, and by how much, "" where nothing counts it.

    `beyond`: of a score, whether each of the two lies outside the other's interval; None where that is not known.
    """

    what: str
    before: str
    now: str
    change: str = ""
    beyond: bool | None = None


def changed_since(now: Evidence, before: Evidence) -> list[Change]:
    """What changed between two states of the evidence, scores first; [] where nothing did."""
    rows = [_score_change(component, now, before) for component in COMPONENTS]
    rows += [_count_change(name, getattr(before, name), getattr(now, name)) for name in ("questions", "subjects")]
    if now.questions == before.questions and now.questions_hash != before.questions_hash:
        rows.append(Change("which questions", before.questions_hash or "unknown", now.questions_hash or "unknown"))
    texts = (
        ("version", before.subject.partition(":")[2], now.subject.partition(":")[2]),
        ("task", before.task, now.task),
        ("metric", before.metric, now.metric),
        ("asked", before.style, now.style),
        ("chosen by", before.definition or "a list", now.definition or "a list"),
    )
    rows += [Change(what, old, new) for what, old, new in texts if old != new]
    rows.append(_count_change("runs", before.runs, now.runs))
    if now.runs == before.runs and now.runs_hash != before.runs_hash:
        rows.append(Change("which runs", before.runs_hash, now.runs_hash))
    names = dict.fromkeys((*before.settings, *now.settings))
    said = [(name, before.settings.get(name, "–"), now.settings.get(name, "–")) for name in names]
    rows += [Change(name, old, new) for name, old, new in said if old != new]
    return [one for one in rows if one is not None]


def _score_change(component: str, now: Evidence, before: Evidence) -> Change | None:
    new, old = now.score(component), before.score(component)
    values = [None if one is None else one.value for one in (old, new)]
    if values[0] == values[1]:
        return None
    texts = ["undefined" if value is None else f"{value:.3f}" for value in values]
    if new is None or old is None or new.value is None or old.value is None:
        return Change(component, texts[0], texts[1])
    return Change(component, texts[0], texts[1], f"{new.value - old.value:+.3f}", _beyond(new, old))


def _beyond(new: Score, old: Score) -> bool | None:
    ends = (new.low, new.high, old.low, old.high)
    if new.value is None or old.value is None or None in ends:
        return None
    low, high, low_then, high_then = (float(end) for end in ends if end is not None)
    return not low_then <= new.value <= high_then and not low <= old.value <= high


def _count_change(what: str, before: int, now: int) -> Change | None:
    return None if before == now else Change(what, f"{before:,}", f"{now:,}", f"{now - before:+,}")
