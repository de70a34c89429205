"""One slide: a sentence, the curves, three numbers, and how the room has voted."""

from __future__ import annotations

import streamlit as st

from e2lm.errors import E2LMError
from e2lm.figures.presenter import presenter_figure
from e2lm.figures.theme import theme_of
from e2lm.minutes.minutes import frozen_in
from e2lm.minutes.words import asked_in_words, votes_in_words
from e2lm.reviews.headline import headline
from e2lm.reviews.recorded import recorded
from e2lm.reviews.references import Reference
from e2lm.views.presenter_words import Number, dashes_in_words, numbers
from e2lm.views.words import escaped
from pages.shared import frame, reviewers
from pages.shared.presenter_points import Show
from pages.shared.review_evidence import evidence_of

HEIGHT = 540


def draw(show: Show, subject: str) -> None:
    """The slide of one candidate or task."""
    st.space("xsmall")
    frozen = frozen_in(reviewers.reviews_now(), subject, show.meeting.meeting_id) if show.meeting else None
    try:
        one = recorded(frozen.evidence) if frozen else evidence_of(Reference.read(subject))
    except E2LMError as error:
        st.markdown(f"#### {escaped(subject.partition(':')[2])}")
        st.markdown(f"###### :gray[{escaped(error.problem[:1].upper() + error.problem[1:])}. {escaped(error.remedy)}.]")
        return
    words = [asked_in_words(one), dashes_in_words(one), "as it was frozen" if frozen else ""]
    st.markdown(f"#### {escaped(headline(one))}")
    st.markdown(f"###### :gray[{escaped(', '.join(part for part in words if part))}]")
    chart, beside = st.columns([2.2, 1], gap="large", vertical_alignment="center")
    with chart:
        if one.curves:
            st.plotly_chart(
                presenter_figure(one, theme_of(frame.dark()), HEIGHT), theme=None, key="presenter_curves",
                config={"displayModeBar": False}, alt=f"the curves of {one.name}",
            )  # fmt: skip
        else:
            st.markdown("###### :gray[no full run is loaded, so there is no curve]")
    with beside:
        for number in numbers(one):
            _number(number)


def nothing(show: Show) -> None:
    """A presentation of nothing: what is missing, and where to bring it from."""
    if show.lost:
        words = f"There is no meeting {show.lost[:40]}. Its journal is another team's, or it was undone."
    elif show.meeting is not None:
        words = f"{show.meeting.title} has no candidate or task on its agenda."
    else:
        words = "Nothing to present yet: no meeting is open, and no candidate is saved."
    st.markdown("#### nothing to present")
    st.markdown(f"###### :gray[{escaped(words)}]")
    frame.link("review", "put candidates on an agenda")
    frame.link("build", "choose questions and save a candidate")


def _number(number: Number) -> None:
    with st.container(gap=None):
        st.markdown(f"##### {escaped(number.value)}")
        st.markdown(f"###### :gray[{escaped(number.says)}]")


def standing(show: Show, subject: str) -> str:
    """Where in the show the slide is, how the room has voted, and what was decided, as Markdown."""
    reviews, own = reviewers.reviews_now(), show.meeting.meeting_id if show.meeting else None
    decisions = reviews.decisions(subject, own)
    parts = [f"{show.subjects.index(subject) + 1} of {len(show.subjects)}", votes_in_words(reviews.votes(subject, own))]
    parts += [f"decided: **{decisions[-1].choice}**"] if decisions else []
    return " :gray[·] ".join(parts)
