"""A job's state in words, the same on the page and on the terminal."""

from __future__ import annotations

import re

from e2lm.harness.state import JobState, Stage


def duration(seconds: float | None) -> str:
    """Seconds as people say them: "40 s", "3 min", "2 h 10 min"; "" where unknown."""
    if seconds is None:
        return ""
    whole = max(0, round(seconds))
    if whole < 90:
        return f"{whole} s"
    minutes = round(whole / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"


def token_label(tokens: int | None) -> str:
    """Tokens as "2.1B", "410M", "500k", and "unknown"."""
    if tokens is None:
        return "unknown"
    for unit, letter in ((10**12, "T"), (10**9, "B"), (10**6, "M"), (10**3, "k")):
        if tokens >= unit:
            value = tokens / unit
            return f"{value:.3g}{letter}" if value < 999.5 else f"{value:.0f}{letter}"
    return str(tokens)


def progress_line(state: JobState) -> str:
    """Where a job stands: "3 of 9 done, web-s step50 scoring 120 of 800, about 3 min left"."""
    parts = [f"{state.finished} of {len(state.cells)} done"]
    if state.failed:
        parts.append(f"{state.failed} failed")
    running = next((one for one in state.cells if one.stage == Stage.RUNNING), None)
    if running:
        count = f" {running.done:,} of {running.total:,}" if running.total else ""
        parts.append(f"{running.model} {running.checkpoint} {running.task} {running.phase}{count}")
    elif state.is_active:
        parts.append(state.message or str(state.stage))
    if state.seconds_left is not None:
        parts.append(f"about {duration(state.seconds_left)} left")
    return ", ".join(parts)


def markdown(text: str) -> str:
    """Text of files, paths and people, escaped so that Markdown shows it as it stands."""
    return re.sub(r"([\\`*_{}\[\]()#+!|~<>$:-])", r"\\\1", text)
