"""The table of the items page: the questions that the picture shows, and what can be done with them."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from e2lm.views.doc_reviews import marks
from e2lm.views.item_list import Integers, ItemList
from e2lm.views.item_window import undefined_ones, window_table
from pages.shared import frame, item_columns, reviewers
from pages.shared.export_parts import save_button
from pages.shared.item_controls import View
from pages.shared.item_pictures import Shown, room_of
from pages.shared.linked import carried_text, set_text

CAPTION = (
    "A click on a row opens the question. P(correct), learned and forgot are of {model}, statistics over {models}, "
    "right by {right_by}."
)


def table(view: View, listed: ItemList, statistics: pd.DataFrame, shown: Shown) -> None:
    """Draws the rows, what leads on from them, and a download of all that they are taken from."""
    columns = statistics[list(dict.fromkeys((*_axes(view), *view.columns)))]
    rows = window_table(listed, shown.rows, columns, _marks(listed, shown.rows))
    keys = listed.docs["doc_key"].iloc[shown.whole].tolist()
    line = st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", wrap=False)
    line.markdown(shown.title, wrap=False)
    end = line.container(horizontal=True, vertical_alignment="center", width="content", wrap=False)
    _keeping(view, keys, end, len(listed.docs))
    name = f"{view.basis.task} {view.picture} of {view.labels[view.model]}"
    with end:
        save_button(
            {name: shown.figure},
            {f"{name}, {len(keys):,} questions": lambda: window_table(
                listed, shown.whole, columns, _marks(listed, shown.whole)
            )},
        )  # fmt: skip
    order = item_columns.order_of(rows)
    event = st.dataframe(
        rows, height=512, hide_index=True, row_height=30, placeholder="–", column_order=order,
        column_config=item_columns.config(listed.unit, order, room_of(view)), key="items_rows", on_select="rerun",
        selection_mode="single-cell",
    )  # fmt: skip
    models = f"{len(view.basis.models)} models" if len(view.basis.models) > 1 else view.labels[view.model]
    said = CAPTION.format(model=view.labels[view.model], models=models, right_by=view.basis.right_by)
    st.caption(f"{said} {undefined_ones(columns)}")
    if event.selection.cells:
        row = rows.iloc[event.selection.cells[0][0]]
        query = {"doc": row["doc_key"], "of": view.basis.task, "by": view.model}
        st.switch_page(frame.path("question"), query_params=query)


def _marks(listed: ItemList, places: Integers) -> list[str]:
    return marks(reviewers.reviews_now(), listed.docs["doc_key"].iloc[places].tolist())


def _axes(view: View) -> tuple[str, ...]:
    return (view.x, view.y) if view.picture == "scatter" else ()


def _keeping(view: View, keys: list[str], at: st.delta_generator.DeltaGenerator, total: int) -> None:
    """Keeping only these questions on this page, all of them again, and carrying them to the explore or build page."""
    if len(keys) < total and frozenset(keys) != view.only:
        at.button(
            "keep", type="tertiary", icon=":material/filter_alt:", on_click=set_text, args=("only", "\n".join(keys)),
            help=f"show only these {len(keys):,} questions on this page",
        )  # fmt: skip
    if view.only is not None:
        at.button(
            f"only {len(view.only):,}", type="tertiary", icon=":material/close:", on_click=set_text,
            args=("only", ""), help="show all questions again",
        )  # fmt: skip
    leads = {
        "explore": "their curves and scores against those of all questions",
        "build": "conditions on these questions",
    }
    for page, words in leads.items():
        label = f"{page} {len(keys):,}" if page == "explore" else page
        if at.button(label, type="tertiary", icon=":material/arrow_forward:", help=words, key=f"items_{page}"):
            query = {"task": view.basis.task, "metric": view.basis.metric}
            if len(keys) < total:
                query |= carried_text("doc_keys", "\n".join(keys))
            st.switch_page(frame.path(page), query_params=query)
