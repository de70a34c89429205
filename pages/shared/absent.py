"""What the address of a page names and is not here: said under the title until the address names something else."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import streamlit as st

from e2lm.errors import E2LMError
from e2lm.views.absent import absence
from e2lm.views.words import escaped
from pages.shared import frame, queries
from results_store.candidates import dropped, restore_candidate

_ABSENT, _PAGE = "absent", "absent_on"


def missing(name: str, values: Sequence[str], instead: str = "") -> None:
    """Notes which values of a parameter are not here, and what is shown instead; the page is drawn again with a line
    for each."""
    if _told().get(name, ((), ""))[0] != tuple(values):
        _told()[name] = (tuple(values), instead)
        st.rerun(scope="app")


def found(name: str) -> None:
    """Notes that what the parameter names now is here; the page is drawn again without the line."""
    if _told().pop(name, None):
        st.rerun(scope="app")


def expect(name: str, options: Collection[str]) -> None:
    """Notes what the address asks of a control of Streamlit's own, which drops what is not among its options."""
    strange = [value for value in st.query_params.get_all(name) if value not in options]
    if strange:
        missing(name, strange)


def notices(page: str) -> None:
    """Draws a line for all that is missing, with the way to bring it back; another page starts without any."""
    if st.session_state.get(_PAGE) != page:
        st.session_state[_PAGE], st.session_state[_ABSENT] = page, {}
    for name, (values, instead) in _told().items():
        for value in values:
            _notice(page, name, value, instead)


def _notice(page: str, name: str, value: str, instead: str) -> None:
    said = absence(name, value, instead)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f":orange[:material/link_off:] {said.problem}", width="content")
        if any(one.version == value for one in dropped(queries.store())):
            st.button(
                "it was dropped: take it back", key=f"restore_{name}_{value}", type="tertiary",
                icon=":material/undo:", on_click=_restore, args=(name, value),
            )  # fmt: skip
        elif said.page != page and said.page in {one.name for one in frame.PAGES}:
            st.page_link(frame.path(said.page), label=said.remedy, icon=":material/arrow_forward:")
        else:
            st.markdown(f":gray[{said.remedy}]", width="content")


def _told() -> dict[str, tuple[tuple[str, ...], str]]:
    """By parameter, the values that are not here and what is shown instead."""
    told: dict[str, tuple[tuple[str, ...], str]] = st.session_state.setdefault(_ABSENT, {})
    return told


def _restore(name: str, version: str) -> None:
    try:
        restore_candidate(queries.store(), version)
    except E2LMError as error:
        st.toast(escaped(str(error)), icon=":material/error:")
        return
    _told().pop(name, None)
