"""Everything a store holds, for comparing it before and after."""

from __future__ import annotations

from results_store import Store

TABLES = (
    "runs", "metrics", "run_tasks", "docs", "prompts", "samples", "sources", "units", "unit_runs", "problems", "state",
    "exclusions",
)  # fmt: skip


def contents(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables as they lie there, as text where a list or NaN would not compare."""
    return {name: [tuple(map(repr, row)) for row in store.rows(f"SELECT * FROM {name}")] for name in TABLES}
