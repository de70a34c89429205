"""What is edited in the filter builder: the line of conditions with its steps back, the named lists, and the version
that it was made from. The line is in the address while it is short enough."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from e2lm.candidates.saved import Saved
from e2lm.conditions import Condition, Test, every_of, parse
from e2lm.conditions.condition import KEY, lists_in
from e2lm.conditions.history import History
from e2lm.conditions.rows import Row, condition_of
from e2lm.errors import RequestError
from e2lm.views.build_lists import read_lists, spelled_lists
from e2lm.views.build_rows import require_fields
from pages.shared import links
from pages.shared.linked import LONGEST, long_text

WHERE = "where"  # the line's parameter in the address
LISTS = "lists"  # the lists that it names, in links
LINE = "build_line"
_STEPS, _SEEN, _LISTS, _PARENT, _WRONG = "build_steps", "build_seen", "build_lists", "build_parent", "build_wrong"
_BROUGHT = "build_lists_brought"

Lists = dict[str, tuple[str, ...]]


def steps() -> History:
    """The line and its steps; a line in the address that changed beside it (a link, back, forward) is a step, too."""
    written = st.query_params.get(WHERE, "")
    found: History | None = st.session_state.get(_STEPS)
    if found is None:
        found = History((long_text(WHERE),))
    elif st.session_state.get(_SEEN, written) != written:
        found = found.written(long_text(WHERE))
    st.session_state[_STEPS], st.session_state[_SEEN] = found, written
    links.note(WHERE, found.now)
    return found


def condition() -> Condition:
    """What the line spells. Raises RequestError where it comes from an address and spells nothing."""
    found = parse(steps().now)
    require_fields(found)
    links.note(LISTS, spelled_lists({name: lists()[name] for name in lists_in(found) if name in lists()}))
    return found


def lists() -> Lists:
    """The named lists of doc_keys; those that a link brings are taken up once."""
    kept: Lists = st.session_state.setdefault(_LISTS, {})
    written = st.query_params.get(LISTS, "")
    if written and st.session_state.get(_BROUGHT) != written:
        st.session_state[_BROUGHT] = written
        kept |= read_lists(long_text(LISTS))
    return kept


def wrong() -> RequestError | None:
    """Why what was typed last is no condition; it is not applied."""
    found: RequestError | None = st.session_state.get(_WRONG)
    return found


def parent() -> str:
    """The version that is edited, "" where there is none."""
    version: str = st.session_state.get(_PARENT, "")
    return version


def write(text: str) -> None:
    """For a callback: another line. What is no condition stays in its field and is not applied."""
    try:
        found = parse(text)
        require_fields(found)
    except RequestError as error:
        st.session_state[_WRONG] = error
        return
    _keep(steps().written(str(found)))


def write_rows(rows: Sequence[Row]) -> None:
    """For a callback: the line that rows spell."""
    write(str(condition_of(rows)))


def undo() -> None:
    """For a button's on_click."""
    _keep(steps().undone())


def redo() -> None:
    """For a button's on_click."""
    _keep(steps().redone())


def clear() -> None:
    """For a button's on_click: every question."""
    write("")


def add_list(name: str, keys: Sequence[str]) -> None:
    """For a callback: names a list of doc_keys, and asks for it beside what is asked already."""
    st.session_state[_LISTS] = {**lists(), name: tuple(dict.fromkeys(keys))}
    write(str(every_of([parse(steps().now), Test(KEY, "in list", name)])))


def load(saved: Saved) -> None:
    """Takes up a saved version; one without a line is the list of its questions."""
    st.session_state[_LISTS] = {**lists(), **saved.named_lists()}
    st.session_state[_PARENT] = saved.version
    if saved.definition:
        write(saved.definition)
    else:
        st.session_state[_LISTS] = {**lists(), saved.name: saved.candidate.doc_keys}
        write(str(Test(KEY, "in list", saved.name)))


def follow(version: str) -> None:
    """What is edited next is made from this version; "" from none."""
    st.session_state[_PARENT] = version


def free_name(wanted: str, taken: Mapping[str, object]) -> str:
    """A name that no other list has."""
    numbered = (f"{wanted} {number}" for number in range(2, len(taken) + 3))
    return next(name for name in (wanted, *numbered) if name not in taken)


def _keep(now: History) -> None:
    st.session_state.pop(_WRONG, None)
    st.session_state[_STEPS] = now
    short = now.now if len(now.now) <= LONGEST and now.now != str(parse("")) else ""
    st.session_state[_SEEN] = short
    if short:
        st.query_params[WHERE] = short
    else:
        st.query_params.pop(WHERE, None)
