"""One job as it is drawn: how far it is, what can be done about it, its checkpoints and its log."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import streamlit as st

from e2lm.errors import E2LMError
from e2lm.harness import jobs
from e2lm.harness.state import JobState, Stage
from e2lm.harness.tables import cell_table
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
    details, action = st.columns([9, 1])
    if state.is_active and action.button("cancel", key=f"cancel {state.id}", width="stretch"):
        tried(lambda: jobs.cancel(home, state.id))
    if not state.is_active and state.stage != Stage.DONE:
        again = "retry" if state.failed else "resume"
        if action.button(again, key=f"resume {state.id}", width="stretch"):
            tried(lambda: jobs.resume(home, state.id))
    begun = time.strftime("%d %b %H:%M", time.localtime(state.created)) if state.created else ""
    label = f":{COLOURS.get(state.stage, 'gray')}-badge[{state.stage}] {markdown(state.label or state.id)}"
    facts = [state.plan, begun, "" if state.is_active else progress_line(state)]
    label += f" :gray[{markdown(' · '.join(filter(None, facts)))}]"
    with details.expander(label, expanded=state.is_active, key=f"job {state.id}"):
        if state.is_active:
            st.progress(state.fraction, text=markdown(progress_line(state)))
        for text in filter(None, (state.message if not state.is_active else "", state.note)):
            st.caption(markdown(text))
        table, log = st.columns([1, 1])
        bar = st.column_config.ProgressColumn("progress", format="percent", width="small")
        rows = cell_table(state)
        height = min(212, 36 * max(1, len(rows)) + 38)
        table.dataframe(rows, hide_index=True, height=height, column_config={"progress": bar})
        log.code(jobs.log_tail(home, state.id) or "no log yet", language=None, height=212)
