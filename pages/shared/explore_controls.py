"""The explore page's row of controls: task, metric, and which questions count; every choice is in the address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from e2lm.doc_filter import DocFilter
from e2lm.metrics import METRICS
from e2lm.views.explore_candidate import (
    LENGTHS,
    UNBOUNDED,
    Candidate,
    bounds_of,
    from_address,
    keys_in,
    percents_of,
    to_address,
)
from e2lm.views.names import task_labels
from pages.shared import frame, links, queries, questions, subsets
from pages.shared.linked import LONGEST, asked_choice, linked_choice, linked_text, long_text, set_text

AXES = ("tokens", "log tokens", "step")
PERCENTS = tuple(range(0, 101, 5))
LINKED: dict[str, Any] = {"bind": "query-params"}
_LONG_B = "explore_b"
SCALES = {"asked_in": LENGTHS, "answered_in": LENGTHS, "wrong_at": PERCENTS}
BY_SUBJECT = (
    "Resamples draw whole sub-tasks with replacement instead of single questions: wider intervals, for conclusions "
    "about other subjects. Without it questions are drawn one by one."
)


class View(NamedTuple):
    """What is looked at (`a`), what it is compared with (`b`, None where nothing is pinned), and how it is drawn."""

    a: Candidate
    b: Candidate | None
    axis: str
    by_subject: bool


class Rarely(NamedTuple):
    """What is chosen behind "more" for a task: which of its answers count, and how they are drawn."""

    task: str
    axis: str
    by_subject: bool
    filter: str
    n_shot: int | None
    partial: bool
    unprompted: str


def rarely(tasks: pd.DataFrame) -> Rarely:
    """Draws what stands behind "more"; `tasks` are the rows of sample_tasks that have choices."""
    names = task_names(questions.browsable(tasks))
    task = asked_choice("task", names, next(iter(names)))
    rows = tasks[tasks["task"] == task]
    with frame.more():
        st.markdown("**curves**")
        axis = st.segmented_control("axis", AXES, default="tokens", required=True, key="axis", **LINKED)
        by_subject = st.toggle("draw whole sub-tasks in resamples", key="by_subject", help=BY_SUBJECT, **LINKED)
        left, right = st.columns(2)
        filters = rows["filter"].unique().tolist()
        filter_name = left.selectbox("filter", filters, key="doc_filter", **LINKED)
        shots = rows.loc[rows["filter"] == filter_name, "n_shot"].astype("string").fillna("unknown").tolist()
        n_shot = right.selectbox("few-shot examples", shots, key="doc_shots", **LINKED)
        others = [name for name in names if name != task]
        unprompted = st.selectbox(
            "for PMI, the same questions without their prompt", others, None, key="unprompted",
            placeholder="a task, none chosen", **LINKED,
        )  # fmt: skip
        partial = st.toggle("limited runs too", bool(rows["partial_only"].all()), key="limited", **LINKED)
    shots_known = int(n_shot) if n_shot.isdecimal() else None
    return Rarely(task, axis, by_subject, filter_name, shots_known, partial, unprompted or "")


def controls(tasks: pd.DataFrame, models: subsets.Models, rarely: Rarely) -> tuple[DeltaGenerator, View]:
    """Draws the row and returns it for `actions`; `models` are those whose answers count."""
    row = st.container(horizontal=True, vertical_alignment="center", wrap=False)
    names = task_names(questions.browsable(tasks))
    with row.container(width=210):
        task = linked_choice("task", names, next(iter(names)), label="task", width=210)
    with row.container(width=220):
        labels = {name: metric.label for name, metric in METRICS.items()}
        metric = linked_choice("metric", labels, "acc", label="metric", width=220)
    whole = Candidate(task, metric, rarely.filter, rarely.n_shot, rarely.partial, rarely.unprompted)
    docs, text = _questions(row, subsets.cube(whole, models).docs["task"].unique().tolist())
    view = View(replace(whole, docs=docs, text=text), pinned(models), rarely.axis, rarely.by_subject)
    return row, view


def actions(row: DeltaGenerator, view: View, docs: int, total: int) -> None:
    """The right end of the row: how many questions count, all of them again, and pinning what is shown."""
    end = row.container(horizontal=True, vertical_alignment="center", horizontal_alignment="right", wrap=False)
    end.markdown(f"**{docs:,}** :gray[of {total:,} questions]", width="content", wrap=False)
    if not view.a.whole:
        end.button("all", on_click=every_question, icon=":material/filter_alt_off:", help="take every filter away")
    if docs:
        end.button(
            "pin as B", on_click=pin, args=(view.a,), icon=":material/push_pin:", disabled=view.a == view.b,
            help="keep this metric and these questions, and compare what you choose next with them",
        )  # fmt: skip
    if _pinned_address():
        end.button("no B", on_click=unpin, icon=":material/close:", help="compare with nothing any more")


def _questions(row: DeltaGenerator, subtasks: list[str]) -> tuple[DocFilter, str]:
    """The popovers that choose questions: what these must meet, and the text searched for."""
    subjects: list[str] = []
    if len(subtasks) > 1:
        short = task_names(subtasks)
        with row.popover("subjects", icon=":material/category:", width="content"):
            subjects = st.multiselect(
                "subjects", subtasks, key="subjects", format_func=lambda name: short.get(name, name),
                placeholder="all of them", width=420, **LINKED,
            )  # fmt: skip
    with row.popover("questions", icon=":material/filter_alt:", width="content"):
        text = st.text_input("with this text", key="find", placeholder="in question or choices", width=420, **LINKED)
        asked = _slider("asked_in", "characters in the question", _length)
        answered = _slider("answered_in", "characters in the right answer", _length)
        wrong = _slider("wrong_at", "wrong at this share of checkpoints", "{} %".format)
        listed = linked_text(
            "doc_keys", label="only these doc keys", height=80,
            placeholder="one a line, or a table whose first column they are",
        )  # fmt: skip
    docs = DocFilter(
        tuple(subjects), bounds_of(asked, LENGTHS), bounds_of(answered, LENGTHS),
        percents_of(bounds_of(wrong, PERCENTS)), keys_in(listed),
    )  # fmt: skip
    return docs, text or ""


def _slider(name: str, label: str, shown: Any) -> Sequence[float]:  # noqa: ANN401 - any function to text
    scale = SCALES[name]
    ends: Sequence[float] = st.select_slider(
        label, scale, (scale[0], scale[-1]), key=name, format_func=shown, width=420, **LINKED
    )
    return ends


def _length(letters: int) -> str:
    return "any" if letters == UNBOUNDED else f"{letters:,}"


@st.cache_resource(show_spinner=False, max_entries=2)
def _labels(at: int) -> dict[str, str]:  # noqa: ARG001 - the version is the cache's key
    return {task: label.rpartition(" › ")[2] for task, label in task_labels(queries.curves()).items()}


def task_names(tasks: Sequence[str]) -> dict[str, str]:
    """Tasks by name with their labels, those of sub-tasks without their group."""
    known = _labels(queries.version())
    return {task: known.get(task, task) for task in tasks}


def every_question() -> None:
    """For a button's on_click: takes every filter away."""
    set_text("doc_keys", "")
    st.session_state.update(subjects=[], find="")
    st.session_state.update({name: (scale[0], scale[-1]) for name, scale in SCALES.items()})


