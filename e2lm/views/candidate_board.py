"""The board of candidates: one row for each, its scores with intervals, its size and cost, and whether it is beaten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from e2lm.candidates.held_out import COMPONENTS
from e2lm.candidates.pareto import compared_components, pareto_front
from e2lm.candidates.saved import Saved
from e2lm.candidates.sizes import Cost
from e2lm.metrics import METRICS
from e2lm.uncertainty import score_interval
from e2lm.views.before_after import NAMES
from e2lm.views.explore_scores import Scored

# One row per candidate, the newest first. Each of COMPONENTS has its value, `_low` and `_high` (95 % over resampled
# questions), NaN where undefined; `owed` is the optimism of SQ. `front`: not beaten by another in every score.
BOARD_COLUMNS = (
    "name", "version", "task", "metric", "questions", "front",
    *(f"{part}{end}" for part in COMPONENTS for end in ("", "_low", "_high")),
    "owed", "tokens", "shared_tokens", "definition", "note", "parent", "added",
)  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """A saved version with its scores (None where there are none of full runs) and its cost."""

    saved: Saved
    scored: Scored | None
    cost: Cost
    owed: float = float("nan")


def board(entries: Sequence[Entry], top: float = 1.0) -> pd.DataFrame:
    """BOARD_COLUMNS of the candidates; `top` is the highest total that the weights allow."""
    table = pd.DataFrame([_row(one, top) for one in entries], columns=list(BOARD_COLUMNS))
    table["front"] = pareto_front(table) if len(table) else np.zeros(0, dtype=bool)
    return table.sort_values("added", ascending=False, kind="stable", ignore_index=True)


def front_in_words(table: pd.DataFrame) -> str:
    """What the front is of."""
    named = [NAMES[part] for part in compared_components(table)]
    if not named:
        return "no score is defined for all of these, so none beats another"
    missing = [NAMES[part] for part in ("sq", "rc", "cs") if NAMES[part] not in named]
    left = f"; {' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} undefined for some" if missing else ""
    return f"filled: no other candidate is as good in {', '.join(named)} and better in one{left}"


def _row(one: Entry, top: float) -> dict[str, object]:
    saved = one.saved
    return {
        "name": saved.name, "version": saved.version, "task": saved.task, "metric": METRICS[saved.metric].label,
        "questions": saved.questions, "front": False, **_scores(one.scored, top), "owed": one.owed,
        "tokens": one.cost.tokens, "shared_tokens": one.cost.shared, "definition": saved.definition or "a list",
        "note": saved.note, "parent": saved.parent, "added": saved.added,
    }  # fmt: skip


def _scores(scored: Scored | None, top: float) -> dict[str, float]:
    found: dict[str, float] = {}
    for part in COMPONENTS:
        value = None if scored is None else scored.row[part]
        ends = (float("nan"), float("nan"))
        if scored is not None and value is not None:
            ends = score_interval(getattr(scored.samples, part), value, most=top if part == "total" else 1.0)
        found[part] = float("nan") if value is None else float(value)
        found[f"{part}_low"], found[f"{part}_high"] = ends
    return found
