"""What people say of the open question: star, flags, votes and comments, and who said what."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from e2lm.reviews.events import CHOICES, FLAGS
from e2lm.reviews.references import Reference
from e2lm.reviews.said import Comment, Vote
from e2lm.reviews.state import Reviews
from e2lm.views.doc_reviews import about, marks
from e2lm.views.words import escaped
from pages.shared import reviewers

_OPEN, SHORT = "said", 26
COLOURS = {"keep": "green", "change": "orange", "drop": "red"}
MEANS = {"keep": "it stays as it is", "change": "it stays, mended", "drop": "it goes"}
NAMELESS = "Give your name first: what you say is kept under it."


def is_open() -> bool:
    """Whether the panel is shown in place of the small pictures; it is in the address."""
    return st.query_params.get(_OPEN) == "1"


def buttons(doc_key: str, reviews: Reviews) -> None:
    """Draws the star, and the button that opens the panel, with what was said so far."""
    mine = doc_key in reviews.starred(reviewers.person())
    said = marks(reviews, [doc_key])[0]
    st.button(
        "starred" if mine else "star", key="doc_star", type="tertiary", shortcut="S", on_click=_say,
        icon=":material/star:", args=("star", doc_key), kwargs={"starred": not mine},
        help="take your star away" if mine else "star it: it is found again under “starred”",
    )  # fmt: skip
    label = escaped(said if len(said) <= SHORT else said[: SHORT - 1] + "…") or "review"
    st.button(
        label, key="doc_review", type="secondary" if is_open() else "tertiary", icon=":material/rate_review:",
        shortcut="V", on_click=_toggle, help=f"flags, votes and comments. {escaped(said)}",
    )  # fmt: skip


def panel(doc_key: str, reviews: Reviews, height: int) -> None:
    """Draws flags, votes and comments of one question; all that is said is kept at once."""
    on = about(doc_key)
    top = st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", wrap=False)
    top.markdown("**review** :gray[kept with your name]", width="content")
    with top:
        reviewers.ask_name()
    _flags(doc_key, reviews)
    _votes(on, reviews)
    st.text_input(
        "comment", key=f"comment_{doc_key}", placeholder="comment, Enter keeps it", label_visibility="collapsed",
        icon=":material/chat_bubble:", on_change=_comment, args=(doc_key,), max_chars=2000,
    )  # fmt: skip
    with st.container(height=max(72, height - 190), border=False, gap="xsmall"):
        _told(on, reviews)


def _flags(doc_key: str, reviews: Reviews) -> None:
    """A button for each flag, that of one's own pressed, with how many raise it."""
    raised, me = reviews.flags().get(doc_key, {}), reviewers.person()
    line = st.container(horizontal=True, vertical_alignment="center", gap="xsmall")
    for place, flag in enumerate(FLAGS):
        people = raised.get(flag, ())
        mine = _is_among(me, people)
        line.button(
            f"{flag} ({len(people)})" if people else flag, key=f"flag_{place}", on_click=_say, args=("flag", doc_key),
            kwargs={"flag": flag, "raised": not mine}, type="primary" if mine else "secondary",
            shortcut=str(place + len(CHOICES) + 1),
            help=f"raised by {escaped(', '.join(people))}" if people else "nobody has raised it",
        )  # fmt: skip


def _votes(on: Reference, reviews: Reviews) -> None:
    votes, me = reviews.votes(on), reviewers.person()
    line = st.container(horizontal=True, vertical_alignment="center", gap="xsmall", wrap=False)
    own = next((vote.choice for vote in votes if _is_among(me, (vote.by,))), "")
    for place, choice in enumerate(CHOICES):
        count = sum(vote.choice == choice for vote in votes)
        line.button(
            f"{choice} ({count})" if count else choice, key=f"vote_{choice}", on_click=_vote, args=(on, choice),
            type="primary" if choice == own else "secondary", shortcut=str(place + 1), help=MEANS[choice],
        )  # fmt: skip
    line.text_input(
        "reason", key=f"reason_{on.key}", placeholder="reason, before the vote", label_visibility="collapsed",
        max_chars=500,
    )  # fmt: skip


def _told(on: Reference, reviews: Reviews) -> None:
    """Votes with their reasons, then comments, each with a button for its own author to take it back."""
    votes, comments = reviews.votes(on), reviews.comments(on)
    if not votes and not comments:
        st.caption("Nobody has voted or commented yet.")
    for vote in votes:
        _line(vote, f":{COLOURS[vote.choice]}[{vote.choice}] **{escaped(vote.by)}** {escaped(vote.reason)}")
    for comment in comments:
        _line(comment, f"**{escaped(comment.by)}** {escaped(comment.text)}")


def _line(said: Vote | Comment, words: str) -> None:
    line = st.container(horizontal=True, vertical_alignment="center", wrap=False, gap="xsmall")
    line.markdown(words)
    if _is_among(reviewers.person(), (said.by,)):
        line.button(
            "", key=f"undo_{said.event_id}", icon=":material/undo:", type="tertiary", help="take it back",
            on_click=_take_back, args=(said.event_id,),
        )  # fmt: skip


def _is_among(name: str, people: tuple[str, ...]) -> bool:
    return bool(name) and name.casefold() in {one.casefold() for one in people}


def _take_back(event_id: str) -> None:
    reviewers.say("undo", Reference("event", event_id))


def _toggle() -> None:
    if st.query_params.pop(_OPEN, None) is None:
        st.query_params[_OPEN] = "1"


def _say(kind: str, doc_key: str, **fields: object) -> None:
    _named(partial(reviewers.say, kind, about(doc_key), **fields))


def _vote(on: Reference, choice: str) -> None:
    key = f"reason_{on.key}"
    reason = str(st.session_state.get(key, "")).strip()
    if _named(partial(reviewers.say, "vote", on, choice=choice, reason=reason)):
        st.session_state[key] = ""


def _comment(doc_key: str) -> None:
    key = f"comment_{doc_key}"
    text = str(st.session_state.get(key, "")).strip()
    if text and _named(partial(reviewers.say, "comment", about(doc_key), text=text)):
        st.session_state[key] = ""


def _named(say: Callable[[], object]) -> bool:
    """Says it where it is known who speaks; else opens the panel, which asks for the name."""
    if reviewers.person():
        return say() is not None
    st.query_params[_OPEN] = "1"
    st.toast(NAMELESS, icon=":material/person:")
    return False
