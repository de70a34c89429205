"""Which questions of a task are looked at: by sub-task, length, difficulty or name, and the choice said in words.

A length is counted in characters, of the question's own text and of its right choice (the mean of several right ones).
Difficulty is the share of evaluated checkpoints at which a question is answered wrongly, 0 easy .. 1 hard. Bounds are
inclusive; a doc of which the bounded fact is unknown is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from e2lm.counting import counted
from e2lm.cube import Cube
from e2lm.items import difficulty

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Bounds = tuple[float, float]

# One row per doc of a cube, in its order; answer_chars and difficulty are NaN where unknown.
FACT_COLUMNS = ("doc_key", "task", "question_chars", "answer_chars", "difficulty")
MOST_NAMED = 3  # sub-tasks named in words; of more only their number


@dataclass(frozen=True)
class DocFilter:
    """What docs must meet, all of it: `tasks` (any of these sub-tasks, () for all), lengths in characters, difficulty
    in 0 .. 1, and being one of the doc_keys in `keys`. None sets no bound."""

    tasks: tuple[str, ...] = ()
    question_chars: Bounds | None = None
    answer_chars: Bounds | None = None
    difficulty: Bounds | None = None
    keys: frozenset[str] | None = None


EVERY_DOC = DocFilter()


def doc_facts(cube: Cube, right: Array) -> pd.DataFrame:
    """FACT_COLUMNS of a cube's docs; `right` is docs x checkpoints, 1 right, 0 wrong, NaN not evaluated."""
    docs = cube.docs
    lengths = [_mean_length(golds, chars) for golds, chars in zip(docs["golds"], docs["choice_chars"], strict=True)]
    return pd.DataFrame(
        {
            "doc_key": pd.Series(docs["doc_key"].tolist(), dtype=object),
            "task": pd.Series(docs["task"].tolist(), dtype=object),
            "question_chars": docs["question"].map(len).to_numpy(np.int64),
            "answer_chars": np.array(lengths, dtype=float),
            "difficulty": difficulty(right),
        },
        columns=list(FACT_COLUMNS),
    )


def chosen_docs(facts: pd.DataFrame, filter: DocFilter) -> Mask:
    """Which docs of a table with FACT_COLUMNS meet a filter."""
    chosen = np.ones(len(facts), dtype=bool)
    if filter.tasks:
        chosen &= _among(facts["task"], frozenset(filter.tasks))
    for name in ("question_chars", "answer_chars", "difficulty"):
        bounds: Bounds | None = getattr(filter, name)
        if bounds is not None:
            values = facts[name].to_numpy(float)
            chosen &= (values >= bounds[0]) & (values <= bounds[1])
    if filter.keys is not None:
        chosen &= _among(facts["doc_key"], filter.keys)
    return chosen


def in_words(filter: DocFilter, chosen: int, total: int) -> str:
    """ "7,000 of 14,042 questions: anatomy, virology; asked in 20 to 400 characters", or "all 14,042 questions"."""
    if filter == EVERY_DOC:
        return f"all {counted(total, 'question')}"
    tasks = filter.tasks
    conditions = (
        ", ".join(tasks) if len(tasks) <= MOST_NAMED else f"{len(tasks)} sub-tasks",
        _between("asked in", filter.question_chars, "characters"),
        _between("answered in", filter.answer_chars, "characters"),
        _between("wrong at", _percent(filter.difficulty), "% of checkpoints"),
        "" if filter.keys is None else f"among {counted(len(filter.keys), 'chosen key')}",
    )
    return f"{chosen:,} of {counted(total, 'question')}: {'; '.join(words for words in conditions if words)}"


def _among(column: pd.Series, names: frozenset[str]) -> Mask:
    """Which entries are among the names; pandas' isin takes 0.1 s over thousands of names in a column of its text."""
    return np.fromiter(map(names.__contains__, column.tolist()), dtype=bool, count=len(column))


def _mean_length(golds: Sequence[int], chars: Sequence[int]) -> float:
    known = [chars[gold] for gold in golds if 0 <= gold < len(chars)]
    return sum(known) / len(known) if known else float("nan")


def _percent(bounds: Bounds | None) -> Bounds | None:
    return None if bounds is None else (100 * bounds[0], 100 * bounds[1])


def _between(verb: str, bounds: Bounds | None, unit: str) -> str:
    return "" if bounds is None else f"{verb} {bounds[0]:,.0f} to {bounds[1]:,.0f} {unit}"
