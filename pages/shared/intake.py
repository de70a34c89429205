"""The cached reads of the data page: what was taken in, and what about it needs a person."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd
import streamlit as st

from pages.shared import queries
from results_store import read


class Intake(NamedTuple):
    """Tables of results_store.read."""

    sources: pd.DataFrame
    problems: pd.DataFrame
    unknown: pd.DataFrame
    provisional: pd.DataFrame
    duplicates: pd.DataFrame


@st.cache_resource(show_spinner=False, max_entries=2)
def _intake(at: int) -> Intake:  # noqa: ARG001 - the version is the cache's key
    store = queries.store()
    return Intake(
        read.source_table(store), read.problem_table(store), read.unknown_tokens(store), read.provisional(store),
        read.duplicate_runs(store),
    )  # fmt: skip


def intake() -> Intake:
    """Everything the data page shows."""
    return _intake(queries.version())
