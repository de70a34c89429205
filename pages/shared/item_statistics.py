"""The cached reads of every question's statistics, part by part, as they are asked for."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

import pandas as pd
import streamlit as st

from e2lm.choices import Array
from e2lm.cube import Cube
from e2lm.item_statistics import STATISTICS, Evidence, Part, Written, part_of, statistics_of, texts_of
from e2lm.item_statistics.evidence import under_models
from e2lm.item_statistics.picks import position_shares
from e2lm.metrics import unprompted_of
from e2lm.scoring.settings import ScoreSettings
from pages.shared import queries
from results_store import read


class Basis(NamedTuple):
    """What statistics of a task's questions rest on.

    Its filter and shots, the `models` that single questions are looked at under, all models that are `scored`, what
    decides about right and wrong, the metric of scores, and the task that asks the same questions without their prompt,
    "" where none is chosen.
    """

    task: str
    filter: str
    n_shot: int | None
    partial: bool
    models: tuple[str, ...]
    scored: tuple[str, ...]
    right_by: str = "acc"
    metric: str = "acc"
    unprompted: str = ""


@st.cache_resource(show_spinner=False, max_entries=2)
def _written(at: int, task: str, n_shot: int | None) -> dict[str, Written]:  # noqa: ARG001
    asked, _ = read.questions(queries.store(), task, n_shot)
    return {one.doc_key: Written(one.fields, one.continuations) for one in asked}


def _statistics_cube(basis: Basis) -> Cube:
    """The answers of the models that are looked at or scored, with all docs in their usual order."""
    whole = queries.cube(basis.task, basis.filter, basis.n_shot, partial=basis.partial)
    return under_models(whole, {*basis.models, *basis.scored})


@st.cache_resource(show_spinner=False, max_entries=2)
def _evidence(at: int, basis: Basis, settings: ScoreSettings) -> Evidence:
    cube = _statistics_cube(basis)
    bare = queries.cube(basis.unprompted, basis.filter, partial=basis.partial) if basis.unprompted else None
    return Evidence(
        cube, settings, basis.models, basis.right_by, basis.metric,
        texts_of(cube, _written(at, basis.task, basis.n_shot)), None if bare is None else unprompted_of(cube, bare),
    )  # fmt: skip


@st.cache_resource(show_spinner="computing statistics of every question", max_entries=64)
def _part(at: int, basis: Basis, settings: ScoreSettings, part: Part) -> dict[str, Array]:
    return part_of(_evidence(at, basis, settings), part)


@st.cache_resource(show_spinner="reading every question and answer", max_entries=2)
def _texts(at: int, basis: Basis, settings: ScoreSettings) -> pd.DataFrame:
    return statistics_of(_evidence(at, basis, settings), [])


def statistics(basis: Basis, settings: ScoreSettings, names: Collection[str]) -> pd.DataFrame:
    """The named statistics of every question of the basis, texts beside them, as e2lm.item_statistics.statistics_of;
    rows in the order of the task's cube. Only what was not asked for before is computed."""
    at = queries.version()
    parts = {part: _part(at, basis, settings, part) for part in dict.fromkeys(STATISTICS[name].part for name in names)}
    return _texts(at, basis, settings).assign(**{name: parts[STATISTICS[name].part][name] for name in names})


@st.cache_resource(show_spinner=False, max_entries=4)
def _position_shares(at: int, basis: Basis) -> pd.DataFrame:  # noqa: ARG001
    return position_shares(_statistics_cube(basis))


def picks(basis: Basis) -> pd.DataFrame:
    """Which choices each checkpoint picks: POSITION_COLUMNS of e2lm.item_statistics.picks."""
    return _position_shares(queries.version(), basis)
