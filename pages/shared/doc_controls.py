"""The question page's controls: which doc, which model, which checkpoint; all of it in the address.

The parameters are doc (its key), of (the task that is leafed through), by (the model) and at (its checkpoint).
"""

from __future__ import annotations

import random
from collections.abc import Sequence

import streamlit as st

from e2lm.figures.question import moment_labels
from e2lm.views.model_labels import model_labels
from e2lm.views.tracks import Track
from pages.shared import frame, questions
from pages.shared.linked import linked_choice

HITS = 12


def shown_task(tasks: Sequence[str]) -> str:
    """The task whose docs are leafed through: the one in the address, else the first, "" where there is none."""
    named = st.query_params.get("of", "")
    return named if named in tasks else next(iter(tasks), "")


def open_doc(doc_key: str) -> None:
    """Shows another doc: its key goes into the address, where it means the same on any server."""
    st.query_params["doc"] = doc_key


def name_doc(doc_key: str) -> None:
    """Puts the shown doc into an address that names none, so that it can be copied."""
    if st.query_params.get("doc") != doc_key:
        st.query_params["doc"] = doc_key


def model_controls(tracks: Sequence[Track], unit: str) -> tuple[Track, int]:
    """Draws the choice of model and checkpoint in the title row; the track and the place of its checkpoint."""
    by_name = {track.model: track for track in tracks if track.evaluated.size}
    with frame.corner():
        model = linked_choice("by", model_labels(by_name), next(iter(by_name)), label="model", width=140)
        track = by_name[model]
        moments = {track.checkpoints[place]: label for place, label in moment_labels(track, unit).items()}
        at = linked_choice("at", moments, list(moments)[-1], label="checkpoint", width=120)
    return track, track.checkpoints.index(at)


def doc_controls(tasks: Sequence[str], task: str, keys: Sequence[str], place: int) -> None:
    """Draws search, random, previous and next in the title row."""
    with frame.corner():
        with st.popover("find", icon=":material/search:"):
            search(tasks, task, keys)
        other = random.choice(keys)
        before, after = keys[max(place - 1, 0)], keys[min(place + 1, len(keys) - 1)]
        st.button("random", icon=":material/shuffle:", on_click=open_doc, args=(other,), help="any of this task")
        st.button(
            "previous", on_click=open_doc, args=(before,), disabled=before == keys[place],
            shortcut="Left",
        )  # fmt: skip
        st.button(
            "next", on_click=open_doc, args=(after,),
            disabled=after == keys[place], shortcut="Right",
        )  # fmt: skip


def search(tasks: Sequence[str], task: str, keys: Sequence[str]) -> None:
    """The task to leaf through, and its docs that contain a text."""
    linked_choice("of", {name: name for name in tasks}, tasks[0], label="task", width=420, drops="doc")
    text = st.text_input("text in question or choices", key="doc_find")
    hits = questions.found(text, task) if text else ()
    if text:
        st.caption(f"{len(hits):,} of {len(keys):,} questions" + (f", the first {HITS}:" if len(hits) > HITS else ""))
    for hit in hits[:HITS]:
        doc = questions.doc(hit, "")
        if doc is not None:
            st.button(questions.title(doc, 70), key=f"hit_{hit}", type="tertiary", on_click=open_doc, args=(hit,))
