"""What every checkpoint of every model answers to one question."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from e2lm.figures.models import models_figure
from e2lm.figures.question import choices_figure, choices_of, strips_figure
from e2lm.figures.theme import theme_of
from e2lm.figures.training import training_figure
from e2lm.views.doc_facts import doc_facts
from e2lm.views.model_labels import model_labels
from e2lm.views.tracks import Track, tracks_of
from e2lm.views.words import escaped
from pages.shared import doc_controls, doc_parts, export_parts, frame, queries, questions
from results_store.read import Doc

PLOT: dict[str, Any] = {"theme": None, "config": {"displayModeBar": False}}
ROOM = 598


def multiple_choice(doc: Doc, tracks: list[Track], unit: str, position: str, answers: pd.DataFrame) -> None:
    """Choices and strips above, the probabilities through training below, one line through all of them."""
    theme = theme_of(frame.dark())
    track, place = doc_controls.model_controls(tracks, unit)
    shown = float(track.amounts[place])
    answer = answers[(answers["model"] == track.model) & (answers["checkpoint"] == track.checkpoints[place])].iloc[0]
    labels = model_labels(one.model for one in tracks)
    listed = questions.listed(doc.task, answer["filter"], doc.n_shot, track.model, tuple(labels), "acc", True)
    left, right = st.columns([1.9, 1], gap="medium")
    with left:
        height = doc_parts.head(doc, position, answer)
        figure = choices_figure(choices_of(track, place, doc.continuations, doc.golds), theme)
        st.plotly_chart(figure, key="choices", **PLOT)
    facts = doc_facts(listed, doc.doc_key)
    right.plotly_chart(strips_figure(tracks, track.model, shown, unit, facts, theme), key="strips", **PLOT)
    room = max(176, min(360, ROOM - height - figure.layout.height))
    left, right = st.columns([1, 1.1], gap="medium")
    left.markdown(f"**P of each choice through training** :gray[{escaped(labels[track.model])}]")
    training = training_figure(track, doc.golds, shown, unit, theme, room)
    left.plotly_chart(training, key="training", **PLOT)
    right.markdown("**The same in all models** :gray[words at each one's last checkpoint]")
    models = models_figure(tracks, doc.golds, shown, unit, theme, room)
    right.plotly_chart(models, key="models", **PLOT)
    with frame.corner():
        export_parts.save_button(
            {"probabilities through training": training, "all models": models}, {"all answers": lambda: answers}
        )


frame.page("question")
tasks = questions.browsable(queries.sample_tasks())
task = doc_controls.shown_task(tasks)
keys = questions.found("", task) if tasks else ()
doc_key = st.query_params.get("doc") or next(iter(keys), "")
doc = questions.doc(doc_key, "")
if doc is not None and doc_key not in keys:
    task, keys = doc.task, questions.found("", doc.task)
if not tasks:
    frame.empty()
elif doc is None:
    st.error(
        "This question is not in what is loaded. Import the results that asked it, or open another one.",
        icon=":material/error:",
    )
    doc_controls.doc_controls(tasks, task, keys, 0)
else:
    doc_controls.name_doc(doc_key)
    answers, missing = questions.answers(doc_key, doc.filters[0], "")
    position = f"{keys.index(doc_key) + 1:,} of {len(keys):,} in {task}" + (f", {doc.task}" if doc.task != task else "")
    if doc.continuations:
        tracks, unit = tracks_of(answers, doc.continuations, doc.golds, "acc", missing)
        multiple_choice(doc, tracks, unit, position, answers)
    else:
        doc_parts.generation(doc, position, answers)
    doc_controls.doc_controls(tasks, task, keys, keys.index(doc_key))
