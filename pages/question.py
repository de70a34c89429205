"""What every checkpoint of every model answers to one question, and what people say of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from e2lm.figures.models import models_figure
from e2lm.figures.question import choices_height, choices_html, choices_of
from e2lm.figures.strips import strips_height, strips_html
from e2lm.figures.theme import theme_of
from e2lm.figures.training import training_figure
from e2lm.reviews.state import Reviews
from e2lm.views.model_labels import model_labels
from e2lm.views.words import escaped
from pages.shared import (
    doc_controls,
    doc_parts,
    doc_said,
    doc_walk,
    export_parts,
    frame,
    questions,
    reviewers,
)
from pages.shared.doc_reads import Opened

PLOT: dict[str, Any] = {"theme": None, "config": {"displayModeBar": False}}
ROOM = 590  # pixels under the row of steps, at 768
HEAD, GAP = 30, 18
LEAST, MOST = 176, 360  # of the lower figures


def line(
    opened: Opened, walked: doc_walk.Queue, column: int | None, at: tuple[str, str], reviews: Reviews
) -> DeltaGenerator:
    """One row: where the question stands and the way on; what people say of it; what stands behind it. Returns it."""
    row = st.container(horizontal=True, vertical_alignment="center", gap="small", wrap=False)
    with row:
        doc_walk.controls(opened, walked, column, reviews)
        doc_said.buttons(opened.doc.doc_key, reviews)
        doc_parts.sources(opened, *at)
    return row


def multiple_choice(opened: Opened, walked: doc_walk.Queue, reviews: Reviews) -> None:
    """Choices and strips above, the probabilities through training below, one line through all of them."""
    theme, doc, tracks, unit = theme_of(frame.dark()), opened.doc, opened.tracks, opened.unit
    track, place = doc_controls.chosen_model(tracks, unit)
    shown = float(track.amounts[place])
    row = line(opened, walked, opened.column(track.model, place), (track.model, track.checkpoints[place]), reviews)
    left, right = st.columns([1.9, 1], gap="medium")
    choices = choices_of(track, place, doc.continuations, doc.golds)
    rows, facts = choices_height(choices), opened.facts(track)
    with left:
        height = doc_parts.heading(doc, ROOM - LEAST - HEAD - GAP - rows) + GAP + rows
        st.html(choices_html(choices, theme))
    right.html(strips_html(tracks, track.model, shown, unit, facts, theme))
    room = max(LEAST, min(MOST, ROOM - max(height, strips_height(tracks, facts)) - HEAD))
    left, right = st.columns([1, 1.1], gap="medium")
    label = model_labels(one.model for one in tracks)[track.model]
    left.markdown(f"**P of each choice through training** :gray[{escaped(label)}]")
    training = training_figure(track, doc.golds, shown, unit, theme, room)
    left.plotly_chart(training, key="training", alt=f"P of each choice through training of {label}", **PLOT)
    models = models_figure(tracks, doc.golds, shown, theme, room)
    with right:
        if doc_said.is_open():
            doc_said.panel(doc.doc_key, reviews, room + HEAD)
        else:
            st.markdown("**The same in all models** :gray[words at each one's last checkpoint]")
            st.plotly_chart(models, key="models", alt="P of each choice through training of all models", **PLOT)
    with row:
        export_parts.save_button(
            {"probabilities through training": training, "all models": models},
            {"all answers": lambda: questions.answers(doc.doc_key, doc.filters[0], "")[0]},
        )


def generated(opened: Opened, walked: doc_walk.Queue, reviews: Reviews) -> None:
    """What was written, and what people say of the question under it."""
    last = opened.answers.iloc[-1] if opened.answers is not None and len(opened.answers) else None
    at = ("", "") if last is None else (str(last["model"]), str(last["checkpoint"]))
    line(opened, walked, None, at, reviews)
    if doc_said.is_open():
        doc_said.panel(opened.doc.doc_key, reviews, 260)
    doc_parts.generation(opened)


@st.fragment
def question(tasks: Sequence[str], task: str, drawn: object) -> None:
    """The question and all below the title row: a step to another one draws no more than this, unless its controls in
    the title row (`drawn`) are others."""
    reviews = reviewers.reviews_now()
    opened, walked = doc_walk.opened(tasks, task, reviews)
    if doc_controls.needed(opened) != drawn:
        st.rerun(scope="app")
    if opened is None:
        doc_walk.absent(walked)
        return
    doc_controls.name_doc(opened.doc.doc_key)
    (multiple_choice if opened.tracks else generated)(opened, walked, reviews)
    reviewers.watch(reviewers.stamp())


frame.page("question")
tasks = questions.all_browsable()
if not tasks:
    frame.empty()
else:
    task = doc_controls.shown_task(tasks)
    first, _ = doc_walk.opened(tasks, task, reviewers.reviews_now())
    if first is not None and first.tracks:
        doc_controls.model_controls(first.tracks, first.unit)
    doc_controls.doc_controls(tasks, first.task if first else task, first.keys if first else ())
    question(tasks, task, doc_controls.needed(first))
