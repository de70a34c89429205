"""Screens that show the same link move together: who leads, who follows, who left."""

from __future__ import annotations

import time
from threading import Lock
from uuid import uuid4

import streamlit as st

from e2lm.reviews import stage as stages
from e2lm.reviews.stage import Stage
from pages.shared import frame, reviewers
from pages.shared.presenter_points import Show
from pages.shared.presses import press, pressed

OWN = "at"  # in the address of a screen that left: what it shows
WATCH_SECONDS = 1
_SCREEN, _CLOSE = "presenter_screen", "presenter_close_asked"


@st.cache_resource(show_spinner=False)
def _shared() -> tuple[dict[str, Stage], Lock]:
    """What all sessions of this server know: the stage of each show."""
    return {}, Lock()


def screen() -> str:
    """The id of this browser tab."""
    if _SCREEN not in st.session_state:
        st.session_state[_SCREEN] = uuid4().hex
    return str(st.session_state[_SCREEN])


def shown(show: Show) -> str:
    """The subject that this screen shows."""
    return stages.shown(_shared()[0].get(show.name), show.subjects, st.query_params.get(OWN))


def has_left() -> bool:
    """Whether this screen goes its own way."""
    return OWN in st.query_params


def is_led_by_other(show: Show) -> bool:
    """Whether another screen leads."""
    return not stages.may_lead(_shared()[0].get(show.name), screen(), time.monotonic())


def foot(show: Show, subject: str, words: str) -> None:
    """The row at the foot: `words` as Markdown and, out of the way, back, next, and following or leading by key."""
    subjects, place = show.subjects, show.subjects.index(subject)
    row = st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center")
    row.markdown(f"###### {words}", width="content")
    with row.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center", width="content"):
        if has_left():
            st.button(
                "follow", icon=":material/sync:", type="tertiary", shortcut="f", on_click=_follow,
                help="show what the leading screen shows", key="presenter_follow",
            )  # fmt: skip
        if has_left() or is_led_by_other(show):
            st.button(
                "lead", icon=":material/cast:", type="tertiary", shortcut="l", on_click=_lead, args=(show, subject),
                help="all screens with this link show what this one shows", key="presenter_lead",
            )  # fmt: skip
        st.button(
            "close", icon=":material/close:", type="tertiary", shortcut="esc", key="presenter_close",
            on_click=press, args=(_CLOSE,), help="back to the agenda" if show.meeting else "back to the candidates",
        )  # fmt: skip
        st.button(
            "back", icon=":material/arrow_back:", type="tertiary", shortcut="left", key="presenter_back",
            on_click=_step, args=(show, subject, -1), disabled=place == 0,
        )  # fmt: skip
        st.button(
            "next", icon=":material/arrow_forward:", type="tertiary", shortcut="right", key="presenter_next",
            on_click=_step, args=(show, subject, 1), disabled=place == len(subjects) - 1,
        )  # fmt: skip


def close_if_asked(show: Show, subject: str) -> None:
    """Leaves for the page that the show was of, at the point that is shown."""
    if not pressed(_CLOSE):
        return
    if show.meeting is None:
        st.switch_page(frame.path("candidates"))
    st.switch_page(frame.path("review"), query_params={"meeting": show.meeting.meeting_id, "on": subject})


def _step(show: Show, at: str, by: int) -> None:
    """Moves all screens where this one leads or nobody does; else this one leaves and moves alone."""
    subject = stages.stepped(show.subjects, at, by)
    kept, lock = _shared()
    with lock:
        now = time.monotonic()
        if not has_left() and stages.may_lead(kept.get(show.name), screen(), now):
            kept[show.name] = stages.led(subject, screen(), now)
            return
    st.query_params[OWN] = subject


def _follow() -> None:
    st.query_params.pop(OWN, None)


def _lead(show: Show, subject: str) -> None:
    kept, lock = _shared()
    with lock:
        kept[show.name] = stages.led(subject, screen(), time.monotonic())
    st.query_params.pop(OWN, None)


def watch(show: Show, subject: str) -> None:
    """Keeps the screen live: moves with the leading one, and shows votes as they come."""
    _watch(show, subject, reviewers.stamp())


@st.fragment(run_every=WATCH_SECONDS)
def _watch(show: Show, subject: str, said: object) -> None:
    kept, lock = _shared()
    with lock:
        stage = stages.heard(kept.get(show.name), screen(), time.monotonic())
        if stage is not None:
            kept[show.name] = stage
    if shown(show) != subject or reviewers.stamp() != said:
        st.rerun(scope="app")
