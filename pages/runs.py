"""What is being evaluated, and what should be next?"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from e2lm.harness import jobs
from e2lm.home import home_folder
from pages.shared import frame, job_card, launch_form, launch_list
from pages.shared.launch_failures import tried
from results_store import ingest

DEMO_DOES = "trains five tiny models here and evaluates 13 checkpoints of each; under eight minutes on two cores"


@st.fragment
def new_sweep(home: Path) -> None:
    """The form. A fragment and no st.form: the list of checkpoints and the plan follow what is typed."""
    asked = st.query_params.get("preset") == "demo"
    demo = asked and _demo_offer()
    request, place = launch_form.drawn(home)
    with place:
        start = st.button("start", type="primary", disabled=request is None)
        plan = st.button("plan", disabled=request is None, help="builds the tasks, says what it takes, starts nothing")
        demo = demo if asked else st.button("run the demo live", help=DEMO_DOES, type="tertiary")
    made = tried(lambda: jobs.start_demo(home)) if demo else None
    if request and (start or plan):
        made = tried(lambda: (jobs.plan if plan else jobs.start)(home, request))
        tried(lambda: ingest.watch(home, request.settings.output))
    if made:
        launch_list.show(made)
        st.rerun()


def _demo_offer() -> bool:
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(f"**the demo, live** :gray[{DEMO_DOES}]")
        return st.button("run the demo live", type="primary")


frame.page("runs")
folder = home_folder()
launch_form.fill()
name = launch_list.shown(jobs.jobs(folder))
launch_list.drawn(name)
left, right = st.columns([1, 4], gap="medium")
with left:
    launch_list.listed(folder)
with right:
    if name == launch_list.NEW:
        new_sweep(folder)
    else:
        job_card.card(folder, name)
