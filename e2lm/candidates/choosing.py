"""Choosing questions anew from a part of the checkpoints: what a held-out score needs.

Only what rests on scores is computed anew. Texts, lengths, checks and verdicts are as they were, since nothing in them
comes from the answers; a named list is as it was, too, whatever its maker looked at.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from e2lm.candidates.splits import Split
from e2lm.conditions import Condition, chosen
from e2lm.conditions.condition import fields_in, lists_in
from e2lm.conditions.said import SAID_FIELDS
from e2lm.cube import Cube
from e2lm.item_statistics import STATISTICS, Evidence
from e2lm.subsets import Array, Mask

FREE_OF_SCORES = ("wording",)


def scored_fields(condition: Condition) -> tuple[str, ...]:
    """The fields of a condition that rest on what models answered."""
    return tuple(
        name for name in fields_in(condition) if name in STATISTICS and STATISTICS[name].part not in FREE_OF_SCORES
    )


def how_chosen(condition: Condition) -> str:
    """ "by scores", "by a list" (whose maker may have looked at scores, as people who star, flag and vote may),
    "by scores and a list" or "without scores"."""
    scored = bool(scored_fields(condition))
    listed = bool(lists_in(condition)) or any(name in SAID_FIELDS for name in fields_in(condition))
    if scored:
        return "by scores and a list" if listed else "by scores"
    return "by a list" if listed else "without scores"


def is_told(condition: Condition) -> bool:
    """Whether held-out scores tell what the choice owes to knowing the scores: not of a list alone."""
    return how_chosen(condition) != "by a list"


def chosen_from(
    condition: Condition,
    docs: Sequence[str],
    table: pd.DataFrame,
    statistics: Mapping[str, Array],
    lists: Mapping[str, Collection[str]],
) -> Mask:
    """Which of the docs the condition chooses when it knows what a part of the checkpoints tells.

    `table` has the condition's fields for every doc_key, from all answers; `statistics` are its scored_fields from that
    part alone (statistics of Evidence `seen_from` a split), one value for each of the docs.
    """
    known = table[~table.index.duplicated()].loc[list(docs)]
    return chosen(condition, known.assign(**{name: statistics[name] for name in scored_fields(condition)}), lists)


def seen_from(split: Split, evidence: Evidence) -> Evidence:
    """The same evidence of the choosing side alone, scored as that side is."""
    cube, columns = evidence.cube, np.flatnonzero(split.choosing)
    return replace(
        evidence,
        cube=Cube(
            cube.task, cube.filter, cube.docs, cube.checkpoints.iloc[columns].reset_index(drop=True),
            cube.loglikelihoods[:, columns],
        ),
        settings=split.settings,
        unprompted=None if evidence.unprompted is None else evidence.unprompted[:, columns],
    )  # fmt: skip
