"""The cached reads of the alignment page: questions as the checks compare them, findings, judges, candidates."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd
import streamlit as st

from e2lm.alignment.verdicts import Judgement
from e2lm.candidates.saved import Saved
from e2lm.leakage.checks import Findings, findings
from e2lm.leakage.copies import shared_with
from e2lm.leakage.items import Item, items_of
from e2lm.leakage.split_file import questions_in
from e2lm.records import Problem
from pages.shared import queries
from results_store import read
from results_store.journal import read_journal
from results_store.verdicts import judgements, stamp


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
    saved = {one.version: one for one in candidates(subject.task)}
    keys = frozenset(saved[subject.version].doc_keys.split()) if subject.version in saved else frozenset()
    return tuple(item for item in items if item.doc_key in keys)


def items(subject: Subject) -> tuple[Item, ...]:
    """The questions as most runs asked them, in the source's order."""
    return _chosen(queries.version(), subject)


@st.cache_resource(show_spinner=False, max_entries=16)
def _mark(at: int, subject: Subject) -> int:
    """Equal for equal questions, so that a new checkpoint does not have them compared anew."""
    return hash(_chosen(at, subject))


@st.cache_resource(show_spinner="looking for leaks and copies", max_entries=4)
def _findings(mark: int, _items: tuple[Item, ...]) -> Findings:  # noqa: ARG001 - the mark is the cache's key
    return findings(_items)


def found(subject: Subject) -> Findings:
    """What the checks found; a few seconds for 14,000 questions, once."""
    st.session_state[_looked(subject)] = True
    return _findings(_mark(queries.version(), subject), items(subject))


def found_before(subject: Subject) -> Findings | None:
    """The same where this session has asked for it already, so that a page which only counts does not wait."""
    return found(subject) if st.session_state.get(_looked(subject)) else None


def _looked(subject: Subject) -> str:
    return f"alignment_checked_{subject.task}_{subject.version}"


@st.cache_resource(show_spinner="comparing questions", max_entries=8)
def _shared(mark: int, other_mark: int, _items: tuple[Item, ...], _others: tuple[Item, ...]) -> pd.DataFrame:  # noqa: ARG001
    return shared_with(_items, _others)


def shared(subject: Subject, other: str) -> pd.DataFrame:
    """The questions that are nearly one of another task: COPY_COLUMNS of e2lm.leakage.copies."""
    at, source = queries.version(), Subject(other)
    return _shared(_mark(at, subject), _mark(at, source), items(subject), items(source))


class Split(NamedTuple):
    """Questions of a file, what in it is none, and which of a task's questions are nearly one of them."""

    items: list[Item]
    problems: list[Problem]
    shared: pd.DataFrame


@st.cache_resource(show_spinner="comparing questions", max_entries=2)
def _split(mark: int, name: str, content: bytes, _items: tuple[Item, ...]) -> Split:  # noqa: ARG001
    others, problems = questions_in(content.decode("utf-8-sig", "replace"), name)
    return Split(others, problems, shared_with(_items, others))


def split(subject: Subject, name: str, content: bytes) -> Split:
    """A file's questions held against a task's."""
    return _split(_mark(queries.version(), subject), name, content, items(subject))


@st.cache_resource(show_spinner=False, max_entries=2)
def _judged(at: tuple[int, int]) -> tuple[Judgement, ...]:  # noqa: ARG001 - the journal's stamp is the cache's key
    return tuple(judgements(queries.store().home))


def judged() -> tuple[Judgement, ...]:
    """Every judgement in force."""
    return _judged(stamp(queries.store().home))


@st.cache_resource(show_spinner=False, max_entries=2)
def _candidates(at: tuple[int, int]) -> tuple[Saved, ...]:  # noqa: ARG001
    return read_journal(queries.store().home).candidates


def candidates(task: str) -> list[Saved]:
    """The saved candidates of a task."""
    return [one for one in _candidates(stamp(queries.store().home)) if one.task == task]
