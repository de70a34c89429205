"""Votes on a point, and the decision."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from e2lm.reviews.events import CHOICES
from e2lm.reviews.references import Reference
from e2lm.reviews.said import Decision, Meeting, Point, Vote
from e2lm.reviews.state import Reviews, person_key
from e2lm.views.review_agenda import decided, leading, present, votes_in_words, without_vote
from e2lm.views.words import escaped
from pages.shared import review_freezing, reviewers

TONES = {"keep": "green", "change": "orange", "drop": "red"}
_REASON, _CHOSEN, _WHY = "vote_reason", "decision_choice", "decision_reason"


def votes(reviews: Reviews, meeting: Meeting, point: Point) -> None:
    """Everybody's vote, and one's own."""
    cast = reviews.votes(point.subject, meeting.meeting_id)
    absent = without_vote(present(reviews, meeting.meeting_id), cast)
    st.markdown(f"**votes** :gray[{len(cast)} of {len(cast) + len(absent)}]")
    with st.container(gap="xsmall"):
        for vote in cast:
            _vote(vote)
        if absent:
            st.markdown(f":gray-badge[open] :gray[{escaped(', '.join(absent))}]")
    if not meeting.closed:
        _own(cast, meeting, point)


def _vote(vote: Vote) -> None:
    said = f"  \n:small[:gray[{escaped(vote.reason)}]]" if vote.reason.strip() else ""
    st.markdown(f":{TONES[vote.choice]}-badge[{vote.choice}] **{escaped(vote.by)}**{said}")


def _own(cast: Sequence[Vote], meeting: Meeting, point: Point) -> None:
    person = reviewers.person()
    mine = next((vote for vote in cast if person and person_key(vote.by) == person_key(person)), None)
    key = f"{_REASON}_{point.subject}"
    st.text_input("reason", key=key, placeholder="reason, if you like", label_visibility="collapsed", max_chars=500)
    with st.container(horizontal=True, gap="xsmall", wrap=False):
        for number, choice in enumerate(CHOICES, start=1):
            st.button(
                choice, key=f"vote_{choice}", shortcut=str(number), on_click=_cast, disabled=not person,
                args=(point.subject, meeting.meeting_id, choice, key), width="stretch",
                type="primary" if mine is not None and mine.choice == choice else "secondary",
                help=None if person else "give your name first",
            )  # fmt: skip


def _cast(subject: str, meeting_id: str, choice: str, key: str) -> None:
    reason = str(st.session_state.get(key) or "").strip()
    if reviewers.say("vote", subject, choice=choice, reason=reason, meeting=meeting_id) is not None:
        st.session_state[key] = ""


def decision(reviews: Reviews, meeting: Meeting, point: Point) -> None:
    """What was decided; while it is open, the form for it."""
    made = decided(reviews, point.subject, meeting.meeting_id)
    with st.container(border=True, gap="small"):
        if made is not None:
            _made(made)
        elif meeting.closed:
            st.markdown("**decision** :gray[none: the meeting was closed]")
        else:
            _form(reviews, meeting, point)


def _made(made: Decision) -> None:
    said = f"  \n:small[{escaped(made.reason)}]" if made.reason.strip() else ""
    st.markdown(
        f"**decision** :{TONES[made.choice]}-badge[{made.choice}] by **{escaped(made.by)}** "
        f":small[:gray[{reviewers.when(made.at)}]]{said}"
    )
    if not made.evidence:
        st.caption("it rests on no evidence")
    st.button(
        "undo the decision", type="tertiary", icon=":material/undo:", disabled=not reviewers.person(),
        on_click=reviewers.on_click_say, args=("undo", Reference("event", made.event_id)),
    )  # fmt: skip


def _form(reviews: Reviews, meeting: Meeting, point: Point) -> None:
    cast = reviews.votes(point.subject, meeting.meeting_id)
    chosen, why = f"{_CHOSEN}_{point.subject}", f"{_WHY}_{point.subject}"
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", wrap=False):
        st.markdown("**decision**", width="content")
        choice = st.segmented_control(
            "decision", CHOICES, default=leading(cast), key=chosen, label_visibility="collapsed", width="content"
        )
    with st.container(horizontal=True, gap="xsmall", wrap=False):
        st.text_input(
            "reason of the decision", key=why, placeholder=votes_in_words(cast), label_visibility="collapsed",
            max_chars=1000, help="for the minutes",
        )  # fmt: skip
        person = reviewers.person()
        st.button(
            "record", type="primary", shortcut="d", disabled=not person or choice is None, on_click=_record,
            args=(point.subject, meeting.meeting_id, chosen, why),
            help="it rests on the frozen evidence; where there is none, the present one is frozen first"
            if person else "give your name first",
        )  # fmt: skip


def _record(subject: str, meeting_id: str, chosen: str, why: str) -> None:
    kept = reviewers.reviews_now().evidence(subject, meeting_id)
    frozen = kept[-1] if kept else review_freezing.freeze(Reference.read(subject), meeting_id)
    said = reviewers.say(
        "decide", subject, choice=st.session_state[chosen], reason=str(st.session_state.get(why) or "").strip(),
        evidence=frozen.event_id if frozen is not None else "", meeting=meeting_id,
    )  # fmt: skip
    if said is not None:
        st.session_state[why] = ""
