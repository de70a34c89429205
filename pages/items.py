"""Which questions a model learns, when, and whether it keeps them: a picture of all, and the docs in a table."""

from __future__ import annotations

import numpy as np
import streamlit as st

from e2lm.views.item_list import chosen, ordered_by
from pages.shared import (
    frame,
    item_pictures,
    item_statistics,
    item_table,
    notes,
    queries,
    questions,
    reviewers,
    selectors,
)
from pages.shared.item_controls import LEARNED_AT, View, controls


def draw(view: View) -> None:
    """The picture, and the docs that it shows beside it."""
    basis = view.basis
    listed = questions.listed(
        basis.task, basis.filter, basis.n_shot, view.model, tuple(view.labels), basis.right_by, basis.partial
    )
    statistics = item_statistics.statistics(basis, selectors.score_settings(), view.statistics)
    if view.order == LEARNED_AT:
        places = chosen(listed, LEARNED_AT, view.band, view.keys)
    else:
        values = statistics[view.order].to_numpy(np.float64)
        places = chosen(listed, ordered_by(values, highest_first=view.highest_first), view.band, view.keys)
    if not len(places):
        st.info("No question fits. Change the pattern or mark, the search or the list.", icon=":material/search_off:")
        return
    picture, table = st.columns(item_pictures.WIDTHS[view.picture], gap="medium")
    shown = item_pictures.draw(view, listed, statistics, places, picture)
    with table:
        item_table.table(view, listed, statistics, shown)


frame.page("items")
family = selectors.family()
tasks = questions.with_choices(family)
if tasks.empty and queries.curves().empty:
    frame.empty()
elif tasks.empty:
    notes.no_answers()
else:
    draw(controls(tasks, family))
    reviewers.watch(reviewers.stamp())
