"""What can be done about a finding: exclude runs with a reason, take that back, look closer, evaluate the missing."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from e2lm.checkpoints import describe
from e2lm.counting import counted
from e2lm.errors import E2LMError
from e2lm.views import integrity
from e2lm.views.integrity import named_tasks, pieces
from e2lm.views.integrity_checks import Check
from e2lm.views.integrity_launch import Launch
from e2lm.views.words import escaped
from pages.shared import frame, integrity_lists, queries
from results_store import exclusions

MOST_LAUNCHES = 8
SHARES = (2.5, 1.7, 3.1, 1.4, 0.9)


def explained(check: Check) -> None:
    """What a check means, and what helps."""
    st.markdown(f":small[:gray[{check.means}]]")
    st.markdown(f":small[**what helps** :gray[{check.remedy}]]")


def exclude_picked(check: Check, picked: pd.DataFrame) -> None:
    """A form that excludes the picked rows, under a proposed reason."""
    if picked.empty:
        st.caption("pick rows to exclude them, or to look closer")
        return
    with st.form(f"exclude_{check.name}", border=True):
        runs = counted(picked["run_id"].nunique(), "run")
        st.markdown(f"**exclude {runs}**")
        key = f"reason_{check.name}"
        st.text_input("reason", check.reason, key=key)
        st.form_submit_button("exclude", type="primary", on_click=_exclude, args=(pieces(picked), key))


def compared_prompts(picked: pd.DataFrame) -> None:
    """One doc as it was asked at the picked checkpoint and at most others, line by line."""
    if len(picked) != 1 or not picked["prompt_key"].iloc[0]:
        return
    here, usual = (
        integrity_lists.prompt_text(str(picked[name].iloc[0])) for name in ("prompt_key", "usual_prompt_key")
    )
    st.markdown("**the same doc** :small[:gray[- as at most checkpoints, + as here]]")
    st.code(integrity.differing_lines(usual, here), language="diff", wrap_lines=True)


def look_closer(picked: pd.DataFrame) -> None:
    """Links from one picked row to its curve and its question."""
    if len(picked) != 1:
        return
    row = picked.iloc[0].to_dict()
    tasks = row.get("task_names", ())
    with st.container(horizontal=True):
        if "model" in row:
            task = {"task": tasks[0]} if tasks else {}
            frame.link("curves", "its curve", **task, family=describe(str(row["model"])).family)
        if row.get("doc_key"):
            frame.link("question", "the question", doc=str(row["doc_key"]))


def launch_missing(launches: Sequence[Launch]) -> None:
    """One link per model and set of tasks that opens the launch form filled; or says that nothing tells where it is."""
    if launches:
        st.markdown("**evaluate**")
    for launch in launches[:MOST_LAUNCHES]:
        size = counted(len(launch.steps), "checkpoint")
        unknown = not launch.checkpoints
        st.page_link(
            frame.path("runs"), label=f"{size} of {escaped(launch.model)}{': say where' if unknown else ''}",
            icon=":material/edit:" if unknown else ":material/play_arrow:", query_params=launch.query(),
            help="nothing that is loaded says where these checkpoints lie" if unknown else None,
        )  # fmt: skip
        steps = named_tasks([f"{step:,}" for step in launch.steps])
        st.caption(escaped(f"{'step' if len(launch.steps) == 1 else 'steps'} {steps} on {named_tasks(launch.tasks)}"))
    if len(launches) > MOST_LAUNCHES:
        st.caption(f"and {len(launches) - MOST_LAUNCHES} more, once these are evaluated")


def exclusion_list(table: pd.DataFrame) -> None:
    """One line per exclusion, each with a button that takes it back."""
    for column, name in zip(st.columns(SHARES), ("run", "tasks", "reason", "counts instead"), strict=False):
        column.markdown(f":gray[{name}]")
    for row in table.to_dict("records"):
        columns = st.columns(SHARES, vertical_alignment="center")
        name = f"{row['model']} {row['checkpoint']}" if row["model"] else "a run that is not loaded now"
        said = f"{pd.Timestamp(row['added'], unit='s'):%d %b %Y}"
        where = f"run {row['run_id'][:8]}, excluded on {said}; read from {row['file'] or 'nothing that is loaded'}"
        columns[0].markdown(escaped(name), help=escaped(where))
        columns[1].markdown(escaped(row["task"]) if row["task"] else ":gray[all tasks]")
        columns[2].markdown(escaped(row["reason"]))
        instead = "another run" if row["replaced"] == row["tasks"] else f"another run in {row['replaced']}"
        columns[3].markdown(instead if row["replaced"] else ":gray[nothing: a gap]")
        columns[4].button(
            "readmit", key=f"readmit_{row['exclusion_id']}", type="tertiary", width="stretch", on_click=_readmit,
            args=(row["exclusion_id"],), help="its points count again",
        )  # fmt: skip


def exclude_any() -> None:
    """Excludes any run, or one task of it; run and task may come with the address."""
    runs = queries.runs()
    if runs.empty:
        return
    labels = {
        str(run_id): f"{model} {checkpoint} · {run_id[:8]}"
        for run_id, model, checkpoint in zip(runs["run_id"], runs["model"], runs["checkpoint"], strict=True)
    }
    ids, asked = list(labels), st.query_params.get("run", "")
    with st.container(border=True):
        st.markdown("**exclude a run**")
        run_id = st.selectbox(
            "run", ids, ids.index(asked) if asked in labels else None, format_func=lambda one: labels[one],
            placeholder="model, checkpoint or id",
        )  # fmt: skip
        curves = queries.curves()
        tasks = ["", *sorted(curves.loc[curves["run_id"] == run_id, "task"].unique())]
        of_link = st.query_params.get("task", "") if run_id == asked else ""
        task = st.selectbox(
            "task", tasks, tasks.index(of_link) if of_link in tasks else 0,
            format_func=lambda one: one or "all tasks", key=f"exclude_task_{run_id}", disabled=run_id is None,
        )  # fmt: skip
        st.text_input("reason", key="reason_any", placeholder="why it is not to be trusted")
        st.button(
            "exclude", type="primary", disabled=run_id is None, on_click=_exclude,
            args=([(str(run_id), task)], "reason_any"),
        )  # fmt: skip


def _exclude(chosen: list[tuple[str, str]], key: str) -> None:
    try:
        exclusions.exclude(queries.store(), chosen, str(st.session_state[key]))
    except E2LMError as error:
        st.toast(f"{escaped(error.problem)}. {escaped(error.remedy)}", icon=":material/error:")


def _readmit(exclusion_id: str) -> None:
    try:
        exclusions.readmit(queries.store(), [exclusion_id])
    except E2LMError as error:
        st.toast(escaped(str(error)), icon=":material/error:")
