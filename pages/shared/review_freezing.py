"""Keeping evidence as it is now, for a meeting: at once, or one point after another once the page is drawn."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from e2lm.errors import E2LMError
from e2lm.reviews.events import Event
from e2lm.reviews.references import Reference
from e2lm.views.words import escaped
from pages.shared import reviewers
from pages.shared.review_evidence import evidence_of

_WAITING = "freeze_waiting"


def freeze(subject: Reference, meeting_id: str) -> Event | None:
    """Journals the evidence as it is now; where there is none, says why on the page and gives None."""
    try:
        found = evidence_of(subject)
    except E2LMError as error:
        st.toast(escaped(str(error)), icon=":material/error:")
        return None
    return reviewers.say("evidence", subject, evidence=found.as_json(), meeting=meeting_id)


def later(subjects: Sequence[str], meeting_id: str) -> None:
    """For callbacks: has the evidence of several points frozen by catch_up, since each may take seconds."""
    st.session_state[_WAITING] = [*st.session_state.get(_WAITING, []), *((one, meeting_id) for one in subjects)]


def catch_up() -> None:
    """Freezes what waits, with progress, and draws the page again; stands at its end. A press in between loses
    nothing: what is left goes on in the next run."""
    waiting: list[tuple[str, str]] = st.session_state.get(_WAITING, [])
    if not waiting:
        return
    count = len(waiting)
    bar = st.progress(0.0, "freezing evidence")
    while waiting:
        subject, meeting_id = waiting[0]
        about = Reference.read(subject)
        bar.progress((count - len(waiting)) / count, f"freezing the evidence on {escaped(about.key)}")
        freeze(about, meeting_id)
        waiting.pop(0)
    st.rerun()
