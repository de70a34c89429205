"""The cached reads of the question page: a task's questions and all answers to them, and the one that is open."""

from __future__ import annotations

import gc
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import streamlit as st

from e2lm.export.questions import Asked
from e2lm.views.doc_facts import doc_facts, windows_of
from e2lm.views.doc_sheet import NOWHERE, Sheet, sheet_of
from e2lm.views.item_list import missing_checkpoints
from e2lm.views.tracks import Track, tracks_of
from pages.shared import queries, questions
from results_store import read
from results_store.read import Doc
from results_store.read.tasks import usual_shots

Integers = npt.NDArray[np.int64]


class Leafed(NamedTuple):
    """The questions of a task with choices, in its order, and all answers to them.

    `asked` holds each as its runs asked it; `order` the place of each key, `rows` the row of the sheet at each place;
    `windows` the places in each model's track that scores rest on.
    """

    task: str
    filter: str
    n_shot: int | None
    partial: bool
    keys: tuple[str, ...]
    order: Mapping[str, int]
    rows: Integers
    doc_ids: Integers
    asked: Mapping[str, Asked]
    sheet: Sheet
    windows: Mapping[str, Integers]


class Opened(NamedTuple):
    """The question that is open: `keys` are those of the task that is leafed through, `tracks` what each model answered
    (empty where nothing has choices), `answers` what checkpoints wrote, None where that was not read. `leafed` is None
    where it is not among the answers that a task's runs have in common."""

    doc: Doc
    task: str
    keys: tuple[str, ...]
    tracks: list[Track]
    unit: str
    leafed: Leafed | None
    answers: pd.DataFrame | None

    @property
    def row(self) -> int:
        """The row of the sheet, NOWHERE without one."""
        return NOWHERE if self.leafed is None else self.leafed.sheet.rows[self.doc.doc_key]

    def column(self, model: str, place: int) -> int | None:
        """The column of the sheet that a place in a model's track stands for; None without one."""
        lanes = () if self.leafed is None else self.leafed.sheet.lanes
        return next((int(lane.places[place]) for lane in lanes if lane.model == model), None)

    def facts(self, track: Track) -> list[tuple[str, str]]:
        """What is said of it in a line, under the shown model."""
        if self.leafed is None:
            return []
        window = self.leafed.windows[track.model]
        return doc_facts(self.leafed.sheet, self.row, track, self.doc.golds, window)


@st.cache_resource(show_spinner="reading the answers to every question", max_entries=2)
def _leafed(at: int, task: str) -> Leafed | None:  # noqa: ARG001 - the version is the cache's key
    rows = questions.with_choices()
    rows = rows[rows["task"] == task]
    if rows.empty:
        return None
    filter_name = str(rows["filter"].iloc[0])
    partial = bool(queries.curves()["partial"].any())  # without limited runs the cube is the one that items shows
    shots = usual_shots(queries.store(), task, filter_name)
    cube = queries.cube(task, filter_name, shots, partial=partial)
    missing = missing_checkpoints(queries.curves(), cube.checkpoints, queries.excluded_points())
    sheet = sheet_of(cube, missing)
    choices = cube.docs["n_choices"].tolist()
    asked = {
        one.doc_key: one
        for one in read.questions(queries.store(), task, shots)[0]
        if (row := sheet.rows.get(one.doc_key, NOWHERE)) != NOWHERE and choices[row] == len(one.continuations)
    }
    keys = tuple(key for key in sheet.rows if key in asked)
    order = {key: place for place, key in enumerate(keys)}
    windows = windows_of(sheet, queries.settings())
    gc.collect()
    gc.freeze()
    return Leafed(
        task,
        filter_name,
        shots,
        partial,
        keys,
        order,
        sheet.rows_of(keys),
        cube.docs["doc_id"].to_numpy(np.int64),
        asked,
        sheet,
        windows,
    )


def leafed(task: str) -> Leafed | None:
    """The questions of a task and all answers to them, read at once; None for a task without choices."""
    return queries.at_this_version(_leafed, task)


def opened(tasks: Sequence[str], task: str, doc_key: str) -> Opened | None:
    """The question of that key, the task's first where none is named; None where it is not stored.

    One that the task does not ask is opened in the task that asks it.
    """
    whole = leafed(task)
    if whole is not None and whole.keys and (not doc_key or doc_key in whole.asked):
        return _from_sheet(whole, doc_key or whole.keys[0])
    keys = questions.found("", task)
    doc = questions.doc(doc_key or next(iter(keys), ""), "")
    if doc is None:
        return None
    if doc.doc_key not in keys:
        whole = leafed(doc.task) if doc.task in tasks else None
        if whole is not None and doc.doc_key in whole.asked:
            return _from_sheet(whole, doc.doc_key)
        task, keys = doc.task, questions.found("", doc.task)
    answers, missing = questions.answers(doc.doc_key, doc.filters[0], "")
    tracks: list[Track] = []
    unit = ""
    if doc.continuations:
        tracks, unit = tracks_of(answers, doc.continuations, doc.golds, "acc", missing)
    return Opened(doc, task, keys, tracks, unit, None, answers)


def _from_sheet(whole: Leafed, doc_key: str) -> Opened:
    one, row = whole.asked[doc_key], whole.sheet.rows[doc_key]
    doc = Doc(
        doc_key, int(whole.doc_ids[row]), one.task, whole.n_shot, one.before, one.prompt,
        one.continuations, one.golds, "", dict(one.fields), (whole.filter,), (one.task,),
    )  # fmt: skip
    tracks = whole.sheet.tracks(row, one.continuations, one.golds)
    return Opened(doc, whole.task, whole.keys, tracks, whole.sheet.unit, whole, None)
