"""The cached held-out scores of a choice, split by split."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd
import streamlit as st

from e2lm.candidates.choosing import chosen_from, scored_fields, seen_from
from e2lm.candidates.held_out import among_random, fold, joined
from e2lm.candidates.splits import Split, splits_of
from e2lm.choices import Array
from e2lm.conditions import Condition
from e2lm.conditions.condition import fields_in, lists_in
from e2lm.doc_filter import DocFilter, chosen_docs
from e2lm.item_statistics import STATISTICS, Evidence, Part, part_of
from e2lm.metrics import unprompted_of
from e2lm.scoring.settings import ScoreSettings
from e2lm.views.explore_candidate import Candidate, identity
from pages.shared import build_frame, queries, subsets
from pages.shared.build_state import Lists
from pages.shared.subsets import Models


class Luck(NamedTuple):
    """What a choice owes to knowing the scores: FOLD_COLUMNS and PLACE_COLUMNS of e2lm.candidates.held_out."""

    folds: pd.DataFrame
    places: pd.DataFrame


class Asked(NamedTuple):
    """A choice: a condition with its lists on the questions of `whole`, under models and settings."""

    whole: Candidate
    models: Models
    settings: ScoreSettings
    condition: Condition
    lists: Lists

    @property
    def text(self) -> str:
        """The condition and its lists as a cache's key."""
        lists = [(name, hash(self.lists[name])) for name in lists_in(self.condition)]
        return f"{self.condition} {lists} {build_frame.told(self.condition)}"


def luck_of(asked: Asked) -> Luck:
    """What the choice owes to luck; `asked.text` says it in full."""
    at, address, text = queries.version(), identity(asked.whole), asked.text
    places = range(len(_splits(at, address, asked.models, asked.settings, asked.whole)))
    folds = [_fold(at, address, text, asked.models, asked.settings, place, asked) for place in places]
    return Luck(joined(folds), _places(at, address, text, asked.models, asked.settings, asked))


@st.cache_resource(show_spinner=False, max_entries=8, hash_funcs=queries.EXACT)
def _splits(
    at: int,  # noqa: ARG001 - the version is the cache's key
    address: str,  # noqa: ARG001 - says in full what _whole is
    models: Models,
    settings: ScoreSettings,
    _whole: Candidate,
) -> tuple[Split, ...]:
    return splits_of(subsets.cube(_whole, models).checkpoints, settings)


@st.cache_resource(show_spinner=False, max_entries=64, hash_funcs=queries.EXACT)
def _part(
    at: int, address: str, models: Models, settings: ScoreSettings, place: int, part: Part, _whole: Candidate
) -> dict[str, Array]:
    """The statistics of one part from the choosing side of a split: whatever bounds a condition sets."""
    split = _splits(at, address, models, settings, _whole)[place]
    cube = subsets.cube(_whole, models)
    bare = queries.cube(_whole.unprompted, _whole.filter, partial=_whole.partial) if _whole.unprompted else None
    unprompted = None if bare is None else unprompted_of(cube, bare)
    evidence = Evidence(cube, settings, metric=_whole.metric, unprompted=unprompted)
    return part_of(seen_from(split, evidence), part)


@st.cache_resource(show_spinner=False, max_entries=256, hash_funcs=queries.EXACT)
def _fold(
    at: int, address: str, text: str, models: Models, settings: ScoreSettings, place: int, _asked: Asked  # noqa: ARG001
) -> pd.DataFrame:  # fmt: skip
    whole, condition = _asked.whole, _asked.condition
    measured = subsets.per_question(whole, models)
    table = build_frame.table(whole, models, settings, fields_in(condition))
    statistics: dict[str, Array] = {}
    for part in dict.fromkeys(STATISTICS[name].part for name in scored_fields(condition)):
        statistics |= _part(at, address, models, settings, place, part, whole)
    chosen = chosen_from(condition, measured.docs["doc_key"].tolist(), table, statistics, _asked.lists)
    return fold(measured, _splits(at, address, models, settings, whole)[place], chosen)


@st.cache_resource(show_spinner=False, max_entries=64, hash_funcs=queries.EXACT)
def _places(
    at: int, address: str, text: str, models: Models, settings: ScoreSettings, _asked: Asked  # noqa: ARG001
) -> pd.DataFrame:  # fmt: skip
    whole = _asked.whole
    keys = build_frame.keys_of(whole, models, settings, _asked.condition, _asked.lists)
    mask = chosen_docs(subsets.facts(whole, models), DocFilter(keys=keys))
    return among_random(subsets.per_question(whole, models), mask, settings)
