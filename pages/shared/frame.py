"""The frame of every page: the page registry, the title row, the guard for cold deep links, and the live refresh."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.navigation.page import StreamlitPage

from e2lm.errors import E2LMError
from e2lm.views.words import escaped
from pages.shared import links, news, queries, style
from pages.shared.import_progress import draw, shown_until_done

LIVE_SECONDS = 3  # between two looks for news
FIRST_SECONDS = 20  # that the first page waits for what is on disk; then it shows what is there
REDRAWN_SECONDS = 10  # between two drawings of a page while an import goes on
DRAWING = 0.2  # seconds that a browser on the same machine has the cores to draw curves in before more is computed
_CORNER, _MORE, _POPOVER, _DRAWN = "frame_corner", "frame_more", "frame_popover", "frame_version"
_PAGES = "frame_pages"

LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 62 24" width="62" height="24">'
    '<path d="M2 19 C4 9 8 6 17 5.5" fill="none" stroke="{line}" stroke-width="2.2" stroke-linecap="round"/>'
    '<text x="21" y="18" font-family="Source Sans, Source Sans Pro, Arial, sans-serif" font-size="17" '
    'font-weight="600" fill="{ink}">e2lm</text></svg>'
)


@dataclass(frozen=True)
class Entry:
    """One page: its name (also file and address), its group in the navigation, and the question it answers.

    `by_family`: the page shows one family of models at a time; `scored`: it shows scores, whose settings it offers;
    `hidden`: it has an address and no place in the navigation; `bare`: it shows neither navigation nor title row.
    """

    name: str
    group: str
    sentence: str
    by_family: bool = False
    scored: bool = False
    hidden: bool = False
    bare: bool = False


PAGES = (
    Entry("overview", "", "which benchmark tells early checkpoints apart, and which is noise?", True, True),
    Entry("curves", "", "how does the score of one benchmark grow with tokens?", True, True),
    Entry("scores", "", "which benchmarks grow steadily enough to be trusted early?", True, True),
    Entry("items", "questions", "which questions does a model learn, and when?", True, True),
    Entry("question", "questions", "what does every checkpoint answer to one question?"),
    Entry("compare", "questions", "which of two sides is better, by more than chance, and on which questions?"),
    Entry("explore", "build", "what do curves and scores become for other questions or another metric?", True, True),
    Entry("build", "build", "which questions make the better benchmark?", True, True),
    Entry("candidates", "build", "which of the candidates is best, and what changed between them?", True, True),
    Entry("review", "build", "which candidates do we keep, change or drop?", True, True),
    Entry("alignment", "build", "are these questions about science, and does anything leak?"),
    Entry("integrity", "operate", "can these curves be trusted?"),
    Entry("runs", "operate", "what is being evaluated, and what should be next?"),
    Entry("data", "operate", "what was read, and what could not be?"),
    Entry("presenter", "operate", "one candidate at a time, for a whole room", hidden=True, bare=True),
    Entry("link", "operate", "where does this short link lead?", hidden=True),
)


def entry(name: str) -> Entry:
    """The registered page called `name`."""
    return next(one for one in PAGES if one.name == name)


def path(name: str) -> str:
    """The file of a page as st.page_link and st.switch_page want it."""
    return f"pages/{name}.py"


def navigation() -> StreamlitPage:
    """Declares all pages and returns the one that was asked for; the first has its own name as an address, too."""
    if _PAGES not in st.session_state:
        st.session_state[_PAGES] = _declared()
    groups = st.session_state[_PAGES]
    shown = st.navigation(groups, position="top")
    return st.navigation(groups, position="hidden") if entry(shown.title).bare else shown


def _declared() -> dict[str, list[StreamlitPage]]:
    """All pages in their groups; each declaration looks for the page's file, so that one a session is enough."""
    groups: dict[str, list[StreamlitPage]] = {}
    for one in PAGES:
        first = one is PAGES[0]
        declared = st.Page(
            path(one.name), title=one.name, url_path="" if first else one.name, default=first,
            visibility="hidden" if one.hidden else "visible",
        )  # fmt: skip
        groups.setdefault(one.group, []).append(declared)
        if first:
            named = st.Page(path(one.name), title=one.name, url_path=one.name, visibility="hidden")
            groups[one.group].append(named)
    return groups


def page(name: str) -> None:  # noqa: ARG001 - the page names itself to its reader
    """Opens every page file: on a cold server a deep link runs the page without app.py, so start over with it.

    Streamlit runs a file of the folder pages/ directly until st.navigation was called once in the server's life;
    calling it here switches that off, and the rerun enters through app.py with the address unchanged.
    """
    if _CORNER not in st.session_state:
        navigation()
        st.rerun()


def dark() -> bool:
    """Whether the browser shows the dark theme."""
    return st.context.theme.type == "dark"


