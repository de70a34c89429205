"""The table of item statistics: one row per question, one column per statistic, and its texts beside them."""

from __future__ import annotations

from collections.abc import Callable, Collection

import numpy as np
import pandas as pd

from e2lm.choices import Array
from e2lm.item_statistics.catalogue import STATISTICS, Part
from e2lm.item_statistics.course import course
from e2lm.item_statistics.evidence import Evidence
from e2lm.item_statistics.influence import influence
from e2lm.item_statistics.irt import irt
from e2lm.item_statistics.picks import picks
from e2lm.item_statistics.signal import signal
from e2lm.item_statistics.slope import slope
from e2lm.item_statistics.unprompted import unprompted
from e2lm.item_statistics.wording import answers_of, wording

# Text beside the statistics; `choices` one a line, `answer` the right ones likewise; "" where the texts are not known.
TEXT_COLUMNS = ("task", "subject", "question", "choices", "answer")

PARTS: dict[Part, Callable[[Evidence], dict[str, Array]]] = {
    "course": course, "slope": slope, "picks": picks, "wording": wording, "unprompted": unprompted, "signal": signal,
    "irt": irt, "influence": influence,
}  # fmt: skip


def statistics_of(evidence: Evidence, names: Collection[str] | None = None) -> pd.DataFrame:
    """One row per doc of the cube and in its order, indexed by doc_key: TEXT_COLUMNS and the named statistics, all of
    STATISTICS if None, as float64 with NaN where undefined.

    A doc that two sub-tasks ask has two rows. KeyError for a name that is no statistic.
    """
    wanted = list(STATISTICS) if names is None else list(names)
    parts = dict.fromkeys(STATISTICS[name].part for name in wanted)
    found = {name: values for part in parts for name, values in part_of(evidence, part).items()}
    index = pd.Index(evidence.cube.docs["doc_key"], name="doc_key")
    return pd.DataFrame({**_texts(evidence), **{name: found[name] for name in wanted}}, index=index)


def part_of(evidence: Evidence, part: Part) -> dict[str, Array]:
    """All statistics of one part, float64 [docs] each."""
    return {name: np.asarray(values, dtype=np.float64) for name, values in PARTS[part](evidence).items()}


def _texts(evidence: Evidence) -> dict[str, list[str]]:
    docs, known = evidence.cube.docs, evidence.wording
    tasks = docs["task"].tolist()
    subjects = [""] * len(docs) if known is None else known["subject"].tolist()
    return {
        "task": tasks,
        "subject": [subject or task for subject, task in zip(subjects, tasks, strict=True)],
        "question": docs["question"].tolist(),
        "choices": [""] * len(docs) if known is None else ["\n".join(texts) for texts in known["choices"]],
        "answer": ["\n".join(texts) for texts in answers_of(evidence)],
    }
