"""The cached reads of the compare page: who answered what, and each side's answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from e2lm.comparison import Column, column_of, origins
from e2lm.cube import Cube
from e2lm.errors import RequestError
from e2lm.metrics import METRICS
from e2lm.views.compare_side import Side
from pages.shared import candidate_reads, queries
from results_store import read
from results_store.read import Doc

EXACT: dict[str | type[Any], Callable[[Any], str]] = {Side: repr}


@st.cache_resource(show_spinner=False, max_entries=64)
def _answered(at: int, task: str) -> pd.DataFrame:  # noqa: ARG001 - the version is the cache's key
    return read.answered(queries.store(), task)


def answered(task: str) -> pd.DataFrame:
    """Every run that answered questions of a task: ANSWERED_COLUMNS of results_store.read.comparable."""
    return queries.at_this_version(_answered, task)


@st.cache_resource(show_spinner=False, max_entries=2)
def _sources(at: int) -> tuple[dict[str, str], dict[str, str]]:  # noqa: ARG001
    found = read.doc_sources(queries.store())
    return {key: one[0] for key, one in found.items()}, {key: one[1] for key, one in found.items() if one[1]}


def origins_of(doc_keys: list[str]) -> list[str]:
    """For each doc the one that it was exported from."""
    return origins(doc_keys, _sources(queries.version())[0])


def subjects_of(doc_keys: list[str]) -> list[str]:
    """The subjects that exported docs name, "" of others."""
    known = _sources(queries.version())[1]
    return [known.get(key, "") for key in doc_keys]


@st.cache_resource(show_spinner=False, max_entries=2)
def _task_origins(at: int) -> dict[str, frozenset[str]]:
    sources, _ = _sources(at)
    return {task: frozenset(origins(keys, sources)) for task, keys in read.task_docs(queries.store()).items()}


def same_questions(task: str) -> dict[str, int]:
    """The other tasks that ask questions of this one, and how many of them, the most first."""
    known = queries.at_this_version(_task_origins)
    mine = known.get(task, frozenset())
    shared = {other: len(mine & keys) for other, keys in known.items() if other != task}
    return dict(sorted(((other, count) for other, count in shared.items() if count), key=lambda item: -item[1]))


def cube(side: Side) -> Cube:
    """All answers to a side's task that count as its do, or those of its run alone."""
    if side.run:
        return _run_cube(queries.version(), side.task, side.filter, side.n_shot, side.run)
    return queries.cube(side.task, side.filter, side.n_shot, partial=side.partial)


@st.cache_resource(show_spinner=False, max_entries=8)
def _run_cube(at: int, task: str, filter_name: str, n_shot: int | None, run: str) -> Cube:  # noqa: ARG001
    return read.cube(queries.store(), task, filter_name, n_shot, partial=True, run_id=run)


def _keys(side: Side) -> frozenset[str] | None:
    """The questions of a side's candidate, None for all. Raises RequestError where that version is not saved here."""
    if not side.candidate:
        return None
    known = candidate_reads.saved()
    if side.candidate not in known:
        raise RequestError(
            f"candidate {side.candidate} is not saved here",
            remedy="Choose another one, or bring in the journal that holds it.", field="candidate",
        )  # fmt: skip
    return frozenset(known[side.candidate].doc_keys.split())


@st.cache_resource(show_spinner=False, max_entries=24, hash_funcs=EXACT)
def _column(at: int, side: Side) -> Column:  # noqa: ARG001
    if side.metric not in METRICS or METRICS[side.metric].needs_unprompted:
        raise RequestError(f"{side.metric} cannot be compared here", remedy="Choose a metric.", field="metric")
    keys, found = _keys(side), cube(side)
    names = found.checkpoints[["model", "checkpoint"]]
    places = np.flatnonzero(((names["model"] == side.model) & (names["checkpoint"] == side.at)).to_numpy())
    if not len(places):
        what = f"run {side.run[:8]} of {side.model}" if side.run else side.model
        raise RequestError(
            f"{what} at {side.at} has no answers to {side.task} in what is loaded",
            remedy="Choose another checkpoint, or import its results again.", field="checkpoint",
        )  # fmt: skip
    return column_of(found, int(places[0]), side.metric, keys)


def column(side: Side) -> Column:
    """A side's answers. Raises RequestError where they are not loaded, with what to do."""
    return _column(queries.version(), side)


@st.cache_resource(show_spinner=False, max_entries=256)
def _doc(at: int, doc_key: str, task: str, n_shot: int | None) -> Doc | None:  # noqa: ARG001
    return read.doc(queries.store(), doc_key, task, n_shot)


def doc(doc_key: str, task: str, n_shot: int | None) -> Doc | None:
    """A question as a sub-task asks it with a number of examples (None: the usual one); None where it is not stored."""
    return _doc(queries.version(), doc_key, task, n_shot)
