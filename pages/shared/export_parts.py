"""One small button that saves the figures and tables of a page: as pictures, pages, CSV or Parquet."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial

import pandas as pd
import streamlit as st

from e2lm.export.tables import FORMATS, Format
from e2lm.figures.saving import PICTURES, Figure, as_page, camera, on_ground
from e2lm.figures.theme import theme_of
from e2lm.views.words import escaped
from pages.shared import frame

Table = Callable[[], pd.DataFrame]
WIDTHS = {"narrow": 640, "page": 960, "wide": 1220}
_WANTED = "save_picture_of"
SCALES = {"screen": 1, "sharp": 2, "print": 4}


def save_button(figures: Mapping[str, Figure] | None = None, tables: Mapping[str, Table] | None = None) -> None:
    """A popover that saves figures and tables, each under its name, which no other on the page has.

    What is in it is made when it is opened, a table when it is downloaded.
    """
    names = [file_name(name) for name in (*(figures or {}), *(tables or {}))]
    key = f"save_{names[0]}"
    popover = st.popover("save", icon=":material/download:", type="tertiary", key=key, on_change="rerun")
    wanted = st.session_state.pop(_WANTED, "")
    if wanted in (figures or {}):
        picture_dialog(wanted, (figures or {})[wanted])
    if popover.open:
        with popover:
            for name, figure in (figures or {}).items():
                _figure_row(name, figure, key)
            for name, table in (tables or {}).items():
                _table_row(name, table)


def _row(name: str) -> None:
    st.markdown(f":small[{escaped(name)}]", width=220)


def _figure_row(name: str, figure: Figure, popover: str) -> None:
    file, theme = file_name(name), theme_of(frame.dark())
    with st.container(horizontal=True, vertical_alignment="center", wrap=False):
        _row(name)
        st.button(
            "PNG, SVG", key=f"picture_{file}", icon=":material/image:", on_click=_want, args=(name, popover)
        )  # fmt: skip
        st.download_button(
            "HTML", lambda: as_page(figure, theme, name), f"{file}.html", "text/html", key=f"page_{file}",
            on_click="ignore", icon=":material/public:",
        )  # fmt: skip


def _table_row(name: str, table: Table) -> None:
    file = file_name(name)
    with st.container(horizontal=True, vertical_alignment="center", wrap=False):
        _row(name)
        for label, kind in FORMATS.items():
            st.download_button(
                label, partial(_written, kind, table), file + kind.suffix, kind.mime, key=f"{label}_{file}",
                on_click="ignore", icon=":material/table:",
            )  # fmt: skip


def _written(kind: Format, table: Table) -> bytes:
    return kind.write(table())


def _want(name: str, popover: str) -> None:
    """The dialog opens at the next run, the popover closed: it would stay open above it."""
    st.session_state[_WANTED], st.session_state[popover] = name, False


@st.dialog("save the picture", width="large")
def picture_dialog(name: str, figure: Figure) -> None:
    """The figure as it will be saved, and how; plotly's camera above it saves it in this browser."""
    row = st.container(horizontal=True, vertical_alignment="bottom")
    picture = row.segmented_control("format", PICTURES, default=PICTURES[0], required=True, width="content")
    width = row.segmented_control("width", list(WIDTHS), default="page", required=True, width="content")
    scale = row.segmented_control(
        "pixels", list(SCALES), default="sharp", required=True, width="content", disabled=picture != PICTURES[0],
        help="for each pixel of the screen: 1, 2 or 4. An SVG is sharp at any size.",
    )  # fmt: skip
    st.plotly_chart(
        on_ground(figure, theme_of(frame.dark()), WIDTHS[width]), theme=None, key="picture", width="content",
        config=camera(file_name(name), picture, SCALES[scale]),
    )  # fmt: skip
    st.caption(f"The camera at its upper right saves {escaped(file_name(name))}.{picture.lower()}.")


def file_name(name: str) -> str:
    """A name that any disk takes, without an end."""
    return re.sub(r"[^\w.-]+", "-", name).strip("-.") or "figure"
