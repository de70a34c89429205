"""Short links to what a page shows: kept as events of the reviews' journal, copied from the title row, opened again."""

from __future__ import annotations

import streamlit as st

from e2lm.errors import E2LMError
from e2lm.reviews.links import Query, code_of, in_pieces, is_sound, named_in, query_of, whole
from e2lm.reviews.references import Reference
from e2lm.reviews.said import Link
from e2lm.views.words import escaped
from pages.shared import copying, queries, reviewers
from results_store import reviews as journal

PARAMETER = "to"
NOBODY = "somebody"  # who has copied a link without having given a name
_SHOWN, _POPOVER = "links_shown", "links_popover"


def note(name: str, text: str) -> None:
    """For controls: what is shown under a parameter that the address does not say, being usual or too long for it."""
    shown = _shown()
    shown.pop(name, None)
    if text:
        shown[name] = text


def text_of(name: str) -> str:
    """The text of a parameter, which may lie in a link that the address names; "" where there is none, or no such
    link."""
    written = st.query_params.get(name, "")
    code = named_in(written)
    if not code:
        return written
    link = known(code)
    return whole(query_of(link.query).get(name, ())) if link else ""


def known(code: str) -> Link | None:
    """The link of that code; None where it is not kept, or does not say what its code says."""
    link = reviewers.reviews_now().links.get(code)
    return link if link is not None and is_sound(link) else None


def begin() -> None:
    """Forgets what the controls of the last drawing noted."""
    st.session_state[_SHOWN] = {}


@st.fragment
def copy_button(page: str) -> None:
    """The button of the title row: a short address of what is shown, to copy. Kept once it is asked for."""
    if page == "link":
        return
    with st.popover(
        "link", icon=":material/link:", type="tertiary", key=_POPOVER, on_change="rerun",
        help="a short address of what this page shows now",
    ) as popover:  # fmt: skip
        if not popover.open:
            return
        try:
            code = keep(page, view())
        except E2LMError as error:
            st.error(f"{escaped(error.problem)}. {escaped(error.remedy)}", icon=":material/error:")
            return
        address = f"{_server(page)}/link?{PARAMETER}={code}"
        with st.container(horizontal=True, vertical_alignment="center", wrap=False):
            st.markdown(f"`{address}`", width="content")
            copying.copy_button(address, key="links_copy")
        st.caption("It opens this view again, after a restart and with a rebuilt index, too.")


def view() -> Query:
    """What the page shows: the parameters of its address, and what its controls noted beside them."""
    written = {name: st.query_params.get_all(name) for name in st.query_params}
    held = {name: in_pieces(text_of(name)) for name in written if named_in(st.query_params.get(name, ""))}
    return query_of({**written, **held, **{name: in_pieces(text) for name, text in _shown().items()}})


def keep(page: str, query: Query) -> str:
    """The code of the link to a page with a query, which is journaled unless it is known."""
    code = code_of(page, query)
    if known(code) is None:
        by = reviewers.person() or NOBODY
        journal.say(
            queries.store().home, by, "link", Reference("link", code), page=page,
            query={name: list(values) for name, values in query.items()},
        )  # fmt: skip
    return code


def _shown() -> dict[str, str]:
    shown: dict[str, str] = st.session_state.setdefault(_SHOWN, {})
    return shown


def _server(page: str) -> str:
    """The address of this dashboard as the browser knows it, without the page."""
    url = (st.context.url or "").rstrip("/")
    return url.removesuffix(f"/{page}")
