"""The pictures of the items page: heatmap, scatter and picks; each says which rows the table beside it shows."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from e2lm.figures.heatmap import heatmap_figure
from e2lm.figures.positions import positions_figure
from e2lm.figures.rows import heights, rows_between, rows_of
from e2lm.figures.saving import Figure
from e2lm.figures.scatter import scatter_figure
from e2lm.figures.theme import theme_of
from e2lm.item_statistics import STATISTICS
from e2lm.views.item_list import Integers, ItemList
from e2lm.views.item_scatter import points_of, rank_correlation, selected
from e2lm.views.item_window import MOST_ROWS, USUAL_ROWS, window_of
from pages.shared import frame, item_statistics
from pages.shared.item_controls import AXES, View, axis_names
from pages.shared.linked import linked_choice

WIDTHS = {"heatmap": (1, 1.7), "scatter": (1.25, 1.45), "picks": (1, 1.7)}  # of the picture and of the table
PAGE = 1200  # pixels that both have at 1366
QUIET_BAR = {"displayModeBar": False}
TOOLS = {
    "displaylogo": False, "modeBarButtonsToRemove": ["toImage", "autoScale2d", "resetScale2d", "zoomIn2d", "zoomOut2d"],
}  # fmt: skip


class Shown(NamedTuple):
    """The rows that the table shows and all that they are taken from, the line above it, and the picture beside it."""

    rows: Integers
    whole: Integers
    title: str
    figure: Figure


def draw(view: View, listed: ItemList, statistics: pd.DataFrame, places: Integers, at: DeltaGenerator) -> Shown:
    """Draws the chosen picture of the listed rows (`places`, in the order shown)."""
    if view.picture == "scatter":
        return _scatter(view, listed, statistics, places, at)
    if view.picture == "picks":
        return _picks(view, listed, places, at)
    return _heatmap(view, listed, places, at)


def room_of(view: View) -> float:
    """The width of the table in pixels, on a screen of 1366."""
    picture, table = WIDTHS[view.picture]
    return PAGE * table / (picture + table)


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


def _heatmap(view: View, listed: ItemList, places: Integers, at: DeltaGenerator) -> Shown:
    start, stop = window_of(st.query_params.get("rows", ""), len(places))
    rows = rows_of(listed, places, view.measure, view.order)
    st.session_state["items_edges"] = heights(rows.bands, len(places))
    figure = heatmap_figure(rows, (start, stop), theme_of(frame.dark()))
    at.plotly_chart(
        figure, theme=None, key="items_strip",
        on_select=move_window, selection_mode=("points", "box"), config=QUIET_BAR,
        alt=f"{view.measure} of {len(places)} questions at each checkpoint of {view.model}",
    )  # fmt: skip
    title = f"**rows {start + 1:,} to {stop:,}** :gray[of {len(places):,}, drag on the strip to move the window]"
    return Shown(places[start:stop], places, title, figure)


def _scatter(view: View, listed: ItemList, statistics: pd.DataFrame, places: Integers, at: DeltaGenerator) -> Shown:
    points = points_of(statistics[view.x].to_numpy(np.float64), statistics[view.y].to_numpy(np.float64), places)
    x, y = STATISTICS[view.x], STATISTICS[view.y]
    with at.container(horizontal=True, vertical_alignment="center"):
        names = axis_names()
        linked_choice("y", names, AXES[1], label="up", width=190)
        st.markdown(":gray[against]", width="content")
        linked_choice("x", names, AXES[0], label="across", width=190)
    asked = listed.docs["question"].iloc[points.places].tolist()
    figure = scatter_figure(points, x, y, listed.unit, asked, theme_of(frame.dark()))
    event = at.plotly_chart(
        figure, theme=None,
        key=f"items_scatter_{view.x}_{view.y}", on_select="rerun", selection_mode=("points", "box", "lasso"),
        config=TOOLS, alt=f"{y.label} against {x.label} of {len(points.places)} questions",
    )  # fmt: skip
    undefined = f" {points.undefined:,} of {len(places):,} have no dot, because one of the two is undefined." * bool(
        points.undefined
    )
    at.caption(f"Rank correlation {_two_places(rank_correlation(points))}.{undefined}")
    chosen = selected(points, event["selection"])
    if len(chosen):
        order = {int(place): rank for rank, place in enumerate(places)}
        chosen = np.array(sorted(chosen.tolist(), key=order.__getitem__), dtype=np.int64)
        return Shown(chosen[:MOST_ROWS], chosen, f"**{len(chosen):,} selected** :gray[of {len(places):,}]", figure)
    title = f"**{_first(places)}** :gray[of {len(places):,}; draw a box or a lasso to select]"
    return Shown(places[:USUAL_ROWS], places, title, figure)


def _picks(view: View, listed: ItemList, places: Integers, at: DeltaGenerator) -> Shown:
    shares = item_statistics.picks(view.basis)
    own = shares[shares["model"] == view.model]
    evaluated = (listed.checkpoints["run_id"] != "").to_numpy()
    figure = positions_figure(own, listed.amounts[evaluated].tolist(), listed.unit, theme_of(frame.dark()))
    at.plotly_chart(
        figure, theme=None,
        key="items_picks", config=QUIET_BAR, alt=f"share of each choice among the picks of {view.model}",
    )  # fmt: skip
    return Shown(places[:USUAL_ROWS], places, f"**{_first(places)}** :gray[of {len(places):,}]", figure)


def _first(places: Integers) -> str:
    return "all" if len(places) <= USUAL_ROWS else f"first {USUAL_ROWS}"


def _two_places(value: float) -> str:
    return "undefined" if np.isnan(value) else f"{value:.2f}".replace("-", "−")
