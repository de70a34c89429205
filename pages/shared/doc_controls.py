"""The question page's controls: which doc, which model, which checkpoint; all of it in the address.

The parameters are doc (its key), of (the task that is leafed through), by (the model) and at (its checkpoint); those of
the way through the task are in pages.shared.doc_walk.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from e2lm.figures.question import moment_labels
from e2lm.metrics import METRICS
from e2lm.views.model_labels import model_labels
from e2lm.views.tracks import Track
from pages.shared import frame, questions
from pages.shared.doc_reads import Opened
from pages.shared.linked import asked_choice, linked_choice

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


def model_controls(tracks: Sequence[Track], unit: str) -> None:
    """Draws the choice of model and checkpoint in the title row."""
    by_name = _evaluated(tracks)
    with frame.corner():
        model = linked_choice("by", model_labels(by_name), next(iter(by_name)), label="model", width=140)
        moments = _moments(by_name[model], unit)
        linked_choice("at", moments, list(moments)[-1], label="checkpoint", width=120)


def chosen_model(tracks: Sequence[Track], unit: str) -> tuple[Track, int]:
    """What model_controls says: the track and the place of its checkpoint."""
    by_name = _evaluated(tracks)
    track = by_name[asked_choice("by", model_labels(by_name), next(iter(by_name)))]
    moments = _moments(track, unit)
    return track, track.checkpoints.index(asked_choice("at", moments, list(moments)[-1]))


def needed(opened: Opened | None) -> object:
    """What the controls in the title row depend on: questions with an equal one share them."""
    if opened is None:
        return None
    track = chosen_model(opened.tracks, opened.unit)[0] if opened.tracks else None
    models = [one.model for one in opened.tracks if one.evaluated.size]
    return opened.task, models, None if track is None else (track.model, _moments(track, opened.unit))


def _evaluated(tracks: Sequence[Track]) -> dict[str, Track]:
    return {track.model: track for track in tracks if track.evaluated.size}


def _moments(track: Track, unit: str) -> dict[str, str]:
    """The label of each evaluated checkpoint by its name."""
    return {track.checkpoints[place]: label for place, label in moment_labels(track, unit).items()}


def doc_controls(tasks: Sequence[str], task: str, keys: Sequence[str]) -> None:
    """Draws the search in the title row."""
    with frame.corner(), st.popover("find", icon=":material/search:", key="doc_search", on_change="rerun") as popover:
        if popover.open:
            search(tasks, task, keys)


def search(tasks: Sequence[str], task: str, keys: Sequence[str]) -> None:
    """The task to leaf through, and its docs that contain a text."""
    linked_choice("of", {name: name for name in tasks}, tasks[0], label="task", width=420, drops="doc")
    row = st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", width=420)
    row.markdown(":gray[questions that hurt are by the scores of]", width="content")
    with row:
        linked_choice("scored_by", {one.name: one.label for one in METRICS.values()}, "acc", label="metric", width=180)
    text = st.text_input("text in question or choices", key="doc_find")
    hits = questions.found(text, task) if text else ()
    if text:
        st.caption(f"{len(hits):,} of {len(keys):,} questions" + (f", the first {HITS}:" if len(hits) > HITS else ""))
    for hit in hits[:HITS]:
        doc = questions.doc(hit, "")
        if doc is not None:
            st.button(questions.title(doc, 70), key=f"hit_{hit}", type="tertiary", on_click=open_doc, args=(hit,))
