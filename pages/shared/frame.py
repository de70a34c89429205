"""The frame of every page: the page registry, the title row, the guard for cold deep links, and the live refresh."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.navigation.page import StreamlitPage

from pages.shared import queries

LIVE_SECONDS = 3
_CORNER = "frame_corner"

LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 62 24" width="62" height="24">'
    '<path d="M2 19 C4 9 8 6 17 5.5" fill="none" stroke="{line}" stroke-width="2.2" stroke-linecap="round"/>'
    '<text x="21" y="18" font-family="Source Sans, Source Sans Pro, Arial, sans-serif" font-size="17" '
    'font-weight="600" fill="{ink}">e2lm</text></svg>'
)


@dataclass(frozen=True)
class Entry:
    """One page: its name (also file and address), the group in the navigation, and the question it answers."""

    name: str
    group: str
    sentence: str
    by_family: bool = False


PAGES = (
    Entry("overview", "", "which benchmark tells early checkpoints apart, and which is noise?", True),
    Entry("curves", "", "how does the score of one benchmark grow with tokens?", True),
    Entry("scores", "", "which benchmarks grow steadily enough to be trusted early?", True),
    Entry("items", "questions", "which questions does a model learn, and when?", True),
    Entry("question", "questions", "what does every checkpoint answer to one question?", True),
    Entry("runs", "operate", "what is being evaluated, and what should be next?"),
    Entry("data", "operate", "what was read, and what could not be?"),
)


def entry(name: str) -> Entry:
    """The registered page called `name`."""
    return next(one for one in PAGES if one.name == name)


def path(name: str) -> str:
    """The file of a page as st.page_link and st.switch_page want it."""
    return f"pages/{name}.py"


def navigation() -> StreamlitPage:
    """Declares all pages and returns the one that was asked for."""
    groups: dict[str, list[StreamlitPage]] = {}
    for one in PAGES:
        page_of = st.Page(path(one.name), title=one.name, url_path=one.name, default=one.name == "overview")
        groups.setdefault(one.group, []).append(page_of)
    return st.navigation(groups, position="top")


def page(name: str) -> None:
    """Opens every page file: on a cold server a deep link runs the page without app.py, so start over with it.

    Streamlit runs a file of the folder pages/ directly until st.navigation was called once in the server's life;
    calling it here switches that off, and the rerun enters through app.py with the address unchanged.
    """
    if _CORNER not in st.session_state:
        navigation()
        st.rerun()
    st.session_state["frame_page"] = name


def dark() -> bool:
    """Whether the browser shows the dark theme."""
    return st.context.theme.type == "dark"


def title_row(name: str) -> None:
    """Title and its one sentence on one line, room for selectors and 'more' at the right end."""
    st.logo(LOGO.format(line="#A891F0" if dark() else "#6B4FBB", ink="#E7EAED" if dark() else "#1B1F23"), size="large")
    row = st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", wrap=False)
    left = row.container(horizontal=True, vertical_alignment="center", wrap=False)
    left.subheader(name, anchor=False, width="content")
    left.markdown(f":gray[{entry(name).sentence}]", width="content", wrap=False)
    st.session_state[_CORNER] = row.container(
        horizontal=True, vertical_alignment="center", horizontal_alignment="right", width="content", wrap=False
    )


def corner() -> DeltaGenerator:
    """The right end of the title row, for a page's rarely needed controls."""
    container: DeltaGenerator = st.session_state[_CORNER]
    return container


@st.fragment(run_every=LIVE_SECONDS)
def watch_store() -> None:
    """Picks up finished checkpoints and reruns the page when the store has changed since it was drawn."""
    version = queries.refreshed_version()
    drawn = st.session_state.setdefault("frame_version", version)
    if version != drawn:
        st.session_state["frame_version"] = version
        st.rerun(scope="app")
