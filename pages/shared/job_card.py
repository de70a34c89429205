"""One sweep as it is drawn: how far it is, what can be done about it, its matrix, its plan and its log."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Literal

import streamlit as st

from e2lm.harness import jobs
from e2lm.harness.plan import read_plan
from e2lm.harness.state import JobState, Stage
from e2lm.harness.tables import cell_table
from e2lm.harness.words import markdown, progress_line
from e2lm.views import launch_words as words
from e2lm.views.launch_plan import models_left, plan_facts, plan_machine, plan_table
from pages.shared import launch_cells
from pages.shared.launch_failures import act, tried

COLOURS = {
    Stage.DONE: "green", Stage.FAILED: "red", Stage.LOST: "orange", Stage.RUNNING: "blue", Stage.PLANNED: "violet",
    Stage.PAUSED: "orange",
}  # fmt: skip
ACTIONS: dict[str, Callable[[Path, str], object]] = {
    words.START: jobs.resume, words.PAUSE: jobs.pause, words.RESUME: jobs.resume, words.CANCEL: jobs.cancel,
    words.RETRY: jobs.retry,
}  # fmt: skip
BELOW = ("plan", "cells", "log")
PLAN_CONFIG = {
    "requests": st.column_config.NumberColumn("requests", format="localized", help="choices to score"),
    "docs": st.column_config.NumberColumn("docs", format="localized"),
    "tokens": st.column_config.NumberColumn(
        "tokens", format="compact", help="for one checkpoint, each shared prefix counted once"
    ),
    "lm_eval_tokens": st.column_config.NumberColumn("lm-eval's", format="compact", help="tokens of lm-eval's own way"),
    "ratio": st.column_config.NumberColumn("ratio", format="%.1f x"),
}


@st.fragment(run_every=2)
def card(home: Path, job_id: str) -> None:
    """Draws one sweep from its files, anew every two seconds."""
    state = tried(lambda: jobs.job(home, job_id))
    if state is None:
        return
    _head(home, state)
    said = [progress_line(state), "" if state.is_active or state.message == state.stage else state.message]
    line = f":small[{markdown('. '.join(filter(None, said)))}]"
    if state.is_active or state.stage == Stage.PAUSED:
        st.progress(state.fraction, text=line)
    else:
        st.markdown(line)
    if state.note:
        st.caption(markdown(state.note))
    if state.stage == Stage.PLANNED:
        _plan(home, state)
    if state.cells:
        launch_cells.matrix(home, state)
    row = st.container(horizontal=True, horizontal_alignment="distribute", wrap=False)
    below = row.segmented_control("below", BELOW, key=f"below {job_id}", label_visibility="collapsed")
    if state.cells:
        launch_cells.pick_by(row)
    if below == "plan" and state.stage != Stage.PLANNED:
        _plan(home, state)
    elif below == "cells":
        bar = st.column_config.ProgressColumn("progress", format="percent", width="small")
        st.dataframe(cell_table(state), hide_index=True, height=240, row_height=28, column_config={"progress": bar})
    elif below == "log":
        st.code(jobs.log_tail(home, state.id) or "no log yet", language=None, height=240)


def _plan(home: Path, state: JobState) -> None:
    """What the sweep takes, in figures and task by task."""
    plan, request = tried(lambda: read_plan(jobs.job_folder(home, state.id))), jobs.asked(home, state.id)
    if plan is None or request is None:
        st.caption("the plan stands here once the tasks are built")
        return
    # Of a sweep that has ended nothing may be left: then it is the whole plan that is of interest.
    left = state.stage == Stage.PLANNED
    models = models_left(state.cells) if left else [target.model for target in request.targets]
    facts = plan_facts(plan, models, state.finished if left else 0)
    for column, (name, value) in zip(st.columns(len(facts), gap="small"), facts.items(), strict=True):
        column.markdown(f":small[:gray[{name}]]  \n**{markdown(value)}**")
    st.dataframe(
        plan_table(plan), hide_index=True, height=min(212, 28 * len(plan.tasks) + 38), row_height=28,
        column_config=PLAN_CONFIG, placeholder="–",
    )  # fmt: skip
    st.caption(markdown(". ".join(filter(None, (plan_machine(plan), plan.note)))))


def _head(home: Path, state: JobState) -> None:
    """Its name, state and plan, and the buttons at the right."""
    row = st.container(horizontal=True, vertical_alignment="center", wrap=False, horizontal_alignment="distribute")
    begun = time.strftime("%d %b %H:%M", time.localtime(state.created)) if state.created else ""
    facts = markdown(" · ".join(filter(None, (state.plan, begun))))
    badge = f":{COLOURS.get(state.stage, 'gray')}-badge[{state.stage}]"
    row.markdown(f"**{markdown(state.label or state.id)}** {badge}  \n:small[:gray[{facts}]]")
    buttons = row.container(horizontal=True, width="content", wrap=False)
    for name in words.actions(state):
        kind: Literal["primary", "secondary"] = "primary" if name == words.START else "secondary"
        buttons.button(
            name, key=f"{name} {state.id}", type=kind, on_click=act, args=(partial(ACTIONS[name], home, state.id),)
        )  # fmt: skip
