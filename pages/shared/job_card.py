"""One job as it is drawn: how far it is, what can be done about it, its checkpoints and its log."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import streamlit as st

from e2lm.errors import E2LMError
from e2lm.harness import jobs
from e2lm.harness.state import JobState, Stage
from e2lm.harness.tables import checkpoint_table
from e2lm.harness.words import markdown, progress_line

T = TypeVar("T")
COLOURS = {Stage.DONE: "green", Stage.FAILED: "red", Stage.LOST: "orange", Stage.RUNNING: "blue"}


def tried(make: Callable[[], T]) -> T | None:
    """What `make` gives, or None with its error on the page."""
    try:
        return make()
    except E2LMError as error:
        st.error(markdown(str(error)))
        return None


def show(home: Path, state: JobState) -> None:
    """Draws one job, newest state; cancel and resume act at once."""
    with st.container(border=True):
        text, action = st.columns([8, 1], vertical_alignment="center")
        name = f":{COLOURS.get(state.stage, 'gray')}-badge[{state.stage}] **{markdown(state.label or state.id)}**"
        text.markdown(f"{name} :gray[{markdown(state.plan)}]")
        if state.is_active and action.button("cancel", key=f"cancel {state.id}", width="stretch"):
            tried(lambda: jobs.cancel(home, state.id))
        if not state.is_active and state.stage != Stage.DONE:
            again = "retry failed" if state.failed else "resume"
            if action.button(again, key=f"resume {state.id}", width="stretch"):
                tried(lambda: jobs.resume(home, state.id))
        st.progress(state.fraction, text=markdown(progress_line(state)))
        if state.message and not state.is_active:
            st.caption(markdown(state.message))
        with st.expander("checkpoints and log", expanded=state.is_active):
            table, log = st.columns([1, 1])
            bar = st.column_config.ProgressColumn("progress", format="percent")
            table.dataframe(checkpoint_table(state), hide_index=True, height=212, column_config={"progress": bar})
            log.code(jobs.log_tail(home, state.id) or "no log yet", language=None, height=212)
