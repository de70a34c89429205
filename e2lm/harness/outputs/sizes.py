"""How many docs a value rests on and how many the task has, so that a limited run never passes as a full one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from e2lm.counting import count
from e2lm.harness.outputs.groups import leaves_of
from e2lm.harness.outputs.metrics import number


class Size(NamedTuple):
    """Docs evaluated and docs of the task, each None where the file does not say it."""

    n: int | None
    n_original: int | None


def task_size(task: str, document: Mapping[str, Any]) -> Size:
    """Sizes of one task: n-samples (since 0.4.5), else sample_len; without a size, a limit is all that is known."""
    counted = _mapping(_mapping(document.get("n-samples")).get(task))
    n, original = count(counted.get("effective")), count(counted.get("original"))
    if n is not None or original is not None:
        return Size(n if n is not None else original, original)
    limit = limit_of(document)
    n = count(_mapping(_mapping(document.get("results")).get(task)).get("sample_len"))
    if n is None and limit is not None and limit >= 1:
        n = count(limit)
    return Size(n, None) if limit is not None else Size(n, n)


def group_size(group: str, children: Mapping[str, list[str]], document: Mapping[str, Any]) -> Size:
    """A group's sizes are the sums over its tasks, unknown as soon as one of them is unknown."""
    sizes = [task_size(task, document) for task in sorted(leaves_of(group, children))]
    counts = [size.n for size in sizes if size.n is not None]
    originals = [size.n_original for size in sizes if size.n_original is not None]
    return Size(
        sum(counts) if sizes and len(counts) == len(sizes) else None,
        sum(originals) if sizes and len(originals) == len(sizes) else None,
    )


def limit_of(document: Mapping[str, Any]) -> float | None:
    """The run's limit on docs per task (below 1: a fraction), None where it had none."""
    limit = _mapping(document.get("config")).get("limit")
    if isinstance(limit, str):
        try:
            limit = float(limit)
        except ValueError:
            return None
    docs = None if isinstance(limit, bool) else number(limit)
    return docs if docs is not None and docs > 0 else None


def limit_note(document: Mapping[str, Any]) -> str:
    """What to say about a limited run whose tasks' sizes the file does not hold; "" where nothing is hidden."""
    limit = limit_of(document)
    if limit is None or _mapping(document.get("n-samples")):
        return ""
    docs = f"{limit:.0%} of the docs" if limit < 1 else f"{int(limit)} docs"
    return f"limited to {docs} per task; the tasks' sizes are unknown"


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
