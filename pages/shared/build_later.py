"""What the filter builder shows once curves and scores are on their way: intervals, and what a choice owes to luck."""

from __future__ import annotations

import time
from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from e2lm.candidates.choosing import is_told
from e2lm.views.before_after import Line, with_luck
from e2lm.views.explore_candidate import Candidate
from pages.shared import build_checks, build_scores
from pages.shared.build_luck import Asked, luck_of

FIRST = 0.2  # seconds: a browser on the same machine has the cores while it draws the curves


def later(
    after: Candidate, before: Candidate, asked: Asked, lines: Sequence[Line], scores: DeltaGenerator, *,
    by_subject: bool,
) -> None:  # fmt: skip
    """Fills the table in `scores`, and draws below it how the questions were chosen, split by split."""
    judged = st.empty()
    time.sleep(FIRST)
    lines = build_scores.resampled(lines, after, before, asked.models, asked.settings, by_subject=by_subject)
    build_scores.draw(scores, lines, waiting=True)
    for luck in luck_of(asked):
        if luck is None:
            judged.empty()  # an edit that waits is taken up here
            continue
        build_scores.draw(scores, with_luck(lines, *luck, told=is_told(asked.condition)))
        with judged.container():
            build_checks.honesty(asked.condition, luck)
