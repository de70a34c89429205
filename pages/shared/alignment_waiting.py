"""Questions that are being compared with one another: said on the page, which runs again when that is done."""

from __future__ import annotations

from concurrent.futures import Future
from typing import TypeVar

import streamlit as st

from e2lm.counting import counted
from pages.shared.alignment_reads import after_a_moment

EVERY = 1.0  # seconds between two looks at the work
T = TypeVar("T")


def shown_until_done(work: Future[T], questions: int) -> T | None:
    """What comparing so many questions came to; while that goes on, says so and gives None."""
    found = after_a_moment(work, questions)
    if found is None:
        st.status(f"comparing {counted(questions, 'question')}: some seconds, once; this page goes on by itself")
        st.fragment(_look, run_every=EVERY)(work)
    return found


def _look(work: Future[T]) -> None:
    if work.done():
        st.rerun(scope="app")
