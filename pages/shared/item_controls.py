"""The items page's row of controls; every value is in the address."""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd
import streamlit as st

from e2lm import items
from e2lm.checkpoints import describe
from e2lm.views.item_list import MEASURES
from e2lm.views.model_labels import model_labels
from pages.shared import frame, questions
from pages.shared.linked import linked_choice

ORDERS: dict[str, items.Order] = {"sorted by learned-at": "learned at", "sorted by difficulty": "difficulty"}
METRICS = ("acc", "acc_norm", "acc_bytes")
ANY = "any pattern"
LINKED: dict[str, Any] = {"bind": "query-params"}
QUIET: dict[str, Any] = {"bind": "query-params", "label_visibility": "collapsed"}


class View(NamedTuple):
    """What the page shows; `labels` are the family's models with their labels, `keys` the docs that the search found,
    None without a search."""

    task: str
    filter: str
    n_shot: int | None
    partial: bool
    model: str
    labels: dict[str, str]
    measure: str
    metric: str
    band: str
    order: items.Order
    keys: tuple[str, ...] | None


def controls(tasks: pd.DataFrame, family: str) -> View:
    """Draws one row: model, measure, task, pattern, order, search; what is rarely needed behind "more"."""
    row = st.container(horizontal=True, vertical_alignment="center", wrap=False)
    first, second = row.container(width=150), row.container(width="content")
    with row.container(width=230):
        task = st.selectbox("task", questions.browsable(tasks), key="task", **QUIET)
    with row.container(width=130):
        band = st.selectbox("pattern", (ANY, *items.BANDS[:3]), key="pattern", **QUIET)
    with row.container(width=185):
        order = st.selectbox("order", list(ORDERS), key="sort", **QUIET)
    text = row.text_input("search", key="find", placeholder="find in question text", icon=":material/search:", **QUIET)
    rows = tasks[tasks["task"] == task]
    with frame.more():
        filters = rows["filter"].unique().tolist()
        filter_name = st.selectbox("filter", filters, key="doc_filter", **LINKED)
        shots = rows.loc[rows["filter"] == filter_name, "n_shot"].astype("string").fillna("unknown").tolist()
        n_shot = st.selectbox("few-shot examples", shots, key="doc_shots", **LINKED)
        metric = st.selectbox("right by", METRICS, key="right_by", **LINKED)
        partial = st.toggle("limited runs too", bool(rows["partial_only"].all()), key="limited", **LINKED)
    named = {name for names in rows["models"] for name in names if describe(name).family == family}
    labels = model_labels(named)
    with first:
        model = linked_choice("model", labels, next(iter(labels)), label="model", width=150)
    measure = second.segmented_control(
        "measure", list(MEASURES), default="P(correct)", required=True, key="measure", **QUIET
    )
    return View(
        task=task, filter=filter_name, n_shot=int(n_shot) if n_shot.isdecimal() else None, partial=partial, model=model,
        labels=labels, measure=measure, metric=metric, band="" if band == ANY else band, order=ORDERS[order],
        keys=questions.found(text, task) if text else None,
    )  # fmt: skip
