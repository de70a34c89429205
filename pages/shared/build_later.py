"""What the filter builder shows once curves and scores are on their way: intervals, and what a choice owes to luck.

Both are computed in a thread of their own. A run of a fragment is never broken off, so that an edit would wait for all
that the one before still computes.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import Future, wait
from typing import NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from e2lm.candidates.choosing import is_told
from e2lm.views.before_after import Line, with_luck
from e2lm.views.explore_candidate import Candidate, identity
from pages.shared import build_checks, build_scores, frame, queries
from pages.shared.alignment_reads import FEW
from pages.shared.build_luck import Asked, Luck, luck_of
from results_store.background import in_background

EVERY = 0.5  # seconds between two looks whether all is computed


class Later(NamedTuple):
    """Lines with the intervals of their changes, and what the choice owes to luck."""

    lines: tuple[Line, ...]
    luck: Luck


def later(
    after: Candidate, before: Candidate, asked: Asked, lines: Sequence[Line], scores: DeltaGenerator, *,
    questions: int, by_subject: bool,
) -> None:  # fmt: skip
    """Fills the table in `scores`, and draws below it how the questions were chosen; where `questions` are many, not
    before the page is drawn again, which it then is by itself."""
    address = f"{identity(after)} {identity(before)} {identity(asked.whole)} {asked.text} {by_subject}"
    work = _computing(
        queries.version(), address, asked.models, asked.settings, tuple(lines), after, before, asked, by_subject
    )
    if wait([work], None if questions <= FEW else 0).not_done:
        build_scores.draw(scores, lines, waiting=True)
        st.fragment(_look, run_every=EVERY)(work)
        return
    found = work.result()
    build_scores.draw(scores, with_luck(found.lines, *found.luck, told=is_told(asked.condition)))
    build_checks.honesty(asked.condition, found.luck)


def _look(work: Future[Later]) -> None:
    if work.done():
        st.rerun(scope="app")


@st.cache_resource(show_spinner=False, max_entries=64, hash_funcs=queries.EXACT)
def _computing(
    at: int,  # noqa: ARG001 - the version is the cache's key
    address: str,  # noqa: ARG001 - says in full what the rest is
    models: tuple[str, ...],  # noqa: ARG001
    settings: object,  # noqa: ARG001
    _lines: tuple[Line, ...],
    _after: Candidate,
    _before: Candidate,
    _asked: Asked,
    _by_subject: bool,
) -> Future[Later]:
    def work() -> Later:
        time.sleep(frame.DRAWING)
        lines = build_scores.resampled(
            _lines, _after, _before, _asked.models, _asked.settings, by_subject=_by_subject
        )  # fmt: skip
        return Later(lines, luck_of(_asked))

    return in_background(work)
