"""The point that is looked at: evidence, frozen or as it is now, and what changed since it was frozen before."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from e2lm.errors import E2LMError
from e2lm.figures.evidence import evidence_figure
from e2lm.figures.theme import theme_of
from e2lm.minutes.words import asked_in_words, rests_on
from e2lm.reviews.changes import Change, changed_since
from e2lm.reviews.earlier import earlier
from e2lm.reviews.evidence import Evidence
from e2lm.reviews.recorded import recorded
from e2lm.reviews.references import Reference
from e2lm.reviews.said import Frozen, Meeting, Point
from e2lm.reviews.state import Reviews
from e2lm.views.review_agenda import decided
from e2lm.views.review_scores import ScoreCard, score_cards, versions_in_words
from e2lm.views.words import escaped
from pages.shared import absent, frame, review_freezing, reviewers
from pages.shared.linked import linked_segments
from pages.shared.review_evidence import evidence_of

HEIGHT = 250
SEEN = "evidence"  # the parameter: "" frozen in this meeting, NOW, or the id of an event that holds evidence
NOW = "now"


def shown(reviews: Reviews, meeting: Meeting, point: Point, name: str) -> None:
    """Draws the evidence of a point."""
    kept = _kept(reviews, meeting, point)
    head = st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", wrap=False)
    title = head.container(width="content")
    head = head.container(horizontal=True, vertical_alignment="center", width="content", wrap=False)
    place = st.container()
    with head:
        asked = _choice(reviews, kept)
    frozen = kept if asked == "" else reviews.frozen(asked)
    try:
        one = _now(point, place) if frozen is None else recorded(frozen.evidence)
    except E2LMError as error:
        title.subheader(escaped(name), anchor=False)
        place.info(f"{escaped(error.problem)}. {escaped(error.remedy)}", icon=":material/info:")
        return
    except (TypeError, ValueError) as error:
        title.subheader(escaped(name), anchor=False)
        place.error(f"this evidence cannot be read: {escaped(str(error))}", icon=":material/error:")
        return
    title.subheader(escaped(name), anchor=False)  # not before its evidence is there to be drawn beneath it
    _heading(head, frozen, meeting, point)
    before = (
        earlier(reviews, one, meeting.meeting_id, frozen.at) if frozen else _before_now(reviews, one, kept, meeting)
    )
    changes = _changes(one, before)
    with place:
        _about(one, point)
        _cards(score_cards(one, changes))
        if one.curves:
            st.plotly_chart(
                evidence_figure(one, theme_of(frame.dark()), HEIGHT), theme=None, key="review_curves",
                config={"displayModeBar": False}, alt=f"the curves of {name} as this evidence has them",
            )  # fmt: skip
        _changed(changes, before)
        _rests_on(one)


def look_at(event_id: str) -> None:
    """For callbacks: shows the evidence that an event holds."""
    st.query_params[SEEN] = event_id


def _kept(reviews: Reviews, meeting: Meeting, point: Point) -> Frozen | None:
    """What this meeting looks at: what its decision rests on, else what was frozen last in it."""
    decision = decided(reviews, point.subject, meeting.meeting_id)
    rested = reviews.frozen(decision.evidence) if decision else None
    own = reviews.evidence(point.subject, meeting.meeting_id)
    return rested or (own[-1] if own else None)


def _now(point: Point, place: DeltaGenerator) -> Evidence:
    """The evidence as it is now, which may take seconds. Raises RequestError where there is none."""
    with place, st.spinner("computing the evidence", show_time=True):
        return evidence_of(Reference.read(point.subject))


def _choice(reviews: Reviews, kept: Frozen | None) -> str:
    """Which evidence is shown: a choice where there is one."""
    asked = st.query_params.get(SEEN, "")
    options = {"": "frozen", NOW: "now"} if kept else {}
    if asked not in ("", NOW) and (other := reviews.frozen(asked)) is not None:
        options = {**options, asked: f"as of {reviewers.when(other.at)}"} if options else {asked: "then", "": "now"}
    if len(options) > 1:
        return linked_segments(SEEN, options, "")
    if asked not in ("", NOW):
        absent.missing(SEEN, (asked,), "what is loaded now")
    return ""


def _before_now(reviews: Reviews, one: Evidence, kept: Frozen | None, meeting: Meeting) -> Frozen | None:
    """What present evidence is held against: what this meeting froze, else what was looked at before."""
    return kept or earlier(reviews, one, meeting.meeting_id)


def _changes(one: Evidence, before: Frozen | None) -> list[Change]:
    if before is None:
        return []
    try:
        return changed_since(one, recorded(before.evidence))
    except (TypeError, ValueError) as error:
        return [Change("the evidence before", f"cannot be read: {error}", "")]


def _heading(head: DeltaGenerator, frozen: Frozen | None, meeting: Meeting, point: Point) -> None:
    with head:
        if frozen is not None:
            st.markdown(
                f":gray[:material/lock: frozen {reviewers.when(frozen.at)}]", width="content", wrap=False,
                help=f"by {escaped(frozen.by)}; kept as it was, whatever is loaded by now",
            )  # fmt: skip
        if frozen is None or st.query_params.get(SEEN) == NOW:
            st.button(
                "freeze", icon=":material/lock:", shortcut="f", disabled=not reviewers.person(),
                on_click=_freeze, args=(point.subject, meeting.meeting_id),
                help="keeps scores, curves and hashes as they are now, for this meeting",
            )  # fmt: skip


def _freeze(subject: str, meeting_id: str) -> None:
    if review_freezing.freeze(Reference.read(subject), meeting_id) is not None:
        st.query_params.pop(SEEN, None)


def _about(one: Evidence, point: Point) -> None:
    parts = [asked_in_words(one), versions_in_words(one), one.note, point.note]
    st.caption(" · ".join(escaped(part) for part in parts if part))


def _cards(cards: Sequence[ScoreCard]) -> None:
    for column, card in zip(st.columns(max(len(cards), 1), gap="small"), cards, strict=False):
        with column.container(border=True, gap=None, height="stretch"):
            st.markdown(f"{card.name}:gray[, {card.kind}]")
            if card.value == "undefined":
                st.markdown(":gray[**undefined**]")
            else:
                st.markdown(f"# {card.value}{_delta(card)}")
            st.caption(escaped(card.says))


def _delta(card: ScoreCard) -> str:
    """Coloured only beyond both intervals."""
    if not card.change:
        return ""
    tone = "gray" if not card.beyond else "green" if card.change.startswith("+") else "red"
    return f" :small[:{tone}[{escaped(card.change)}]]"


def _changed(changes: Sequence[Change], before: Frozen | None) -> None:
    if before is None:
        st.caption("nothing was frozen before, so there is nothing to compare with")
        return
    st.markdown(f"**changed since** :gray[it was frozen {reviewers.when(before.at)} by {escaped(before.by)}]")
    if not changes:
        st.caption("nothing: the same questions, runs, settings and scores")
        return
    cells = [[escaped(cell) or "–" for cell in (one.what, one.before, one.now, one.change)] for one in changes]
    st.table(
        pd.DataFrame(cells, columns=["what", "before", "now", "change"]), border="horizontal", hide_index=True,
        alt="what changed",
    )  # fmt: skip


def _rests_on(one: Evidence) -> None:
    with st.expander("what these numbers rest on"):
        cells = [[escaped(name), escaped(value) or "–"] for name, value in rests_on(one)]
        st.table(
            pd.DataFrame(cells, columns=["what", "is"]), border="horizontal", hide_index=True, hide_header=True,
            alt="what the numbers rest on",
        )  # fmt: skip
        st.caption("the command that prints the scores again")
        st.code(one.command or "none is known", language=None, wrap_lines=True)
