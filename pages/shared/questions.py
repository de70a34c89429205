"""The cached reads of the pages that look at single docs: items and question."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from e2lm.checkpoints import describe
from e2lm.prompts import question_text
from e2lm.views.item_list import ItemList, item_list, missing_checkpoints
from e2lm.views.words import escaped
from pages.shared import queries
from results_store import read
from results_store.read import Doc


@st.cache_resource(show_spinner=False, max_entries=8)
def _missing(
    at: int,  # noqa: ARG001 - the version is the cache's key
    task: str,
    filter_name: str,
    n_shot: int | None,
    partial: bool,
) -> pd.DataFrame:
    cube = queries.cube(task, filter_name, n_shot, partial=partial)
    return missing_checkpoints(queries.curves(), cube.checkpoints, queries.excluded_points())


@st.cache_resource(show_spinner=False, max_entries=16)
def _listed(
    at: int,
    task: str,
    filter_name: str,
    n_shot: int | None,
    partial: bool,
    model: str,
    models: tuple[str, ...],
    metric: str,
) -> ItemList:
    cube = queries.cube(task, filter_name, n_shot, partial=partial)
    missing = _missing(at, task, filter_name, n_shot, partial)
    return item_list(cube, model, models, metric, missing[missing["model"] == model], queries.settings())


def listed(
    task: str, filter_name: str, n_shot: int | None, model: str, models: tuple[str, ...], metric: str, partial: bool
) -> ItemList:
    """The docs of a task as one model met them; difficulty and discrimination over all `models`."""
    return _listed(queries.version(), task, filter_name, n_shot, partial, model, models, metric)


@st.cache_resource(show_spinner=False, max_entries=32)
def _found(at: int, text: str, task: str) -> tuple[str, ...]:  # noqa: ARG001
    return tuple(read.search(queries.store(), text, task))


def found(text: str, task: str) -> tuple[str, ...]:
    """doc_keys of a task whose question or choices contain the text."""
    return _found(queries.version(), text, task)


@st.cache_resource(show_spinner=False, max_entries=256)
def _doc(at: int, doc_key: str, task: str) -> Doc | None:  # noqa: ARG001
    return read.doc(queries.store(), doc_key, task)


def doc(doc_key: str, task: str) -> Doc | None:
    """One question as it was asked; None where it is not stored."""
    return _doc(queries.version(), doc_key, task)


@st.cache_resource(show_spinner=False, max_entries=256)
def _answers(at: int, doc_key: str, filter_name: str, task: str) -> tuple[pd.DataFrame, pd.DataFrame]:  # noqa: ARG001
    answers = read.answers(queries.store(), doc_key, filter_name, task)
    return answers, missing_checkpoints(queries.curves(), answers, queries.excluded_points())


def answers(doc_key: str, filter_name: str, task: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What every checkpoint answered to a doc, and which expected checkpoints did not."""
    return _answers(queries.version(), doc_key, filter_name, task)


def with_choices(family: str = "") -> pd.DataFrame:
    """The tasks whose answers are loglikelihoods of choices and that a family's models ("": any) answered:
    SAMPLE_TASK_COLUMNS."""
    tasks = queries.sample_tasks()
    answered = [not family or any(describe(name).family == family for name in names) for names in tasks["models"]]
    return tasks[tasks["has_choices"] & np.array(answered, dtype=bool)]


@st.cache_resource(show_spinner=False, max_entries=2)
def _all_browsable(at: int) -> list[str]:  # noqa: ARG001 - the version is the cache's key
    return browsable(queries.sample_tasks())


def all_browsable() -> list[str]:
    """Every task whose docs can be leafed through, groups and large ones first."""
    return queries.at_this_version(_all_browsable)


def browsable(tasks: pd.DataFrame) -> list[str]:
    """Those of some tasks, groups and large ones first."""
    return tasks.sort_values(["is_group", "docs"], ascending=False, kind="stable")["task"].drop_duplicates().tolist()


def title(doc: Doc, most: int) -> str:
    """The question itself as escaped text of at most `most` characters."""
    text = " ".join(question_text(doc.question, doc.fields).split())
    return escaped(text if len(text) <= most else text[: most - 1].rstrip() + "…")
