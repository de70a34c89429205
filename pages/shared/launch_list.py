"""Which sweep the runs page shows, and the list at its left that chooses it; the choice is in the address."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from e2lm.harness import jobs
from e2lm.harness.state import JobState
from e2lm.harness.words import markdown
from e2lm.views.launch_words import caption, title
from pages.shared import absent

SHOWN_JOBS = 12
NEW = "new"
_LIST, _DRAWN = "sweeps", "sweep_drawn"
# A link that fills the form, or to the live demo, opens the form.
_FORM = ("checkpoints", "tasks", "preset")


def shown(states: Sequence[JobState]) -> str:
    """The id of the sweep to show, NEW for the form: as the address says, else the newest that is active, or any."""
    asked = st.query_params.get("job", "")
    if asked == NEW or (not asked and any(name in st.query_params for name in _FORM)):
        return NEW
    ids = [state.id for state in states]
    if asked in ids:
        return asked
    if asked:
        absent.missing("job", (asked,))
    active = [state.id for state in states if state.is_active]
    return (active or ids or [NEW])[0]


def show(name: str) -> None:
    """For callbacks and before a rerun: another sweep, or the form; the address keeps nothing of the form."""
    for other in list(st.query_params):
        if other in (*_FORM, "revisions", "subfolders", "folder", "shots", "dtype"):
            st.query_params.pop(other, None)
    st.query_params["job"] = name


def drawn(name: str) -> None:
    """Notes which sweep the page shows, so that the list can have it drawn anew when another is chosen.

    The address keeps it: a sweep that somebody starts elsewhere, or the end of this one, must not change the page.
    """
    st.session_state[_DRAWN] = name
    if st.query_params.get("job", "") != name:
        st.query_params["job"] = name


@st.fragment(run_every=2)
def listed(home: Path) -> None:
    """The sweeps, the newest first, read from their files every two seconds, and the way to a new one."""
    states = jobs.jobs(home)
    name = shown(states)
    if name != st.session_state[_DRAWN]:
        st.rerun()
    st.button(
        "new sweep", icon=":material/add:", width="stretch", on_click=show, args=(NEW,), disabled=name == NEW,
    )  # fmt: skip
    if not states:
        st.caption("nothing has been evaluated here yet: choose checkpoints and tasks, or run the demo live")
        return
    some = [state for at, state in enumerate(states) if at < SHOWN_JOBS or state.id == name]
    titles = {state.id: title(state, [one.label for one in some].count(state.label) > 1) for state in some}
    st.session_state[_LIST] = None if name == NEW else name
    st.radio(
        "sweeps", list(titles), key=_LIST, label_visibility="collapsed", on_change=_choose,
        format_func=lambda one: markdown(titles.get(one or "", "")),
        captions=[markdown(caption(state, time.time())) for state in some],
    )  # fmt: skip
    if len(states) > len(some):
        st.caption(f"{len(states) - len(some)} older ones are in {markdown(str(home / 'jobs'))}")


def _choose() -> None:
    show(st.session_state[_LIST])
