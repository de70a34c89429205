"""The list of what was imported: one line per source, each with a button that takes it out."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from e2lm.errors import E2LMError
from e2lm.views.words import escaped
from pages.shared import queries
from results_store import ingest

SHARES = (3.4, 0.9, 0.5, 0.6, 0.8, 0.8, 0.7, 0.6)
COUNTS = ("runs", "models", "checkpoints", "samples", "problems")


def forget(source_id: str) -> None:
    """Takes a source out of the index; its files stay where they are."""
    try:
        ingest.forget_source(queries.store(), source_id)
    except E2LMError as error:
        st.toast(escaped(str(error)), icon=":material/error:")


def source_list(sources: pd.DataFrame) -> None:
    """Where each source came from, when, what it holds."""
    for column, name in zip(st.columns(SHARES), ("source", "added", *COUNTS), strict=False):
        column.markdown(f":gray[{name}]", text_alignment="right" if name in COUNTS else "left")
    for source in sources.to_dict("records"):
        columns = st.columns(SHARES, vertical_alignment="center")
        label = f" :violet-badge[{escaped(source['label'])}]" if source["label"] else ""
        gone = " :red-badge[gone from disk, its data is kept]" if source["vanished"] else ""
        gone = " :red-badge[store not reached, its data is kept]" if source["unreachable"] else gone
        columns[0].markdown(escaped(source["origin"] or source["path"]) + label + gone)
        columns[1].markdown(f":gray[{pd.Timestamp(source['added'], unit='s'):%d %b, %H:%M}]")
        for column, name in zip(columns[2:], COUNTS, strict=False):
            column.markdown(f"{source[name]:,}", text_alignment="right")
        if source["forgettable"]:
            columns[7].button(
                "forget", key=f"forget_{source['source_id']}", on_click=forget, args=(source["source_id"],),
                type="tertiary", width="stretch", help="takes its runs out of the index; the files stay",
            )  # fmt: skip
