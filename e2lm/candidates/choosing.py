"""Choosing questions anew from a part of the checkpoints: what a held-out score needs.

Only what rests on scores is computed anew. Texts, lengths, checks and verdicts are as they were, since nothing in them
comes from the answers; a named list is as it was, too, whatever its maker looked at.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from e2lm.candidates.splits import Split
from e2lm.conditions import Condition, chosen
from e2lm.conditions.condition import fields_in, lists_in
from e2lm.cube import Cube
from e2lm.item_statistics import STATISTICS, Evidence, part_of
from e2lm.subsets import Mask

FREE_OF_SCORES = ("wording",)


def scored_fields(condition: Condition) -> tuple[str, ...]:
    """The fields of a condition that rest on what models answered."""
    return tuple(
        name for name in fields_in(condition) if name in STATISTICS and STATISTICS[name].part not in FREE_OF_SCORES
    )


def how_chosen(condition: Condition) -> str:
    """ "by scores", "by a list" (whose maker may have looked at scores), "by scores and a list" or "without scores"."""
    scored, listed = bool(scored_fields(condition)), bool(lists_in(condition))
    if scored:
        return "by scores and a list" if listed else "by scores"
    return "by a list" if listed else "without scores"


def chosen_from(
    split: Split, condition: Condition, evidence: Evidence, table: pd.DataFrame, lists: Mapping[str, Collection[str]]
) -> Mask:
    """Which docs of the evidence's cube the condition chooses when answers are known at the choosing side alone.

    `table` has the condition's fields for every doc_key of the cube, from all answers.
    """
    docs = evidence.cube.docs["doc_key"]
    known = table[~table.index.duplicated()].loc[docs.tolist()]
    fields = scored_fields(condition)
    part = _at(evidence, split)
    found = {
        name: values
        for kind in dict.fromkeys(STATISTICS[name].part for name in fields)
        for name, values in part_of(part, kind).items()
        if name in fields
    }
    return chosen(condition, known.assign(**found), lists)


def _at(evidence: Evidence, split: Split) -> Evidence:
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
