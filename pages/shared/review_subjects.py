"""What a meeting can speak of: candidates and tasks by reference, and what they are called."""

from __future__ import annotations

from collections.abc import Iterable

from e2lm.reviews.references import Reference
from e2lm.reviews.state import Reviews
from e2lm.views.names import task_label
from pages.shared import candidate_versions, queries

_SHORT = 4  # letters of a version that tell candidates of one name apart


def offered() -> dict[str, str]:
    """Every saved candidate, newest first, then every task: names by reference's text."""
    saved = [*candidate_versions.saved().values()][::-1]
    candidates = {Reference("candidate", one.version).text: f"{one.name} {one.version[:_SHORT]}" for one in saved}
    tasks = queries.curves()["task"].unique() if not queries.curves().empty else ()
    return candidates | {Reference("task", str(task)).text: task_label(str(task)) for task in tasks}


def names(reviews: Reviews, subjects: Iterable[str]) -> dict[str, str]:
    """What subjects are called; those that are not here any more have the name under which they were looked at."""
    known = offered()
    return {subject: known.get(subject) or _former(reviews, subject) for subject in subjects}


def _former(reviews: Reviews, subject: str) -> str:
    kept = reviews.evidence(subject)
    name = kept[-1].evidence.get("name") if kept else None
    about = Reference.read(subject)
    if not isinstance(name, str) or not name.strip():
        return task_label(about.key) if about.kind == "task" else f"{about.kind} {about.key[:40]}"
    return f"{name} {about.key[:_SHORT]}" if about.kind == "candidate" else name
