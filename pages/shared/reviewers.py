"""Who is speaking, and what everybody has said so far."""

from __future__ import annotations

import time

import streamlit as st

from e2lm.errors import E2LMError
from e2lm.reviews.events import Event
from e2lm.reviews.references import Reference
from e2lm.reviews.state import Reviews
from e2lm.views.review_times import moment_in_words
from e2lm.views.words import escaped
from pages.shared import queries
from results_store import reviews as journal

WATCH_SECONDS = 2  # between two looks for what others said
_NAME, _LOGIN = "reviewer_name", "reviewer_login"


def person() -> str:
    """Who is speaking: the deployment's login, else the name that was typed in this session; "" where unknown."""
    return _login() or " ".join(str(st.session_state.get(_NAME, "")).split())


def ask_name() -> str:
    """A field for the name where no login gives it; returns person()."""
    if not _login():
        st.text_input(
            "your name", key=_NAME, placeholder="your name", label_visibility="collapsed", width=130, max_chars=60,
            help="what you say is kept under it, for all to see", persist_state="session",
        )  # fmt: skip
    return person()


def reviews_now() -> Reviews:
    """What stands now: read again only where the journal has changed since."""
    return journal.reviews(queries.store().home)


def stamp() -> journal.Stamp:
    """Equal stamps mean that nothing was said in between: a cache's key, and what a page watches."""
    return journal.stamp(queries.store().home)


def say(kind: str, on: Reference | str, **fields: object) -> Event | None:
    """Journals what the person says; for callbacks: what cannot be kept is told on the page, and None returned."""
    try:
        return journal.say(queries.store().home, person(), kind, on, **fields)
    except E2LMError as error:
        st.toast(escaped(str(error)), icon=":material/error:")
        return None


def on_click_say(kind: str, on: Reference | str, **fields: object) -> None:
    """The same for a button that needs no answer."""
    say(kind, on, **fields)


@st.fragment(run_every=WATCH_SECONDS)
def watch(seen: journal.Stamp) -> None:
    """Draws the page again once somebody has said something since `seen`."""
    if stamp() != seen:
        st.rerun(scope="app")


def _login() -> str:
    """The name by which the deployment's login knows the person; "" without one.

    A login begins a new session; Streamlit reads its secrets' file each time it is asked.
    """
    if _LOGIN not in st.session_state:
        known = st.user.get("is_logged_in", False)
        name = str(st.user.get("name") or st.user.get("email") or "") if known else ""
        st.session_state[_LOGIN] = " ".join(name.split())
    known_as: str = st.session_state[_LOGIN]
    return known_as


def when(at: float) -> str:
    """A moment (seconds, epoch) as the reader's clock shows it."""
    return moment_in_words(at, time.time(), st.context.timezone or "UTC")
