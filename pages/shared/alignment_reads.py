"""The cached reads of the alignment page: questions as the checks compare them, findings, judges, candidates."""

from __future__ import annotations

from concurrent.futures import Future, wait
from typing import NamedTuple, TypeVar

import pandas as pd
import streamlit as st

from e2lm.alignment.verdicts import Judgement
from e2lm.leakage.checks import Findings, findings
from e2lm.leakage.copies import shared_with
from e2lm.leakage.items import Item, items_of
from e2lm.leakage.split_file import questions_in
from e2lm.reading.uploads import text_of
from e2lm.records import Problem
from pages.shared import queries
from pages.shared.candidate_versions import saved
from results_store import read
from results_store.background import in_background
from results_store.verdicts import judgements, stamp

FEW = 1500  # questions that are compared in about a second, for which a page waits
MOMENT = 0.7  # seconds that it waits for more of them
T = TypeVar("T")


class Subject(NamedTuple):
    """What is looked at: a task's questions, or the part of them that a candidate holds (`version` "": all)."""

    task: str
    version: str = ""


@st.cache_resource(show_spinner="reading questions", max_entries=4)
def _items(at: int, task: str) -> tuple[Item, ...]:  # noqa: ARG001 - the version is the cache's key
    return tuple(items_of(read.questions(queries.store(), task)[0]))


@st.cache_resource(show_spinner=False, max_entries=8)
def _chosen(at: int, subject: Subject) -> tuple[Item, ...]:
    items = _items(at, subject.task)
    if not subject.version:
        return items
    found = saved().get(subject.version)
    keys = frozenset(found.doc_keys.split()) if found is not None and found.task == subject.task else frozenset()
    return tuple(item for item in items if item.doc_key in keys)


def items(subject: Subject) -> tuple[Item, ...]:
    """The questions as most runs asked them, in the source's order."""
    return _chosen(queries.version(), subject)


@st.cache_resource(show_spinner=False, max_entries=16)
def _mark(at: int, subject: Subject) -> int:
    """Equal for equal questions, so that a new checkpoint does not have them compared anew."""
    return hash(_chosen(at, subject))


@st.cache_resource(show_spinner=False, max_entries=4)
def _findings(mark: int, _items: tuple[Item, ...]) -> Future[Findings]:  # noqa: ARG001 - the mark is the cache's key
    return in_background(lambda: findings(_items))


def looking(subject: Subject) -> Future[Findings]:
    """The checks of these questions: some seconds for 14,000 of them, once, in a thread that no page waits for."""
    st.session_state[_looked(subject)] = True
    return _findings(_mark(queries.version(), subject), items(subject))


def found_before(subject: Subject) -> Findings | None:
    """What they found where this session has asked for it already, so that a page which only counts does not wait."""
    work = looking(subject) if st.session_state.get(_looked(subject)) else None
    return work.result() if work is not None and work.done() else None


def after_a_moment(work: Future[T], questions: int) -> T | None:
    """What comparing so many questions came to; None where it goes on for longer than a page should stand still."""
    return work.result() if wait([work], None if questions <= FEW else MOMENT).done else None


def _looked(subject: Subject) -> str:
    return f"alignment_checked_{subject.task}_{subject.version}"


@st.cache_resource(show_spinner=False, max_entries=8)
def _comparing(
    mark: int, other_mark: int, _items: tuple[Item, ...], _others: tuple[Item, ...]  # noqa: ARG001
) -> Future[pd.DataFrame]:  # fmt: skip
    return in_background(lambda: shared_with(_items, _others))


def comparing(subject: Subject, other: str) -> Future[pd.DataFrame]:
    """Finding the questions that are nearly one of another task: COPY_COLUMNS of e2lm.leakage.copies."""
    at, source = queries.version(), Subject(other)
    return _comparing(_mark(at, subject), _mark(at, source), items(subject), items(source))


class Split(NamedTuple):
    """Questions of a file, what in it is none, and which of a task's questions are nearly one of them."""

    items: list[Item]
    problems: list[Problem]
    shared: pd.DataFrame


@st.cache_resource(show_spinner=False, max_entries=2)
def _split(mark: int, name: str, content: bytes, _items: tuple[Item, ...]) -> Future[Split]:  # noqa: ARG001
    def work() -> Split:
        others, problems = questions_in(text_of(content), name)
        return Split(others, problems, shared_with(_items, others))

    return in_background(work)


def split(subject: Subject, name: str, content: bytes) -> Future[Split]:
    """Holding a file's questions against a task's."""
    return _split(_mark(queries.version(), subject), name, content, items(subject))


@st.cache_resource(show_spinner=False, max_entries=2)
def _judged(at: tuple[int, int]) -> tuple[Judgement, ...]:  # noqa: ARG001 - the journal's stamp is the cache's key
    return tuple(judgements(queries.store().home))


def judged() -> tuple[Judgement, ...]:
    """Every judgement in force."""
    return _judged(stamp(queries.store().home))
