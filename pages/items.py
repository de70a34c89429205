"""Which questions a model learns, when, and whether it keeps them: docs x checkpoints, and the docs in a table."""

from __future__ import annotations

import streamlit as st

from e2lm.figures.heatmap import heatmap_figure
from e2lm.figures.rows import heights, rows_between, rows_of
from e2lm.figures.theme import theme_of
from e2lm.views.item_list import ItemList, chosen, window_of, window_table
from pages.shared import frame, item_columns, notes, queries, questions, selectors
from pages.shared.item_controls import View, controls

CAPTION = (
    "A click on a row opens the question. Learned: first of three right checkpoints in a row. "
    "Difficulty and discrimination over {models}."
)


def move_window() -> None:
    """A box drawn on the strip, or a marker clicked, becomes the window in the address; no selection resets it."""
    picked = st.session_state["items_strip"]["selection"]
    edges = st.session_state["items_edges"]
    if picked["box"]:
        first, last = rows_between(edges, *picked["box"][0]["y"])
    elif picked["points"]:
        first, last = rows_between(edges, *[float(picked["points"][0]["y"])] * 2)
    else:
        st.query_params.pop("rows", None)
        return
    st.query_params["rows"] = f"{first + 1}-{last}"


def draw(view: View, listed: ItemList) -> None:
    """The heatmap with its strip, and the docs of the window beside it."""
    places = chosen(listed, view.order, view.band, view.keys)
    if not len(places):
        st.info("No question fits. Change the pattern or the search.", icon=":material/search_off:")
        return
    start, stop = window_of(st.query_params.get("rows", ""), len(places))
    rows = rows_of(listed, places, view.measure, view.order)
    st.session_state["items_edges"] = heights(rows.bands, len(places))
    picture, table = st.columns([1, 1.7], gap="medium")
    picture.plotly_chart(
        heatmap_figure(rows, (start, stop), theme_of(frame.dark())), theme=None, key="items_strip",
        on_select=move_window, selection_mode=("points", "box"), config={"displayModeBar": False},
        alt=f"{view.measure} of {len(places)} questions at each checkpoint of {view.model}",
    )  # fmt: skip
    shown = window_table(listed, places[start:stop])
    order = item_columns.order_of(shown)
    with table:
        line = st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", wrap=False)
        line.markdown(
            f"**rows {start + 1:,} to {stop:,}** :gray[of {len(places):,}, drag on the strip to move the window]"
        )
        line.download_button(
            "download csv", lambda: window_table(listed, places).to_csv(index=False), f"{view.task}-{view.model}.csv",
            type="tertiary", icon=":material/download:", on_click="ignore",
        )  # fmt: skip
        event = st.dataframe(
            shown, height=512, hide_index=True, row_height=30, placeholder="–", column_order=order,
            column_config=item_columns.config(listed.unit, order), key="items_rows", on_select="rerun",
            selection_mode="single-cell",
        )  # fmt: skip
        st.caption(CAPTION.format(models=f"{len(view.labels)} models" if len(view.labels) > 1 else "this model"))
    if event.selection.cells:
        row = shown.iloc[event.selection.cells[0][0]]
        query = {"doc": row["doc_key"], "of": view.task, "by": view.model}
        st.switch_page(frame.path("question"), query_params=query)


frame.page("items")
family = selectors.family()
tasks = questions.with_choices(family)
if tasks.empty and queries.curves().empty:
    frame.empty()
elif tasks.empty:
    notes.no_answers()
else:
    view = controls(tasks, family)
    models = tuple(view.labels)
    draw(view, questions.listed(view.task, view.filter, view.n_shot, view.model, models, view.metric, view.partial))
