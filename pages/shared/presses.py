"""Buttons whose press is not lost where a run is started over before it reaches them.

The app reruns a page when the store changes, and on a cold deep link; a press that only the return value of st.button
tells would be gone then. A callback runs before the script, so it notes the press until the page has seen it.
"""

from __future__ import annotations

import streamlit as st


def press(name: str) -> None:
    """Notes a press; for on_click."""
    st.session_state[f"pressed_{name}"] = True


def pressed(name: str) -> bool:
    """Whether the button was pressed since this was asked last."""
    return bool(st.session_state.pop(f"pressed_{name}", False))
