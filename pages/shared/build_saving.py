"""The filter builder's row of actions: what the choice is held against, steps back, and keeping a version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from e2lm.candidates.candidate import Candidate
from e2lm.conditions import Condition
from e2lm.conditions.condition import lists_in
from e2lm.counting import counted
from e2lm.errors import E2LMError
from e2lm.views import explore_candidate
from e2lm.views.words import escaped
from pages.shared import absent, build_state, candidate_reads, queries
from pages.shared.build_frame import narrowed
from pages.shared.linked import linked_choice
from results_store.candidates import save_candidate

ASKED = "candidate"  # the parameter of links that take up a saved version
_NAME, _NOTE, _SAID = "build_save_name", "build_save_note", "build_save_said"


def before(whole: explore_candidate.Candidate, row: DeltaGenerator) -> explore_candidate.Candidate:
    """What the choice is held against: every question, or a saved version of the same task; and takes up the version
    that a link names."""
    known = candidate_reads.saved()
    asked = st.query_params.pop(ASKED, "")  # taken up once: what is edited then stands in the address itself
    if asked in known:
        build_state.load(known[asked])
    elif asked:
        absent.missing(ASKED, (asked,))
    options = {"": "all questions"} | {
        one.version: f"{one.name} {one.version[:4]}" for one in known.values() if one.task == whole.task
    }
    with row.container(width=190):
        version = linked_choice("before", options, "", label="compared with", width=190)
    if not version:
        return whole
    return replace(narrowed(whole, frozenset(known[version].candidate.doc_keys)), metric=known[version].metric)


def actions(
    row: DeltaGenerator, whole: explore_candidate.Candidate, condition: Condition, keys: Sequence[str], total: int
) -> None:
    """The right end of the row: how many questions are chosen, steps back and forth, and saving."""
    steps = build_state.steps()
    end = row.container(horizontal=True, vertical_alignment="center", horizontal_alignment="right", wrap=False)
    end.markdown(f"**{len(keys):,}** :gray[of {total:,} questions]", width="content", wrap=False)
    end.button("", icon=":material/undo:", on_click=build_state.undo, disabled=not steps.can_undo, help="undo")
    end.button("", icon=":material/redo:", on_click=build_state.redo, disabled=not steps.can_redo, help="redo")
    with end:
        _saving(whole, condition, keys)


def _saving(whole: explore_candidate.Candidate, condition: Condition, keys: Sequence[str]) -> None:
    """Draws the popover; `keys` are the chosen questions in the source's order."""
    known = candidate_reads.saved()
    before = known.get(build_state.parent())
    with st.popover("save", icon=":material/bookmark_add:", type="primary", disabled=not keys):
        if _NAME not in st.session_state:
            st.session_state[_NAME] = before.name if before else ""
        st.text_input("name", key=_NAME, placeholder="early physics", width=420)
        st.text_input("note", key=_NOTE, placeholder="why these questions", width=420)
        st.caption(
            f"{counted(len(keys), 'question')} of {escaped(whole.task)} under {escaped(whole.metric)}"
            + (f", made from {escaped(before.name)} {before.version}" if before else "")
        )
        st.button("save this version", type="primary", on_click=_save, args=(whole, condition, tuple(keys)))
        of, said = st.session_state.get(_SAID, ("", ""))
        if of == str(condition):
            st.markdown(said)


def _save(whole: explore_candidate.Candidate, condition: Condition, keys: tuple[str, ...]) -> None:
    st.session_state[_SAID] = (str(condition), _kept(whole, condition, keys))


def _kept(whole: explore_candidate.Candidate, condition: Condition, keys: tuple[str, ...]) -> str:
    """Keeps the version, and says what came of it."""
    lists = {name: build_state.lists()[name] for name in lists_in(condition)}
    try:
        one = Candidate(
            st.session_state.get(_NAME) or "", whole.task, keys, whole.metric, num_fewshot=whole.n_shot,
            note=st.session_state.get(_NOTE) or "", parent=build_state.parent(), definition=str(condition),
        )  # fmt: skip
        if one.version == build_state.parent():
            return ":gray[this version is saved]"
        kept = save_candidate(queries.store(), one, lists)
    except E2LMError as error:
        return f":red[{escaped(error.problem)}. {escaped(error.remedy)}]"
    build_state.follow(kept.version)
    return f":green[saved as {escaped(kept.name)} {kept.version}]"
