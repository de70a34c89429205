"""The only door to the store, and the only caches: each keyed by the store's version, so a new run replaces them.

What these functions return is shared by all sessions: never change it in place.
"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from e2lm import home
from e2lm.cube import Cube
from results_store import Store, ingest, open_store, read


@st.cache_resource(show_spinner=False)
def store() -> Store:
    """The one open store of this server; opening it loads what is new on disk, on a first start the demo."""
    opened = open_store(home.home_folder())
    ingest.refresh(opened)
    return opened


def version() -> int:
    """Grows with every change of the store."""
    return store().version


@st.cache_resource(show_spinner=False, max_entries=2)
def _curves(at: int) -> pd.DataFrame:
    return read.curve_table(store())


def curves() -> pd.DataFrame:
    """Everything loaded as curves: CURVE_COLUMNS of e2lm.curves."""
    return _curves(version())


@st.cache_resource(show_spinner=False, max_entries=8)
def _cube(at: int, task: str, filter_name: str, n_shot: int | None, partial: bool) -> Cube:
    return read.cube(store(), task, filter_name, n_shot, partial=partial)


def cube(task: str, filter_name: str, n_shot: int | None = None, *, partial: bool = False) -> Cube:
    """The loglikelihoods of a task (or group) and filter over all models and checkpoints."""
    return _cube(version(), task, filter_name, n_shot, partial)


def refreshed_version() -> int:
    """Looks for finished checkpoints and changed files, and says what the version is afterwards."""
    ingest.refresh(store())
    return version()
