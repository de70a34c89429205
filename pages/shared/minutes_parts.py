"""The button that writes minutes: of a meeting, or of any candidates and tasks, as Markdown and as a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import streamlit as st

from e2lm.errors import E2LMError
from e2lm.figures.minutes import report
from e2lm.minutes.markdown import as_markdown
from e2lm.minutes.minutes import Minutes, Now, of_meeting, of_subjects, unfrozen
from e2lm.reviews.evidence import Evidence
from e2lm.reviews.references import Reference
from e2lm.reviews.said import Meeting
from e2lm.reviews.settings import options_of
from e2lm.scoring.settings import ScoreSettings
from pages.shared import reviewers, selectors
from pages.shared.export_parts import file_name
from pages.shared.review_evidence import evidence_under

Basis = tuple[str, ScoreSettings]  # a family of models, and what its scores rest on
FIRST = 6  # candidates that are chosen at first
HELP = "the page holds its figures, and needs neither server nor network"


def meeting_button(meeting: Meeting) -> None:
    """Downloads of a meeting's minutes; they are written when they are asked for, with all that was said by then."""
    key = f"minutes_{meeting.meeting_id}"
    popover = st.popover("minutes", icon=":material/description:", type="tertiary", key=key, on_change="rerun")
    if popover.open:
        with popover:
            _downloads(partial(_of_meeting, meeting, _basis()), meeting.title, key)


def subjects_button(offered: Mapping[str, str], title: str) -> None:
    """Downloads of the same for any of the `offered` candidates and tasks (names by reference), whatever meetings they
    were in."""
    key = "minutes_of_set"
    popover = st.popover("minutes", icon=":material/description:", type="tertiary", key=key, on_change="rerun")
    if popover.open:
        with popover:
            chosen = st.multiselect(
                "of", list(offered), list(offered)[:FIRST], key=f"{key}_chosen", width=420,
                format_func=lambda subject: offered.get(subject, subject),
            )  # fmt: skip
            if chosen:
                _downloads(partial(_of_subjects, tuple(chosen), title, _basis()), title, key)


def _downloads(written: Callable[[], Minutes], title: str, key: str) -> None:
    with st.container(horizontal=True):
        st.download_button(
            "Markdown", lambda: as_markdown(written()), f"{file_name(title)}.md", "text/markdown", key=f"{key}_md",
            icon=":material/notes:", on_click="ignore",
        )  # fmt: skip
        st.download_button(
            "HTML", lambda: report(written()), f"{file_name(title)}.html", "text/html", key=f"{key}_html",
            icon=":material/public:", on_click="ignore", help=HELP,
        )  # fmt: skip


def _basis() -> Basis:
    """What scores rest on as the page shows them: a download is made where no page can be asked."""
    return selectors.family(), selectors.score_settings()


def _of_meeting(meeting: Meeting, basis: Basis) -> Minutes:
    reviews = reviewers.reviews_now()
    now = reviews.meeting(meeting.meeting_id) or meeting
    return of_meeting(reviews, now, _now(unfrozen(reviews, now), basis), _options(basis))


def _of_subjects(subjects: tuple[str, ...], title: str, basis: Basis) -> Minutes:
    return of_subjects(reviewers.reviews_now(), subjects, _now(subjects, basis), title, _options(basis))


def _now(subjects: Sequence[str], basis: Basis) -> Now:
    """The evidence as it is now; of a candidate that was dropped since, why there is none."""
    found: dict[str, Evidence | str] = {}
    for subject in subjects:
        try:
            found[subject] = evidence_under(Reference.read(subject), *basis)
        except E2LMError as error:
            found[subject] = f"{error.problem}. {error.remedy}"
    return found


def _options(basis: Basis) -> list[str]:
    family, settings = basis
    return options_of(settings, family)
