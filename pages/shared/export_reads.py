"""What the export dialog reads and computes of a candidate, cached by the store's version and the candidate's.

Arguments that begin with an underscore are no part of a cache's key: a candidate's version stands for it, and its name,
which is no part of that, beside it.
"""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st

from e2lm.candidates.candidate import Candidate
from e2lm.export.assembled import assembled, source_shots
from e2lm.export.content_rules import Check, Known
from e2lm.export.known import known_of
from e2lm.export.lines import Lines
from e2lm.export.questions import Asked
from e2lm.export.rules import checks
from e2lm.export.submission import submission
from pages.shared import queries
from results_store import read
from results_store.verdicts import judgements, stamp


@st.cache_resource(show_spinner=False, max_entries=4)
def _asked(at: int, task: str, n_shot: int | None) -> tuple[list[Asked], int | None]:  # noqa: ARG001
    return read.questions(queries.store(), task, n_shot)


@st.cache_resource(show_spinner=False, max_entries=8)
def _lines_of(at: int, version: str, styles: tuple[str, ...], _candidate: Candidate) -> Lines:  # noqa: ARG001
    asked, shots = _asked(at, _candidate.task, source_shots(_candidate))
    return assembled(_candidate, asked, shots, styles)


@st.cache_resource(show_spinner=False, max_entries=8)
def _known(at: int, version: str, said: object, tokenizer: str, _candidate: Candidate) -> Known:  # noqa: ARG001
    lines = _lines_of(at, version, (_candidate.style,), _candidate)
    return known_of(_candidate, lines, tokenizer, judgements(queries.store().home))


class _Submitted(NamedTuple):
    """What else the rules depend on: the candidate's name, the data set, whether there is a token, the tokenizer that
    counts, and which verdicts there are."""

    name: str
    dataset: str
    private: bool
    tokenizer: str
    said: tuple[int, int]


@st.cache_resource(show_spinner=False, max_entries=8)
def _ruled(at: int, version: str, one: _Submitted, _candidate: Candidate) -> list[Check]:
    """The rules for a submission, whose token is never kept: another stands in its place."""
    lines = _lines_of(at, version, (_candidate.style,), _candidate)
    made = submission(_candidate, lines, one.dataset, "x" * one.private)
    return checks(made.content, _known(at, version, one.said, one.tokenizer, _candidate))


def lines(candidate: Candidate, styles: tuple[str, ...]) -> Lines:
    """The candidate's questions as lines for these styles. Raises RequestError where that cannot be."""
    return _lines_of(queries.version(), candidate.version, styles, candidate)


def ruled(candidate: Candidate, dataset: str, tokenizer: str = "", *, private: bool = False) -> list[Check]:
    """The competition's rules for its submission, with a token (`private`) or without. Raises SourceError for a
    tokenizer that cannot be read."""
    one = _Submitted(candidate.name, dataset, private, tokenizer, stamp(queries.store().home))
    return _ruled(queries.version(), candidate.version, one, candidate)
