"""The agenda beside the evidence: its points, the one that is looked at, and what can be done to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from e2lm.reviews.references import Reference
from e2lm.reviews.said import Meeting, Point
from e2lm.reviews.state import Reviews
from e2lm.views.review_agenda import Row, agenda_in_words, agenda_rows, moved, neighbour, next_place
from e2lm.views.words import escaped
from pages.shared import absent, review_freezing, review_subjects, reviewers

ON = "on"  # the parameter of the point that is looked at
_PICKED, _NEW, _EDITED, _ADDED = "review_point", "agenda_new", "agenda_edited", "agenda_added"
_KEYS = ((-1, "arrow_upward", "k", "point before"), (1, "arrow_downward", "j", "next point"))
_MARKS = {"keep": ":green[keep]", "change": ":orange[change]", "drop": ":red[drop]"}


def shown(reviews: Reviews, meeting: Meeting, names: Mapping[str, str]) -> Point | None:
    """Draws the agenda; the point that is looked at, None while it is empty."""
    points = reviews.agenda(meeting.meeting_id)
    rows = agenda_rows(reviews, meeting.meeting_id, names)
    current = _current(points, names)
    _heading(rows, points, current)
    if current is not None:
        _list(rows, current.subject)
        _tools(meeting, points, current)
    _adding(meeting, points)
    return current


def show(subject: str) -> None:
    """For callbacks: looks at another point."""
    st.query_params[ON] = subject
    st.query_params.pop("evidence", None)


def _current(points: Sequence[Point], names: Mapping[str, str]) -> Point | None:
    """The point that the address names, else the first."""
    asked = st.query_params.get(ON, "")
    found = next((point for point in points if point.subject == asked), None)
    first = points[0] if points else None
    if found is None and asked:
        absent.missing(ON, (asked,), names.get(first.subject, "") if first else "")
    else:
        absent.found(ON)
    return found or first


def _heading(rows: Sequence[Row], points: Sequence[Point], current: Point | None) -> None:
    with st.container(horizontal=True, vertical_alignment="center", wrap=False, gap="xsmall"):
        st.markdown(f"**agenda** :gray[{agenda_in_words(rows, points)}]", width="stretch", wrap=False)
        if current is not None and len(points) > 1:
            subjects = [point.subject for point in points]
            for step, icon, key, says in _KEYS:
                st.button(
                    "", icon=f":material/{icon}:", shortcut=key, type="tertiary", key=f"agenda_{key}", help=says,
                    on_click=show, args=(neighbour(subjects, current.subject, step),),
                )  # fmt: skip


def _list(rows: Sequence[Row], current: str) -> None:
    by_subject = {row.subject: row for row in rows}
    st.session_state[_PICKED] = current  # the address leads: a link, the keys or a colleague's strike may have moved it
    st.radio(
        "points of the agenda", list(by_subject), key=_PICKED, label_visibility="collapsed",
        format_func=lambda subject: _line(by_subject[subject]), captions=[escaped(row.says) for row in rows],
        on_change=_pick,
    )  # fmt: skip


def _line(row: Row) -> str:
    return escaped(row.name) + (f" {_MARKS.get(row.decided, '')}" if row.decided else "")


def _pick() -> None:
    show(st.session_state[_PICKED])


def _tools(meeting: Meeting, points: Sequence[Point], point: Point) -> None:
    """Moving, editing and striking the point that is looked at."""
    about, able = Reference("meeting", meeting.meeting_id), bool(reviewers.person())
    with st.container(horizontal=True, vertical_alignment="center", wrap=False, gap="xsmall"):
        for step, icon, says in ((-1, "move_up", "earlier"), (1, "move_down", "later")):
            place = moved(points, point.subject, step)
            st.button(
                "", icon=f":material/{icon}:", type="tertiary", key=f"agenda_{icon}", help=f"speak of it {says}",
                on_click=_put, args=(about, point), kwargs={"place": place}, disabled=place is None or not able,
            )  # fmt: skip
        with st.popover(
            "owner, time", type="tertiary", icon=":material/edit:", disabled=not able, key=_EDITED, on_change="rerun"
        ):
            _editing(about, point)
        st.button(
            "strike", type="tertiary", icon=":material/remove_circle_outline:", key="agenda_strike", disabled=not able,
            on_click=reviewers.on_click_say, args=("strike", about), kwargs={"subject": point.subject},
            help="takes it off the agenda; what was said of it stays",
        )  # fmt: skip


def _editing(about: Reference, point: Point) -> None:
    with st.form(f"agenda_edit_{point.event_id}", border=False):
        st.text_input("owner", point.owner, max_chars=60, key=f"owner_{point.event_id}")
        st.number_input(
            "minutes", 0.0, 600.0, None if point.minutes is None else min(float(point.minutes), 600.0), 5.0,
            format="%g", placeholder="no limit", key=f"minutes_{point.event_id}",
        )  # fmt: skip
        st.text_input("note", point.note, max_chars=300, key=f"note_{point.event_id}")
        st.form_submit_button("save", on_click=_edit, args=(about, point))


def _put(about: Reference, point: Point, **changes: object) -> None:
    fields = {name: getattr(point, name) for name in ("owner", "minutes", "place", "note")}
    reviewers.say("agenda", about, subject=point.subject, **{**fields, **changes})


def _edit(about: Reference, point: Point) -> None:
    st.session_state[_EDITED] = False
    _put(about, point, **{name: st.session_state[f"{name}_{point.event_id}"] for name in ("owner", "minutes", "note")})


def _adding(meeting: Meeting, points: Sequence[Point]) -> None:
    """Candidates and tasks that are not on the agenda yet."""
    there = {point.subject for point in points}
    offered = {subject: name for subject, name in review_subjects.offered().items() if subject not in there}
    if not offered:
        st.caption("everything that is loaded is on the agenda" if there else "no candidate or task is here yet")
        return
    with st.popover(
        "add to the agenda", icon=":material/add:", type="tertiary", disabled=not reviewers.person(), key=_ADDED,
        on_change="rerun",
    ):  # fmt: skip
        _form(meeting, points, offered)


def _form(meeting: Meeting, points: Sequence[Point], offered: Mapping[str, str]) -> None:
    with st.form(_NEW, border=False, clear_on_submit=True):
        st.multiselect(
            "candidates and tasks", list(offered), format_func=lambda subject: offered.get(subject, subject),
            placeholder="choose", width=420, key=f"{_NEW}_points",
        )  # fmt: skip
        left, right = st.columns(2)
        left.text_input("owner", max_chars=60, key=f"{_NEW}_owner")
        right.number_input("minutes", 0.0, 600.0, None, 5.0, format="%g", placeholder="no limit", key=f"{_NEW}_minutes")
        st.checkbox("freeze their evidence now", True, key=f"{_NEW}_freeze")
        st.form_submit_button("add", type="primary", on_click=_add, args=(meeting, next_place(points)))


def _add(meeting: Meeting, first: float) -> None:
    said = {name: st.session_state[f"{_NEW}_{name}"] for name in ("points", "owner", "minutes", "freeze")}
    st.session_state[_ADDED] = not said["points"]
    about = Reference("meeting", meeting.meeting_id)
    for number, subject in enumerate(said["points"]):
        reviewers.say(
            "agenda", about, subject=subject, place=first + number, owner=said["owner"], minutes=said["minutes"]
        )
    if said["freeze"]:
        review_freezing.later(said["points"], meeting.meeting_id)
