"""What is being evaluated, and what should be next?"""

from __future__ import annotations

import streamlit as st

from e2lm.demo import task_files
from e2lm.harness import jobs
from e2lm.harness.request import Request, Settings
from e2lm.harness.sources import PRESETS, checkpoints
from e2lm.harness.tasks import TaskNames, task_names
from e2lm.harness.words import markdown
from e2lm.home import home_folder
from pages.shared import frame, job_card, launch_form
from pages.shared.job_card import tried

SHOWN_JOBS = 10
DEMO_DOES = "trains five tiny models here and evaluates 13 checkpoints of each; under eight minutes on two cores"
DEMO_TASKS = str(task_files.FOLDER)

frame.page("runs")
home = home_folder()


@st.fragment
def launch() -> None:
    """What to evaluate, on what and how. No form: the list of checkpoints and the plan follow what is typed."""
    launch_form.fill()
    asked, demo_asked = st.query_params.get("preset") == "demo", False
    if asked:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.markdown(f"**the demo, live** :gray[{DEMO_DOES}]")
            demo_asked = st.button("run the demo live", type="primary")
    names, revisions, subfolders, folder, tasks = st.columns([3.4, 1, 1, 1.8, 2.4])
    own = [str(home / "checkpoints")] if (home / "checkpoints").is_dir() else []
    known = [*own, *(preset.pretrained for preset in PRESETS)]
    known += [name for name in st.session_state.get("checkpoints", ()) if name not in known]
    hint = "a folder, a hub id or a known model"
    # A key keeps what was chosen while the options change with the task folder, or with the home's own checkpoints.
    chosen = names.multiselect("checkpoints", known, key="checkpoints", accept_new_options=True, placeholder=hint)
    revision = revisions.text_input("revisions", key="revisions", placeholder="all").replace(",", " ").split()
    subfolder = subfolders.text_input("subfolders", key="subfolders", placeholder="all").replace(",", " ").split()
    hint = "none: lm-eval's own"
    task_folder = folder.text_input("task folder", DEMO_TASKS if own else "", key="folder", placeholder=hint).strip()
    offered = tried(lambda: task_names(task_folder)) or TaskNames()
    hint = "names of tasks or groups"
    names_of_tasks = [*dict.fromkeys([*offered.names, *st.session_state.get("tasks", ())])]
    named = tasks.multiselect("tasks", names_of_tasks, key="tasks", accept_new_options=True, placeholder=hint)
    for problem in offered.problems:
        st.warning(markdown(problem))
    found = tried(lambda: checkpoints(chosen, revision, subfolder)) or []
    left, right = st.columns([5.4, 4.2])
    with left:
        targets = launch_form.ticked(found)
    with right:
        values = launch_form.settings()
        request = None
        if targets and named:
            request = tried(lambda: Request(targets, Settings(tuple(named), task_folder, **values)))
        st.markdown(f"**{markdown(request.plan)}**" if request else ":gray[choose checkpoints and name a task]")
        with st.container(horizontal=True):
            start = st.button("start", type="primary", disabled=request is None)
            demo = not asked and st.button("run the demo live", help=DEMO_DOES)
        started = tried(lambda: jobs.start(home, request)) if start and request else None
        started = tried(lambda: jobs.start_demo(home)) if demo or demo_asked else started
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
