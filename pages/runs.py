"""What is being evaluated, and what should be next?"""

from __future__ import annotations

from typing import Any

import streamlit as st

from e2lm.demo import task_files
from e2lm.harness import jobs
from e2lm.harness.request import DTYPES, Request, Settings, Target
from e2lm.harness.sources import PRESETS, Found, checkpoints
from e2lm.harness.tables import found_table
from e2lm.harness.tasks import TaskNames, task_names
from e2lm.harness.words import markdown
from e2lm.home import home_folder
from pages.shared import frame, job_card
from pages.shared.job_card import tried

SHOWN_JOBS = 10
DEMO_TASKS = str(task_files.FOLDER)
BATCH_SIZES = ("auto", 1, 2, 4, 8, 16, 32, 64, 128, 256)

frame.page("runs")
home = home_folder()


def chosen_settings() -> dict[str, Any]:
    """The row of settings; the fields of Settings but the tasks."""
    shots, limit, batch, device, dtype, more = st.columns(6, vertical_alignment="bottom")
    with more.popover("more", width="stretch"):
        allowed = {
            field: st.checkbox(label)
            for field, label in (
                ("allow_task_code", "let task files run their authors' code"),
                ("allow_remote_code", "let models run their authors' code"),
                ("allow_pickled_weights", "load weights that are not safetensors"),
            )
        }
    return allowed | {
        "num_fewshot": shots.number_input("few-shot", 0, value=None, placeholder="task's"),
        "limit": limit.number_input("limit", 1, value=None, placeholder="all docs"),
        "batch_size": batch.selectbox("batch size", BATCH_SIZES, index=BATCH_SIZES.index(32)),
        "device": device.selectbox("device", ("", "cpu", "cuda", "mps"), format_func=lambda name: name or "auto"),
        "dtype": dtype.selectbox("dtype", ("", *DTYPES), format_func=lambda name: name or "auto"),
    }


def ticked(found: list[Found]) -> tuple[Target, ...]:
    """The list of what was found; gives back what is ticked in it."""
    if not found:
        st.caption("the checkpoints found under these names are listed here with their tokens, to be ticked")
        return ()
    table = st.data_editor(
        found_table(found),
        hide_index=True,
        height=min(212, 36 * len(found) + 38),
        disabled=["model", "checkpoint", "tokens", "problem"],
        column_config={"run": st.column_config.CheckboxColumn("run", width="small")},
        key=f"ticked {hash(tuple(one.target for one in found))}",
    )
    return tuple(one.target for one, tick in zip(found, table["run"], strict=True) if tick)


@st.fragment
def launch() -> None:
    """What to evaluate, on what and how. No form: the list of checkpoints and the plan follow what is typed."""
    names, revisions, subfolders, folder, tasks = st.columns([3.4, 1, 1, 1.8, 2.4])
    own = [str(home / "checkpoints")] if (home / "checkpoints").is_dir() else []
    known = own + [preset.pretrained for preset in PRESETS]
    hint = "a folder, a hub id or a known model"
    chosen = names.multiselect("checkpoints", known, accept_new_options=True, placeholder=hint)
    revision = revisions.text_input("revisions", placeholder="all").replace(",", " ").split()
    subfolder = subfolders.text_input("subfolders", placeholder="all").replace(",", " ").split()
    task_folder = folder.text_input("task folder", DEMO_TASKS if own else "", placeholder="none: lm-eval's own").strip()
    offered = tried(lambda: task_names(task_folder)) or TaskNames()
    hint = "names of tasks or groups"
    named = tasks.multiselect("tasks", offered.names, accept_new_options=True, placeholder=hint)
    for problem in offered.problems:
        st.warning(markdown(problem))
    found = tried(lambda: checkpoints(chosen, revision, subfolder)) or []
    left, right = st.columns([5.4, 4.2])
    with left:
        targets = ticked(found)
    with right:
        values = chosen_settings()
        request = None
        if targets and named:
            request = tried(lambda: Request(targets, Settings(tuple(named), task_folder, **values)))
        st.markdown(f"**{markdown(request.plan)}**" if request else ":gray[choose checkpoints and name a task]")
        with st.container(horizontal=True):
            start = st.button("start", type="primary", disabled=request is None)
            demo = st.button("run the demo live", help="trains five tiny models here and evaluates all checkpoints")
        started = tried(lambda: jobs.start(home, request)) if start and request else None
        started = tried(lambda: jobs.start_demo(home)) if demo else started
        if started:
            st.rerun()


@st.fragment(run_every=2)
def running() -> None:
    """The newest jobs, read from their files every two seconds."""
    states = jobs.jobs(home)
    for state in states[:SHOWN_JOBS]:
        job_card.show(home, state)
    if not states:
        st.info("nothing has been evaluated here yet: choose checkpoints above, or run the demo live")
    elif len(states) > SHOWN_JOBS:
        st.caption(f"{len(states) - SHOWN_JOBS} older jobs are in {markdown(str(home / 'jobs'))}")


launch()
running()
