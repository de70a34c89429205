"""A home with the curves of two models of one task, and no answers to single questions: quick to make and to open."""

from __future__ import annotations

from pathlib import Path

from results_store import ingest, open_store
from tests.pages.opened import emptied


def with_curves(folder: Path) -> Path:
    """The home, in `folder`: the task "physics" at eight checkpoints."""
    rows = [
        f"{model},{step},{step * 1_000_000},{0.25 + gain * step / 4000}"
        for model, gain in (("small-100m", 0.2), ("large-1b", 0.4))
        for step in range(500, 4001, 500)
    ]
    table = folder / "scores.csv"
    table.write_text("\n".join(["model,step,tokens,physics", *rows]), encoding="utf-8")
    with open_store(emptied(folder / "home")) as store:
        report = ingest.import_path(store, table)
    assert report.runs, report.problems
    return folder / "home"
