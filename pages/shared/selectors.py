"""Selectors that all pages share; their values are in the address."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from e2lm.checkpoints import describe
from pages.shared import frame, queries


def families(curves: pd.DataFrame) -> list[str]:
    """The families of models that are loaded: E2LM first, then by their newest run, the demo last."""
    newest = curves.groupby("model", observed=True)["date"].max()
    found: dict[str, float] = {}
    for model, date in newest.items():
        name = describe(str(model)).family
        found[name] = max(found.get(name, 0.0), float(date) if pd.notna(date) else 0.0)
    return sorted(found, key=lambda name: (name != "E2LM", name == "demo", -found[name], name))


def family_selector(page_name: str) -> None:
    """Draws the choice of family in the title row where it narrows the page and there is more than one."""
    names = families(queries.curves())
    if not frame.entry(page_name).by_family or len(names) < 2:
        return
    remembered = st.session_state.get("frame_family", names[0])
    index = names.index(remembered) if remembered in names else 0
    with frame.corner():
        st.selectbox(
            "models", names, index=index, key="family", bind="query-params", label_visibility="collapsed", width=150
        )
    st.session_state["frame_family"] = st.session_state["family"]


def family() -> str:
    """The family whose models are shown; "" in an empty store."""
    names = families(queries.curves())
    chosen = st.session_state.get("family") or st.session_state.get("frame_family", "")
    return chosen if chosen in names else (names[0] if names else "")