def title_row(name: str) -> None:
    """Title and its one sentence on one line, room for selectors and "more" at the right end; a bare page has none."""
    style.rules()
    if entry(name).bare:
        st.session_state[_CORNER] = st.container()
        return
    tones = ("#A891F0", "#E7EAED") if dark() else ("#6B4FBB", "#13171A")
    st.logo(LOGO.format(line=tones[0], ink=tones[1]), size="large")
    row = st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", wrap=False)
    left = row.container(horizontal=True, vertical_alignment="center", wrap=False)
    left.title(name, anchor=False, width="content")
    left.markdown(f":gray[{entry(name).sentence}]", width="content", wrap=False)
    left.container(width=1).space("medium")
    st.session_state[_CORNER] = row.container(
        horizontal=True, vertical_alignment="center", horizontal_alignment="right", width="content", wrap=False
    )
    with row.container(width="content"):
        links.copy_button(name)
    links.begin()
    st.session_state.pop(_MORE, None)


def corner() -> DeltaGenerator:
    """The right end of the title row."""
    container: DeltaGenerator = st.session_state[_CORNER]
    return container


def more(*, shared: bool = False) -> DeltaGenerator:
    """The popover "more" at the right end of the title row, for what is rarely needed; one for the whole page.

    The page's own controls stand first, those that pages share (`shared`) below them.
    """
    if _MORE not in st.session_state:
        popover = corner().popover("more", icon=":material/tune:", type="tertiary", key=_POPOVER, on_change="rerun")
        st.session_state[_MORE] = (popover.container(width=460), popover.container(width=460))
    containers: tuple[DeltaGenerator, DeltaGenerator] = st.session_state[_MORE]
    return containers[1 if shared else 0]


def more_button(label: str, *, icon: str, width: Literal["stretch", "content"] = "content") -> None:
    """A button that opens the popover "more", which stands outside of any fragment that the button may stand in."""
    if st.button(label, icon=icon, width=width, on_click=_open_more):
        st.rerun()


def _open_more() -> None:
    st.session_state[_POPOVER] = True


def opened() -> bool:
    """Whether the store could be opened; if not, the page says why and what to do."""
    try:
        queries.store()
        work = news.first_load()
        if shown_until_done(work, st.empty(), FIRST_SECONDS):
            work.result()
    except E2LMError as error:
        news.first_load.clear()
        st.error(f"{escaped(error.problem)}. {escaped(error.remedy)}", icon=":material/error:")
        st.caption(escaped(error.file))
        return False
    return True


def link(name: str, label: str, **query: str) -> None:
    """A link to a page with the given values in its address, the shown family among them."""
    family = st.session_state.get("family")
    st.page_link(
        path(name), label=label, icon=":material/arrow_forward:",
        query_params={**({"family": family} if family else {}), **query},
    )  # fmt: skip


def empty() -> None:
    """What an empty store shows: what to do, and the buttons for it."""
    with st.container(border=True, width=640):
        st.markdown("**nothing is loaded yet**")
        st.markdown(
            ":gray[Bring lm-eval results, the competition's plot data or a table of scores, evaluate checkpoints of "
            "your own, or look around with the recorded demo: five tiny models trained on generated science text.]"
        )
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button("load the demo", icon=":material/science:", type="primary", on_click=queries.load_demo)
            st.page_link(path("data"), label="import results", icon=":material/upload_file:")
            st.page_link(path("runs"), label="evaluate checkpoints", icon=":material/play_arrow:")


def demo_notice() -> None:
    """Says that the shown models are the recorded demo; one click removes it, one leads to re-running it live."""
    with corner():
        st.badge("recorded demo", icon=":material/science:", color="violet")
        st.button(
            "remove",
            type="tertiary",
            on_click=queries.forget_demo,
            help="take the demo out; it can be loaded again on the data page",
        )
        st.page_link(path("runs"), label="re-run live", icon=":material/play_arrow:", query_params={"preset": "demo"})


def exclusion_notice(count: int) -> None:
    """Says how many runs, or tasks of runs, are excluded from what the page shows, and leads to the list."""
    if count:
        with corner():
            st.page_link(
                path("integrity"), label=f"{count} excluded", icon=":material/block:",
                query_params={"check": "excluded"},
                help="runs, or tasks of runs, that a person took out of curves, scores and questions",
            )  # fmt: skip


def watch_store() -> None:
    """Keeps the page live: draws the fragment that looks for news, from the version that this run shows."""
    st.session_state[_DRAWN] = (queries.version(), time.monotonic())
    _look_for_news()


@st.fragment(run_every=LIVE_SECONDS)
def _look_for_news() -> None:
    """Has finished checkpoints taken in, shows how far that is, and reruns the page when the store has changed."""
    try:
        news.look_for_news(0.9 * LIVE_SECONDS)
    except E2LMError as error:
        st.error(f"{escaped(error.problem)}. {escaped(error.remedy)}", icon=":material/error:")
    progress = queries.store().progress
    if progress is not None:
        draw(st.empty(), progress)
    version, at = st.session_state[_DRAWN]
    if queries.version() != version and (progress is None or time.monotonic() - at > REDRAWN_SECONDS):
        st.rerun(scope="app")
