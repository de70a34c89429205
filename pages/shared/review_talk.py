"""What people say of a point: comments, questions with their answers, and what somebody is to do."""

from __future__ import annotations

import streamlit as st

from e2lm.reviews.said import Ask, Assignment, Comment
from e2lm.reviews.state import Reviews
from e2lm.views.review_talk import Said, talk_in_words, talk_of
from e2lm.views.words import escaped, escaped_lines
from pages.shared import reviewers

KINDS = {"comment": "comment", "ask": "question", "assign": "to do"}
_KIND, _TEXT, _TO, _DUE = "talk_kind", "talk_text", "talk_to", "talk_due"


def shown(reviews: Reviews, subject: str, meeting_id: str = "") -> None:
    """A line to say more, and all that was said, the newest first; `meeting_id`: the meeting it is said in."""
    said = talk_of(reviews, subject)
    st.markdown(f"**said** :gray[{talk_in_words(said)}]")
    _line(subject, meeting_id)
    for one in reversed(said):
        with st.container(gap=None):
            _entry(one, subject)


def _entry(one: Said, subject: str) -> None:
    head = f"**{escaped(one.by)}** :small[:gray[{reviewers.when(one.at)}]]"
    match one:
        case Comment():
            st.markdown(f"{head}  \n{escaped_lines(one.text)}")
        case Ask():
            mark = "" if one.answers else " :orange-badge[open question]"
            st.markdown(f"{head}{mark}  \n{escaped_lines(one.text)}")
            for answer in one.answers:
                st.markdown(f"> **{escaped(answer.by)}** {escaped(answer.text)}")
            _answering(one, subject)
        case Assignment():
            due = f", {escaped(one.due)}" if one.due else ""
            mark = ":green-badge[done]" if one.done else ":violet-badge[to do]"
            st.markdown(f"{head} {mark}  \n**{escaped(one.to)}**{due}: {escaped(one.text)}")
            if not one.done:
                st.button(
                    "done", key=f"done_{one.event_id}", type="tertiary", icon=":material/check:",
                    on_click=reviewers.on_click_say, args=("done", subject), kwargs={"to": one.event_id},
                    disabled=not reviewers.person(),
                )  # fmt: skip


def _answering(ask: Ask, subject: str) -> None:
    key = f"answer_{ask.event_id}"
    with st.popover(
        "answer", type="tertiary", icon=":material/reply:", disabled=not reviewers.person(), key=f"{key}_open",
        on_change="rerun",
    ):  # fmt: skip
        _answer_form(ask, subject, key)


def _answer_form(ask: Ask, subject: str, key: str) -> None:
    with st.form(key, border=False, clear_on_submit=True):
        st.text_input("answer", key=f"{key}_text", max_chars=2000)
        st.form_submit_button("answer", on_click=_answer, args=(ask, subject, key))


def _answer(ask: Ask, subject: str, key: str) -> None:
    if text := str(st.session_state.get(f"{key}_text") or "").strip():
        reviewers.say("answer", subject, to=ask.event_id, text=text)
        st.session_state[f"{key}_open"] = False


def _line(subject: str, meeting_id: str) -> None:
    kind = st.segmented_control(
        "what is said", list(KINDS), default="comment", required=True, key=_KIND, format_func=KINDS.__getitem__,
        label_visibility="collapsed",
    )  # fmt: skip
    with st.form("talk", border=False, clear_on_submit=True):
        if kind == "assign":
            to, due = st.columns(2)
            to.text_input("who", key=_TO, max_chars=60, placeholder="who", label_visibility="collapsed")
            due.text_input("until when", key=_DUE, max_chars=60, placeholder="until when", label_visibility="collapsed")
        with st.container(horizontal=True, gap="xsmall", wrap=False):
            st.text_input(
                KINDS[kind], key=_TEXT, placeholder=f"add a {KINDS[kind]}", label_visibility="collapsed",
                max_chars=5000,
            )  # fmt: skip
            st.form_submit_button(
                "say", icon=":material/send:", on_click=_say, args=(kind, subject, meeting_id),
                disabled=not reviewers.person(),
            )  # fmt: skip


def _say(kind: str, subject: str, meeting_id: str) -> None:
    text = str(st.session_state.get(_TEXT) or "").strip()
    fields = {"text": text, "meeting": meeting_id}
    if kind == "assign":
        to = " ".join(str(st.session_state.get(_TO) or "").split())
        fields |= {"to": to or reviewers.person(), "due": str(st.session_state.get(_DUE) or "").strip()}
    if text:
        reviewers.say(kind, subject, **fields)
