"""Named lists of questions for the filter builder: pasted, uploaded, or what was selected on another page."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from e2lm.counting import counted
from e2lm.reading.uploads import text_of
from e2lm.views.explore_candidate import keys_in
from e2lm.views.words import escaped
from pages.shared import build_state

_NAME, _PASTED, _FILE, _SAID = "build_list_name", "build_list_pasted", "build_list_file", "build_list_said"
SELECTED = "doc_keys"  # the list that the items and explore pages keep


def lists(keys: pd.Index) -> None:
    """Draws the popover; `keys` are the task's doc_keys, beside which a list's strangers are counted."""
    with st.popover("lists", icon=":material/list:", help="questions by their doc keys: pasted, uploaded, selected"):
        st.text_input("name", key=_NAME, placeholder="pasted", width=420)
        st.text_area(
            "doc keys", key=_PASTED, height=100, placeholder="one a line, or a table whose first column they are"
        )
        file = st.file_uploader("or a file of them", ["csv", "tsv", "txt"], key=_FILE)
        uploaded = "" if file is None else text_of(file.getvalue())
        st.button("add", icon=":material/add:", on_click=_add, args=(uploaded, "" if file is None else file.name))
        if said := st.session_state.pop(_SAID, ""):
            st.warning(said)
        known = frozenset(keys.tolist() if build_state.lists() else ())
        for name, listed in build_state.lists().items():
            strangers = len(listed) - len(known.intersection(listed))
            words = f" :orange[{strangers:,} of them are not in this task]" if strangers else ""
            st.markdown(f"**{escaped(name)}** :gray[{counted(len(listed), 'question')}]{words}")


def selected() -> None:
    """Offers the questions that were carried here from a chart or table of another page, until they are a list."""
    carried = keys_in(st.query_params.get(SELECTED, "") or st.session_state.get(f"linked_{SELECTED}") or "")
    if not carried or any(carried == frozenset(keys) for keys in build_state.lists().values()):
        return
    st.button(
        f"only the {counted(len(carried), 'question')} selected on another page", icon=":material/ink_selection:",
        on_click=_take, args=("selection", tuple(sorted(carried))), type="primary",
    )  # fmt: skip


def _add(uploaded: str, file: str) -> None:
    found = keys_in(st.session_state.get(_PASTED) or uploaded)
    if not found:
        st.session_state[_SAID] = "There are no doc keys. Paste some, or choose a file."
        return
    _take(" ".join((st.session_state.get(_NAME) or file or "pasted").split()), tuple(sorted(found)))
    st.session_state[_PASTED] = ""


def _take(name: str, keys: tuple[str, ...]) -> None:
    build_state.add_list(build_state.free_name(name, build_state.lists()), keys)
