"""How pages about single answers open: what there is to choose from, or why there is nothing."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd
import streamlit as st

from e2lm.scoring.settings import ScoreSettings
from pages.shared import frame, notes, queries, questions, selectors, subsets


class Answered(NamedTuple):
    """Tasks of the shown family whose answers are stored, what its scores rest on, and the models that they need."""

    tasks: pd.DataFrame
    settings: ScoreSettings
    models: subsets.Models


def opened(name: str) -> Answered:
    """Opens a page; without answers it says so and stops there."""
    frame.page(name)
    family = selectors.family()
    tasks = questions.with_choices(family)
    if queries.curves().empty and tasks.empty:
        frame.empty()
        st.stop()
    if tasks.empty:
        notes.no_answers()
        st.stop()
    settings = selectors.score_settings()
    return Answered(tasks, settings, subsets.models_of(family, settings))
