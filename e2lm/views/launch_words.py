"""A sweep in words beside its picture: its name in the list, how far it is, what can be done about it."""

from __future__ import annotations

from collections.abc import Sequence

from e2lm.counting import counted
from e2lm.harness.control import Cell
from e2lm.harness.state import CellState, JobState, Stage
from e2lm.harness.words import duration
from e2lm.views.launch_matrix import about

START, PAUSE, RESUME, CANCEL, RETRY = "start", "pause", "resume", "cancel", "retry failed"
AGAIN, FIRST, SKIP = "retry", "run first", "skip"


def title(state: JobState, twice: bool = False) -> str:
    """A sweep's name in the list, with its id where several have the same name."""
    name = state.label or state.id
    return f"{name} ({state.id})" if twice and state.id != name else name


def caption(state: JobState, now: float) -> str:
    """ "running 38 %, 2 h 10 min left", "failed, 4 of 810 cells, 3 h ago"; `now` in seconds since the epoch."""
    unfinished = state.is_active or state.stage == Stage.PAUSED
    share = f" {state.fraction:.0%}".replace("%", " %") if unfinished and state.fraction else ""
    parts = [f"{state.stage}{share}"]
    if state.seconds_left is not None:
        parts.append(f"{duration(state.seconds_left)} left")
    if state.failed:
        parts.append(f"{state.failed:,} failed")
    if not state.is_active and (state.ended or state.updated):
        parts.append(ago(now - (state.ended or state.updated)))
    return ", ".join(parts)


def ago(seconds: float) -> str:
    """How long ago something was: "just now", "12 min ago", "3 d ago"."""
    units = (("d", 86_400), ("h", 3600), ("min", 60))
    return next((f"{seconds // size:.0f} {unit} ago" for unit, size in units if seconds >= size), "just now")


def actions(state: JobState) -> tuple[str, ...]:
    """What can be done about a sweep as it stands, the likeliest first."""
    retry = (RETRY,) if state.failed else ()
    if state.stage == Stage.PLANNED:
        return (START,)
    if state.stage in (Stage.RUNNING, Stage.QUEUED):
        return (*retry, PAUSE, CANCEL)
    if state.stage == Stage.PLANNING:
        return (CANCEL,)
    if state.stage == Stage.PAUSED:
        return (RESUME, *retry, CANCEL)
    left = any(cell.stage not in (Stage.DONE, Stage.FAILED) for cell in state.cells)
    return (*retry, *((RESUME,) if left or not (state.cells or state.stage == Stage.DONE) else ()))


def picked_words(cells: Sequence[CellState], picked: Sequence[Cell]) -> tuple[str, str]:
    """What was picked in the matrix and what there is to say of it: all of one cell, the states of several."""
    chosen = _chosen(cells, picked)
    if len(chosen) == 1:
        head, state, *why = about(chosen[0])
        return head, ": ".join(filter(None, (state, " ".join(why))))
    stages = dict.fromkeys(cell.stage for cell in chosen)
    counts = [f"{sum(cell.stage == stage for cell in chosen)} {stage}" for stage in stages]
    return counted(len(chosen), "cell"), ", ".join(counts)


def picked_actions(cells: Sequence[CellState], picked: Sequence[Cell]) -> tuple[str, ...]:
    """What can be done about the picked cells: those that failed again, those without results first, or never."""
    stages = {cell.stage for cell in _chosen(cells, picked)}
    waiting = stages & {Stage.QUEUED, Stage.MISSING, Stage.STALE}
    return (*((AGAIN,) if Stage.FAILED in stages else ()), *((FIRST, SKIP) if waiting else ()))


def _chosen(cells: Sequence[CellState], picked: Sequence[Cell]) -> list[CellState]:
    names = set(picked)
    return [cell for cell in cells if cell.name in names]