def show(metric: str, subject: str | None) -> None:
    """For a click in the table: shows a metric ("": the same), and one sub-task ("": all, None: the same)."""
    if metric:
        st.query_params["metric"] = metric
    if subject is not None:
        st.session_state["subjects"] = [subject] if subject else []


def pin(one: Candidate) -> None:
    """For a button's on_click: keeps the candidate to compare others with, in the address unless it is too long."""
    unpin()
    address = to_address(one)
    if len(address) <= LONGEST:
        st.query_params["b"] = address
    else:
        st.session_state[_LONG_B] = address


def unpin() -> None:
    """For a button's on_click: compares with nothing any more."""
    st.query_params.pop("b", None)
    st.session_state.pop(_LONG_B, None)


def pinned(models: subsets.Models) -> Candidate | None:
    """The candidate that is compared with; None where there is none, or its metric or answers are not known here."""
    found = from_address(_pinned_address())
    known = found is not None and found.metric in METRICS and len(subsets.cube(found, models).docs) > 0
    return found if known else None


def lost_pin(view: View) -> bool:
    """Whether something is pinned that cannot be compared with here."""
    return view.b is None and bool(_pinned_address())


def _pinned_address() -> str:
    address: str = long_text("b") or st.session_state.get(_LONG_B, "")
    links.note("b", address)
    return address
