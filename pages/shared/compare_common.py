"""The questions that the sides of the compare page share, and what is computed of them, cached."""

from __future__ import annotations

from contextlib import suppress
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import streamlit as st

from e2lm.comparison import Column, Matched, Pair, Paired, matched, paired, pairs_of, wording
from e2lm.comparison.by_subject import by_subject
from e2lm.comparison.through import same_moments, through
from e2lm.cube import Cube
from e2lm.errors import RequestError
from e2lm.export.questions import questions_of
from e2lm.metrics import chance_level
from e2lm.views.compare_side import Side
from e2lm.views.explore_scores import clusters_of
from pages.shared import compare_reads, explore_controls, queries
from pages.shared.compare_reads import EXACT
from results_store import read

Sides = tuple[Side, ...]


class Said(NamedTuple):
    """What a doc says apart from how it was asked, as `wording` gives it, and the texts of its choices."""

    words: str
    choices: tuple[str, ...]
    subject: str


class Common(NamedTuple):
    """The sides' answers, which questions they share, and these questions; `alike`: bool [questions, sides], whether a
    side picks the choice that the first one picks."""

    columns: tuple[Column, ...]
    matched: Matched
    paired: Paired
    alike: npt.NDArray[np.bool_]


@st.cache_resource(show_spinner="reading the questions' texts", max_entries=4)
def _said(at: int, task: str, n_shot: int | None) -> dict[str, Said]:  # noqa: ARG001
    asked, _ = read.questions(queries.store(), task, n_shot)
    found: dict[str, Said] = {}
    for one in asked:
        with suppress(RequestError):  # what has no choices or no key cannot be compared
            question = questions_of([one])[0]
            found[one.doc_key] = Said(wording(question), question.choices, question.subject)
    return found


def _texts(side: Side, docs: pd.DataFrame) -> list[Said]:
    said, unknown = _said(queries.version(), side.task, side.n_shot), Said("", (), "")
    return [said.get(str(key), unknown) for key in docs["doc_key"]]


@st.cache_resource(show_spinner=False, max_entries=16, hash_funcs=EXACT)
def _common(at: int, sides: Sides) -> Common:  # noqa: ARG001
    columns = tuple(compare_reads.column(one) for one in sides)
    names = _names(columns)
    found = matched(names)
    said: list[list[Said]] = []
    if len({one.task for one in sides}) > 1 and all(map(len, found.rest)):
        said = [_texts(side, one.docs) for side, one in zip(sides, columns, strict=True)]
        found = matched(names, [[doc.words for doc in one] for one in said])
    first = columns[0].docs
    codes, tasks = pd.factorize(first["task"])
    labels = explore_controls.task_names([str(task) for task in tasks])
    short = [labels[str(task)] for task in tasks]
    named = [short[code] for code in codes]
    if len(tasks) < 2:
        named = [doc.subject for doc in said[0]] if said else compare_reads.subjects_of(first["doc_key"].tolist())
    shared = paired(columns, found.rows, [name or "no subject" for name in named] if any(named) else ())
    return Common(columns, found, shared, _alike(shared, found, said))


def _names(columns: tuple[Column, ...]) -> list[list[str]]:
    """What each side's questions are matched by; worked out once for sides that were asked the same."""
    known: dict[int, list[str]] = {}
    for one in columns:
        if id(one.docs) not in known:
            known[id(one.docs)] = compare_reads.origins_of(one.docs["doc_key"].tolist())
    return [known[id(one.docs)] for one in columns]


def _alike(shared: Paired, found: Matched, said: list[list[Said]]) -> npt.NDArray[np.bool_]:
    """Whether each side picks what the first one picks: by the texts of choices where questions were matched by these,
    which may stand in another order."""
    if not found.by_text:
        return np.asarray(shared.picks == shared.picks[:, :1])
    texts = np.column_stack(
        [
            [_picked(said[place][row], pick) for row, pick in zip(found.rows[:, place], picks, strict=True)]
            for place, picks in enumerate(shared.picks.T)
        ]
    )
    return np.asarray(texts == texts[:, :1])


def _picked(one: Said, pick: int) -> str:
    return one.choices[pick] if 0 <= pick < len(one.choices) else ""


def common(sides: Sides) -> Common:
    """The sides' answers to the questions that they share. Raises RequestError where a side's are not loaded."""
    return _common(queries.version(), sides)


@st.cache_resource(show_spinner=False, max_entries=32, hash_funcs=EXACT)
def _pairs(at: int, sides: Sides, by_subject: bool) -> list[Pair]:
    shared = _common(at, sides).paired
    return pairs_of(shared, [one.metric for one in sides], clusters_of(shared.measured) if by_subject else None)


def pairs(sides: Sides, *, whole_subjects: bool) -> list[Pair]:
    """Every side but the first against the first; `whole_subjects` draws whole sub-tasks in resamples."""
    return _pairs(queries.version(), sides, whole_subjects)


@st.cache_resource(show_spinner=False, max_entries=16, hash_funcs=EXACT)
def _by_subject(at: int, sides: Sides, place: int) -> pd.DataFrame:
    return by_subject(_common(at, sides).paired, place)


def subjects(sides: Sides, place: int) -> pd.DataFrame:
    """SUBJECT_COLUMNS of the side at `place` against the first."""
    return _by_subject(queries.version(), sides, place)


def chance(sides: Sides) -> float | None:
    """What guessing gives on the common questions in the first side's metric."""
    found = common(sides)
    docs = found.columns[0].docs.iloc[found.matched.rows[:, 0]]
    return chance_level(sides[0].metric, docs["n_choices"], docs["golds"].map(len))


@st.cache_resource(show_spinner="following both through training", max_entries=8, hash_funcs=EXACT)
def _through(at: int, sides: Sides, place: int) -> pd.DataFrame:
    first, other = sides[0], sides[place]
    found = _common(at, sides)
    cubes = [compare_reads.cube(first), compare_reads.cube(other)]
    rows = [
        _rows_in(cube, found.columns[at_side].docs)[found.matched.rows[:, at_side]]
        for cube, at_side in zip(cubes, (0, place), strict=True)
    ]
    return through(
        cubes[0], first.model, first.metric, cubes[1], other.model, other.metric, np.column_stack(rows)
    )  # fmt: skip


def _rows_in(cube: Cube, docs: pd.DataFrame) -> npt.NDArray[np.int64]:
    """The rows of a cube that a column's docs came from."""
    places = {key: row for row, key in enumerate(zip(cube.docs["task"], cube.docs["doc_key"], strict=True))}
    return np.array([places[key] for key in zip(docs["task"], docs["doc_key"], strict=True)], dtype=np.int64)


def moments(sides: Sides, place: int) -> int:
    """At how many amounts of training both sides' models have answers; 0 where they are one model asked the same."""
    first, other = sides[0], sides[place]
    asked_alike = (first.model, first.task, first.metric, first.filter, first.n_shot) == (
        other.model, other.task, other.metric, other.filter, other.n_shot,
    )  # fmt: skip
    return (
        0
        if asked_alike
        else same_moments(compare_reads.cube(first), first.model, compare_reads.cube(other), other.model)
    )


def through_training(sides: Sides, place: int) -> pd.DataFrame:
    """THROUGH_COLUMNS of the side at `place` against the first."""
    return _through(queries.version(), sides, place)
