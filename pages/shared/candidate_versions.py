"""The cached read of saved candidates: anew whenever the journal has changed."""

from __future__ import annotations

import streamlit as st

from e2lm.candidates.saved import Saved
from pages.shared import queries
from results_store.candidates import candidates
from results_store.verdicts import stamp


@st.cache_resource(show_spinner=False, max_entries=4)
def _saved(at: tuple[int, int]) -> dict[str, Saved]:  # noqa: ARG001 - the journal's stamp is the cache's key
    return {one.version: one for one in candidates(queries.store())}


def saved() -> dict[str, Saved]:
    """Every saved version by its id, in the order in which they were saved first; shared, never changed in place."""
    return _saved(stamp(queries.store().home))


def saved_of(task: str) -> list[Saved]:
    """The saved versions of a task."""
    return [one for one in saved().values() if one.task == task]
