"""The items page's row of controls; every value is in the address."""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd
import streamlit as st

from e2lm import items
from e2lm.checkpoints import describe
from e2lm.item_statistics import STATISTICS
from e2lm.metrics import METRICS
from e2lm.views.doc_walk import MARKED, marked_keys
from e2lm.views.explore_candidate import keys_in
from e2lm.views.item_list import MEASURES
from e2lm.views.model_labels import model_labels
from pages.shared import frame, item_columns, questions, reviewers, selectors, subsets
from pages.shared.item_statistics import Basis
from pages.shared.linked import asked_choice, linked_choice, linked_text

LEARNED_AT: items.Order = "learned at"
# Orders that are always offered, to what View.order names; a column gives two more (item_columns.orders).
ORDERS = {"sorted by learned-at": LEARNED_AT, "sorted by difficulty": "difficulty"}
RIGHT_BY = ("acc", "acc_norm", "acc_bytes")
ANY = "any pattern"
PATTERNS: dict[str, str] = {band: band for band in items.BANDS[:3]}
PICTURES = ("heatmap", "scatter", "picks")
AXES = ("difficulty", "discrimination")  # across and up, unless others are chosen
EVERYONE, ALONE = "all models", "this model"
LINKED: dict[str, Any] = {"bind": "query-params"}
QUIET: dict[str, Any] = {"bind": "query-params", "label_visibility": "collapsed"}


class View(NamedTuple):
    """What the page shows; `labels` are the family's models with their labels, `found` the docs that the search found,
    None without a search, `only` those that were kept, None where none were, `marked` those that people said something
    of, None where that is not asked. `order` is LEARNED_AT or a
    statistic; `x` and `y` are the scatter's statistics; `basis` is what all statistics rest on."""

    picture: str
    model: str
    labels: dict[str, str]
    measure: str
    band: str
    order: str
    highest_first: bool
    found: tuple[str, ...] | None
    only: frozenset[str] | None
    marked: frozenset[str] | None
    columns: tuple[str, ...]
    x: str
    y: str
    basis: Basis

    @property
    def keys(self) -> frozenset[str] | None:
        """The docs that are listed, None for all."""
        found = None if self.found is None else frozenset(self.found)
        asked = [keys for keys in (found, self.only, self.marked) if keys is not None]
        return frozenset.intersection(*asked) if asked else None

    @property
    def statistics(self) -> tuple[str, ...]:
        """Those that the page needs: the columns, and what rows are ordered and dots placed by."""
        needed = (*self.columns, *((self.x, self.y) if self.picture == "scatter" else ()), self.order)
        return tuple(dict.fromkeys(name for name in needed if name in STATISTICS))


def controls(tasks: pd.DataFrame, family: str) -> View:
    """Draws one row: model, what the picture shows, task, pattern, columns, order, search; the rest behind "more"."""
    with frame.corner():
        picture = st.segmented_control("picture", PICTURES, default="heatmap", required=True, key="picture", **QUIET)
    row = st.container(horizontal=True, vertical_alignment="center", wrap=False)
    first, second = row.container(width=150), row.container(width="content")
    with row.container(width=200):
        names = {name: name for name in questions.browsable(tasks)}
        task = linked_choice("task", names, next(iter(names)), label="task", width=200)
    with row.container(width=130):
        which = linked_choice("pattern", {ANY: ANY, **PATTERNS, **MARKED}, ANY, label="pattern or mark", width=130)
    with row.popover("columns", icon=":material/view_column:", width="content"):
        columns = item_columns.choice()
    with row.container(width=185):
        order = st.selectbox("order", [*ORDERS, *item_columns.orders(columns)], key="sort", **QUIET)
    text = row.text_input("search", key="find", placeholder="find in question text", icon=":material/search:", **QUIET)
    labels = model_labels({name for names in _rows(tasks, task)["models"] for name in names if _of(name, family)})
    with first:
        model = linked_choice("model", labels, next(iter(labels)), label="model", width=150)
    measure = next(iter(MEASURES))
    if picture == "heatmap":
        measure = second.segmented_control("measure", list(MEASURES), default=measure, required=True, key="measure",
                                           **QUIET)  # fmt: skip
    x, y = (asked_choice(name, axis_names(), usual) for name, usual in zip("xy", AXES, strict=True))
    basis, only = _basis(tasks, task, family, tuple(labels), model)
    name, highest_first = item_columns.ordered(order, columns)
    return View(
        picture, model, labels, measure, PATTERNS.get(which, ""), ORDERS.get(order, name), highest_first,
        questions.found(text, task) if text else None, only,
        frozenset(marked_keys(which, reviewers.reviews_now())) if which in MARKED else None, columns, x, y, basis,
    )  # fmt: skip


def axis_names() -> dict[str, str]:
    """The statistics that an axis of the scatter can show, with their labels."""
    return {name: statistic.label for name, statistic in STATISTICS.items()}


def _basis(
    tasks: pd.DataFrame, task: str, family: str, models: tuple[str, ...], model: str
) -> tuple[Basis, frozenset[str] | None]:
    """Draws what stands behind "more": which answers count, what statistics rest on, and a list of kept questions."""
    rows = _rows(tasks, task)
    with frame.more():
        left, right = st.columns(2)
        filters = rows["filter"].unique().tolist()
        filter_name = left.selectbox("filter", filters, key="doc_filter", **LINKED)
        shots = rows.loc[rows["filter"] == filter_name, "n_shot"].astype("string").fillna("unknown").tolist()
        n_shot = right.selectbox("few-shot examples", shots, key="doc_shots", **LINKED)
        right_by = left.selectbox("right by", RIGHT_BY, key="right_by", **LINKED)
        metric = right.selectbox(
            "influence on scores of", list(METRICS), key="scored_by", format_func=lambda name: METRICS[name].label,
            help="the metric whose SQ, RC and CS are taken with and without each question", **LINKED,
        )  # fmt: skip
        over = left.segmented_control("statistics over", (EVERYONE, ALONE), default=EVERYONE, required=True, key="over",
                                      **LINKED)  # fmt: skip
        partial = right.toggle("limited runs too", bool(rows["partial_only"].all()), key="limited", **LINKED)
        bare = st.selectbox(
            "the same questions without their prompt", [name for name in questions.browsable(tasks) if name != task],
            None, key="unprompted", placeholder="a task, none chosen",
            help="tells which questions are answered right without the question", **LINKED,
        )  # fmt: skip
        only = keys_in(linked_text("only", label="only these doc keys", placeholder="one a line", height=68))
    scored = subsets.models_of(family, selectors.score_settings())
    basis = Basis(
        task, filter_name, int(n_shot) if n_shot.isdecimal() else None, partial,
        models if over == EVERYONE else (model,), scored, right_by, metric, bare or "",
    )  # fmt: skip
    return basis, only


def _rows(tasks: pd.DataFrame, task: str) -> pd.DataFrame:
    return tasks[tasks["task"] == task]


def _of(model: str, family: str) -> bool:
    return describe(model).family == family
