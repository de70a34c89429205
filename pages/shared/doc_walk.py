"""The way through the questions: which, in which order, and the buttons and keys that lead from one to the next.

The queue is in the address as `queue`, the metric whose scores it is about as `scored_by`.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import streamlit as st

from e2lm.checkpoints import describe
from e2lm.item_statistics import STATISTICS
from e2lm.metrics import METRICS
from e2lm.reviews.state import Reviews
from e2lm.views.doc_sheet import Integers
from e2lm.views.doc_walk import HURTING, IN_ORDER, MOST, QUEUES, Steps, hurting, marked, neighbours, steps_from
from e2lm.views.words import escaped
from pages.shared import doc_reads, item_statistics, questions, selectors, subsets
from pages.shared.doc_reads import Leafed, Opened
from pages.shared.item_statistics import Basis
from pages.shared.linked import asked_choice, linked_choice

# The key and what each step leads to; streamlit keeps R and C for itself.
KEYS = {
    "previous": ("Left", "the question before"),
    "next": ("Right", "the question after"),
    "wrong": ("W", "the next one that the shown model answers wrong at the shown checkpoint"),
    "right": ("T", "the next one that it answers right there"),
    "differs": ("D", "the next one that some models answer right and others wrong at their last checkpoints"),
    "starred": ("N", "the next one that somebody starred"),
}


class Queue(NamedTuple):
    """The docs that are walked through; `rows` are theirs in the sheet; `why` says what it is, or why it is empty."""

    keys: tuple[str, ...]
    rows: Integers | None
    why: str


def opened(tasks: Sequence[str], task: str, reviews: Reviews) -> tuple[Opened | None, Queue]:
    """The question that the address names, else the first of its queue; and the queue. None where it is not stored, or
    the queue is empty."""
    doc_key = st.query_params.get("doc", "")
    if not doc_key and chosen() != IN_ORDER:
        whole = doc_reads.leafed(task)
        walked = queue(chosen(), whole.keys if whole else questions.found("", task), whole, reviews)
        if not walked.keys:
            return None, walked
        doc_key = walked.keys[0]
    one = doc_reads.opened(tasks, task, doc_key)
    if one is None:
        return None, Queue((), None, "")
    return one, queue(chosen(), one.keys, one.leafed, reviews)


def absent(walked: Queue) -> None:
    """Says why there is nothing to show: an empty queue, or a question that is not stored."""
    if walked.why:
        linked_choice("queue", QUEUES, IN_ORDER, label="queue", width=176, drops="doc")
        st.info(f"No question here: {escaped(walked.why)}.", icon=":material/search_off:")
        return
    doc_key = escaped(st.query_params.get("doc", ""))
    st.error(
        f"Question {doc_key} is not in what is loaded. Import the results that asked it, or open another one.",
        icon=":material/error:",
    )
    st.button("open another one", icon=":material/arrow_forward:", on_click=_open, args=("",))


def chosen() -> str:
    """The queue that the address names."""
    return asked_choice("queue", QUEUES, IN_ORDER)


def metric() -> str:
    """The metric whose scores questions hurt or help."""
    return asked_choice("scored_by", {name: one.label for name, one in METRICS.items()}, "acc")


def queue(name: str, keys: tuple[str, ...], whole: Leafed | None, reviews: Reviews) -> Queue:
    """The docs of a queue, among `keys`."""
    if name == IN_ORDER:
        return Queue(keys, None if whole is None else whole.rows, "the task's own order")
    if name in HURTING:
        if whole is None:
            return Queue((), None, "scores are known of tasks with choices only")
        return _hurting(name, whole)
    if name == "differs":
        if whole is None:
            return Queue((), None, "only choices can differ")
        places = whole.rows[whole.sheet.differs[whole.rows]]
        found = tuple(np.asarray(whole.keys, dtype=object)[whole.sheet.differs[whole.rows]])
        return Queue(found, places, "some models are right and others wrong at their last checkpoints")
    found = marked(keys, name, reviews)
    return Queue(found, None if whole is None else whole.sheet.rows_of(found), f"{QUEUES[name]} by anybody")


def controls(opened: Opened, shown: Queue, column: int | None, reviews: Reviews) -> None:
    """Draws where the question stands, the choice of queue, and the buttons; `column` is that of the shown checkpoint
    in the sheet."""
    key = opened.doc.doc_key
    place = _place(key, shown, opened)
    where = "not in this queue of" if place is None else f"{place + 1:,} of"
    inside = f", {opened.doc.task}" if opened.doc.task != opened.task else ""
    words = f"{where} {len(shown.keys):,} in {opened.task}{inside}"
    st.markdown(f":gray[{escaped(words)}]", width="stretch", wrap=False, help=escaped(f"{words}: {shown.why}"))
    linked_choice("queue", QUEUES, IN_ORDER, label="queue", width=176, drops="doc")
    steps = _steps(opened, shown, place, column, reviews)
    for name, target in zip(Steps._fields, steps, strict=True):
        shortcut, means = KEYS[name]
        st.button(
            name, key=f"step_{name}", type="tertiary", shortcut=shortcut, disabled=target is None, on_click=_open,
            args=("" if target is None else shown.keys[target],), help=means,
        )  # fmt: skip
    st.button(
        "any", key="step_any", type="tertiary", shortcut="A", disabled=len(shown.keys) < 2, on_click=_open_any,
        args=(shown.keys,), help="any of these",
    )  # fmt: skip


def _open_any(keys: Sequence[str]) -> None:
    _open(random.choice(keys))


def _open(doc_key: str) -> None:
    """Shows another question: its key goes into the address, where it means the same on any server; "" the first."""
    if doc_key:
        st.query_params["doc"] = doc_key
    else:
        st.query_params.pop("doc", None)


def _place(doc_key: str, shown: Queue, opened: Opened) -> int | None:
    if opened.leafed is not None and shown.keys is opened.leafed.keys:
        return opened.leafed.order[doc_key]
    return shown.keys.index(doc_key) if doc_key in shown.keys else None


def _steps(opened: Opened, shown: Queue, place: int | None, column: int | None, reviews: Reviews) -> Steps:
    whole = opened.leafed
    order = whole.order if whole is not None else {key: at for at, key in enumerate(opened.keys)}
    by_place = place is None and chosen() not in HURTING
    ranks = [order[key] for key in shown.keys] if by_place else []
    before, after = neighbours(place, order.get(opened.doc.doc_key, 0), ranks)
    count = len(shown.keys)
    right, differs, starred = np.full(count, np.nan), np.zeros(count, dtype=bool), np.zeros(count, dtype=bool)
    if whole is not None and shown.rows is not None and column is not None:
        right, differs = whole.sheet.right[shown.rows, column], whole.sheet.differs[shown.rows]
    stars = reviews.starred()
    if stars:
        starred = np.fromiter((key in stars for key in shown.keys), dtype=bool, count=count)
    return steps_from(before, after, right, differs, starred)


def _hurting(name: str, whole: Leafed) -> Queue:
    settings, statistic = selectors.score_settings(), HURTING[name]
    answering = dict.fromkeys(describe(lane.model).family for lane in whole.sheet.lanes)
    family = selectors.family() if selectors.family() in answering else next(iter(answering), "")
    scored = subsets.models_of(family, settings)
    basis = Basis(whole.task, whole.filter, whole.n_shot, whole.partial, scored, scored, metric=metric())
    values = item_statistics.statistics(basis, settings, [statistic])[statistic]
    found = hurting(values.index.tolist(), values.to_numpy(np.float64))
    found = tuple(key for key in found if key in whole.order)
    score, of = statistic[:2].upper(), METRICS[basis.metric].label
    if values.isna().all():
        return Queue((), None, f"undefined: {STATISTICS[statistic].label} needs {STATISTICS[statistic].needs}")
    why = (
        f"the {MOST} questions without which {score} of {of} would be highest, the worst first; {score} as the score "
        f"pages show it, over the models of {family}"
    )
    return Queue(found, whole.sheet.rows_of(found), why)
