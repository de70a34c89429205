"""Judging by hand: one question after another of a sample, under the name of the person who judges."""

from __future__ import annotations

import streamlit as st

from e2lm.alignment.rate import rate_among
from e2lm.alignment.sample import USUAL_SEED, USUAL_SIZE, sampled
from e2lm.alignment.verdicts import Judgement, Verdict, Word
from e2lm.errors import E2LMError
from e2lm.leakage.items import Item
from e2lm.views.alignment import rate_words
from e2lm.views.words import escaped, escaped_lines
from pages.shared import alignment_reads, queries
from pages.shared.alignment_checks import choices
from pages.shared.alignment_reads import Subject
from results_store.verdicts import person_id, say

_LAST = "judged_last"


def by_hand(subject: Subject) -> None:
    """The next question of the sample that this person has not judged, and the two answers."""
    left, right = st.columns([2.7, 1], gap="medium")
    with right:
        name = st.text_input("your name", key="judge_person", placeholder="verdicts are kept under it") or ""
        size, seed = st.columns(2)
        many = size.number_input("sample", 1, 15_000, USUAL_SIZE, key="person_size")
        drawn_by = seed.number_input(
            "seed", 0, value=USUAL_SEED, key="person_seed", help="the same seed: the same sample"
        )
    items = {item.doc_key: item for item in alignment_reads.items(subject)}
    keys = sampled(items, int(many), int(drawn_by))
    mine = _mine(name, subject.task)
    said = frozenset(one.doc_key for one in mine.verdicts) if mine else frozenset()
    rest = [key for key in keys if key not in said]
    with right:
        st.progress((len(keys) - len(rest)) / max(len(keys), 1), f"{len(keys) - len(rest)} of {len(keys)} judged")
        if mine:
            st.caption(escaped(rate_words(rate_among(mine, items))))
        st.markdown(":small[:gray[What other judges say is not shown here, so that you judge for yourself.]]")
    with left:
        if not rest:
            st.success("You have judged the whole sample.", icon=":material/done_all:")
        else:
            _question(items[rest[0]], name, subject.task)
        _undo(name, subject.task)


def _mine(name: str, task: str) -> Judgement | None:
    wanted = person_id(name, task)
    return next((one for one in alignment_reads.judged() if one.judgement_id == wanted), None)


def _question(item: Item, name: str, task: str) -> None:
    with st.container(border=True, height=430):
        st.caption(escaped(item.task))
        st.markdown(escaped_lines(item.prompt))
        choices(item)
    reason = f"reason_{item.doc_key}"
    st.text_input("why, if you like", key=reason)
    with st.container(horizontal=True):
        for word, icon, key in (("accept", "check", "y"), ("reject", "close", "n")):
            st.button(
                word, icon=f":material/{icon}:", type="primary" if word == "accept" else "secondary", shortcut=key,
                on_click=_say, args=(name, task, item.doc_key, word, reason), disabled=not name.strip(),
            )  # fmt: skip
        if not name.strip():
            st.caption("give your name first")


def _say(name: str, task: str, doc_key: str, word: Word, reason: str) -> None:
    try:
        say(queries.store().home, name, task, [Verdict(doc_key, word, str(st.session_state.get(reason, "")).strip())])
    except E2LMError as error:
        st.toast(escaped(str(error)), icon=":material/error:")
        return
    st.session_state[_LAST] = (name, task, doc_key)


def _undo(name: str, task: str) -> None:
    last = st.session_state.get(_LAST)
    if last and last[:2] == (name, task):
        st.button("take the last one back", type="tertiary", icon=":material/undo:", on_click=_take_back, args=last)


def _take_back(name: str, task: str, doc_key: str) -> None:
    say(queries.store().home, name, task, [Verdict(doc_key, None)])
    st.session_state.pop(_LAST, None)
