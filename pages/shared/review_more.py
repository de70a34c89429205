"""What was said and its undoing; behind "more" closing the meeting, and another team's journal."""

from __future__ import annotations

import streamlit as st

from e2lm.counting import counted
from e2lm.errors import E2LMError
from e2lm.reviews.references import Reference
from e2lm.reviews.said import Meeting
from e2lm.reviews.state import Reviews
from e2lm.views.review_talk import sentence
from e2lm.views.words import escaped
from pages.shared import frame, queries, review_meeting, review_subjects, reviewers
from results_store.reviews import bring_in

MOST = 60  # of the newest events that are listed
_FILE, _SAID, _LOG = "journal_file", "journal_said", "review_log"


def drawn(meeting: Meeting | None) -> None:
    """Fills the popover."""
    with frame.more():
        if meeting is not None:
            review_meeting.close_or_reopen(meeting)
        _bringing()


def log_button() -> None:
    """The button for all that was said, each with its undo."""
    st.button("log, undo", icon=":material/history:", type="tertiary", shortcut="u", on_click=_show_log, args=(True,))
    if st.session_state.get(_LOG):
        _log_dialog()


def problems(reviews: Reviews) -> None:
    """A line where the journal holds something that says nothing."""
    if not reviews.problems:
        return
    first = reviews.problems[0]
    with st.expander(f"{counted(len(reviews.problems), 'line')} of the journal could not be used"):
        for one in reviews.problems[:20]:
            st.markdown(f"line {one.line}: {escaped(one.problem)}. {escaped(one.remedy)}")
        st.caption(escaped(first.file))


def _show_log(shown: bool = False) -> None:
    """The dialog stays while others speak, which draws the page again."""
    st.session_state[_LOG] = shown


@st.dialog("what was said", width="large", on_dismiss=_show_log)
def _log_dialog() -> None:
    _log(reviewers.reviews_now())


def _log(reviews: Reviews) -> None:
    """The newest events first, each with its undo."""
    st.caption(f"{counted(len(reviews.said), 'event')}, the newest first; what is undone stays in the journal")
    told = {event.event_id: event for event in reviews.said}
    standing = {event.event_id for event in reviews.events}
    names = review_subjects.names(reviews, dict.fromkeys(event.on for event in reviews.said[-MOST:]))
    undone = {Reference.read(event.on).key: event for event in reviews.said if event.kind == "undo"}
    with st.container(height=460, border=False, gap="xsmall"):
        for event in reversed(reviews.said[-MOST:]):
            with st.container(
                horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", wrap=False
            ):
                words = f"{escaped(event.by)} {escaped(sentence(event, names, told))}"
                gone = event.kind != "undo" and event.event_id not in standing
                st.markdown(
                    f":small[:gray[{reviewers.when(event.at)}] {f'~~{words}~~' if gone else words}]", width="stretch"
                )
                target = undone[event.event_id].event_id if gone and event.event_id in undone else event.event_id
                st.button(
                    "redo" if gone else "undo", key=f"undo_{event.event_id}", type="tertiary",
                    on_click=reviewers.on_click_say, args=("undo", Reference("event", target)),
                    disabled=not reviewers.person(),
                )  # fmt: skip


def _bringing() -> None:
    st.markdown("**another team's journal**")
    given = st.file_uploader(
        "reviews.jsonl of their home folder", type=["jsonl", "json", "txt"], key=_FILE,
        help="what is new in it is added, each event once; nothing of ours is changed",
    )  # fmt: skip
    st.button("bring it in", icon=":material/merge:", disabled=given is None, on_click=_bring)
    if said := st.session_state.pop(_SAID, ""):
        st.markdown(said)


def _bring() -> None:
    given = st.session_state[_FILE]
    try:
        brought = bring_in(queries.store().home, given.getvalue(), given.name)
    except E2LMError as error:
        st.session_state[_SAID] = f":red[{escaped(error.problem)}. {escaped(error.remedy)}]"
        return
    lines = [f":green[{counted(brought.added, 'event')} added, {brought.known:,} known already]"]
    lines += [f"line {one.line}: {escaped(one.problem)}. {escaped(one.remedy)}" for one in brought.problems[:10]]
    more = len(brought.problems) - 10
    lines += [f"and {counted(more, 'more line')} like these"] if more > 0 else []
    st.session_state[_SAID] = "  \n".join(lines)
