"""The meeting that is shown, and beginning one."""

from __future__ import annotations

from datetime import date
from secrets import token_hex

import streamlit as st

from e2lm.reviews.references import Reference
from e2lm.reviews.said import Meeting
from e2lm.reviews.state import Reviews
from e2lm.views.review_times import day_in_words
from pages.shared import review_freezing, review_subjects, reviewers
from pages.shared.linked import linked_choice

_TITLE, _DATE, _POINTS, _FREEZE = "meeting_title", "meeting_date", "meeting_points", "meeting_freeze"
_OPEN = "meeting_dialog"


def shown(reviews: Reviews) -> Meeting | None:
    """Draws the choice of meeting, the newest that is not closed unless the address names one; None where there is
    none yet."""
    if not reviews.meetings:
        return None
    newest = sorted(reviews.meetings, key=lambda one: (one.closed, -one.at))
    options = {one.meeting_id: _label(one) for one in newest}
    chosen = linked_choice("meeting", options, newest[0].meeting_id, label="meeting", width=240, drops="on")
    return reviews.meeting(chosen)


def _label(one: Meeting) -> str:
    """Plain text: a selectbox reads no Markdown."""
    day = day_in_words(one.date) if one.date else ""
    parts = [one.title, "" if day in one.title else day, "closed" if one.closed else ""]
    return ", ".join(part for part in parts if part)


def first() -> None:
    """Without any meeting: what this page is for, and the form that begins one."""
    with st.container(border=True, width=560):
        st.markdown("**no meeting was held yet**")
        st.markdown(
            ":gray[A meeting goes through candidates and tasks one by one: evidence that stays as it was, votes with "
            "reasons, comments, and a decision. All of it is kept in one file, reviews.jsonl.]"
        )
        reviewers.ask_name()
        _form()


def new_button() -> None:
    """The button for another meeting."""
    st.button("new meeting", icon=":material/groups:", type="tertiary", on_click=_show_dialog, args=(True,))
    if st.session_state.get(_OPEN):
        _dialog()


def _show_dialog(shown: bool = False) -> None:
    """The dialog stays while others speak, which draws the page again."""
    st.session_state[_OPEN] = shown


@st.dialog("a new meeting", on_dismiss=_show_dialog)
def _dialog() -> None:
    _form()
    if not st.session_state.get(_OPEN):
        st.rerun()


def _form() -> None:
    """Title, date and first points of a new meeting."""
    name = reviewers.person()
    offered = review_subjects.offered()
    st.text_input("title", key=_TITLE, placeholder="weekly review", max_chars=120)
    st.date_input("date", date.today(), key=_DATE)
    st.multiselect(
        "on the agenda", list(offered), key=_POINTS, format_func=lambda subject: offered.get(subject, subject),
        placeholder="candidates and tasks; more can follow",
    )  # fmt: skip
    st.checkbox(
        "freeze their evidence now", True, key=_FREEZE,
        help="keeps scores, curves and hashes as they are; a decision rests on evidence that was frozen",
    )  # fmt: skip
    st.button(
        "begin the meeting", type="primary", icon=":material/play_arrow:", on_click=_begin, disabled=not name,
        help=None if name else "give your name first",
    )  # fmt: skip


def _begin() -> None:
    day: date = st.session_state[_DATE]
    title = " ".join(str(st.session_state[_TITLE] or "").split()) or "review"
    about = Reference("meeting", token_hex(4))
    if reviewers.say("meeting", about, title=title, date=day.isoformat()) is None:
        return
    for place, subject in enumerate(st.session_state[_POINTS], start=1):
        reviewers.say("agenda", about, subject=subject, place=float(place))
    if st.session_state[_FREEZE]:
        review_freezing.later(st.session_state[_POINTS], about.key)
    st.query_params["meeting"] = about.key
    st.query_params.pop("on", None)
    _show_dialog()


def close_or_reopen(meeting: Meeting) -> None:
    """The button that ends a meeting, or opens it again."""
    about = Reference("meeting", meeting.meeting_id)
    if meeting.closed:
        st.button(
            "open the meeting again", icon=":material/lock_open:", on_click=reviewers.on_click_say,
            args=("meeting", about), kwargs={"title": meeting.title}, disabled=not reviewers.person(),
        )  # fmt: skip
    else:
        st.button(
            "close the meeting", icon=":material/lock:", on_click=reviewers.on_click_say, args=("close", about),
            disabled=not reviewers.person(), help="it stays readable, and can be opened again",
        )  # fmt: skip
