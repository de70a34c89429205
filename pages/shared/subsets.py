"""The cached reads of the explore page: per-question values, what is known of each question, and subsets' scores."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import streamlit as st

from e2lm.checkpoints import describe
from e2lm.choices import Array
from e2lm.cube import Cube
from e2lm.doc_filter import chosen_docs, doc_facts
from e2lm.metrics import METRICS, chance_level, unprompted_of, values_of
from e2lm.reliability import Trait, reliability
from e2lm.scoring.settings import ScoreSettings
from e2lm.self_check import CHECKED, SelfCheck, self_check
from e2lm.subject_table import GroupMeans, group_means, subject_table
from e2lm.subsets import Mask, Measured, measured, subset_curves
from e2lm.views.explore_candidate import Candidate, identity
from e2lm.views.explore_docs import doc_table
from e2lm.views.explore_scores import Sampled, Scored, clusters_of, of_models, sampled, scored
from pages.shared import queries, questions, selectors
from results_store import read

Models = tuple[str, ...]
Source = tuple[str, str, int | None, bool, Models]


def models_of(family: str, settings: ScoreSettings) -> Models:
    """The models with answers to single questions that the family's scores rest on, and those that the user set."""
    named = {model for lineup in settings.lineups if lineup.family == "chosen" for model in lineup.models}
    named |= {*selectors.lineup().models}
    answered = {name for names in questions.with_choices()["models"] for name in names}
    return tuple(sorted(name for name in answered if describe(name).family == family or name in named))


def _source(one: Candidate, models: Models) -> Source:
    return (one.task, one.filter, one.n_shot, one.partial, models)


@st.cache_resource(show_spinner=False, max_entries=4)
def _cube(at: int, source: Source) -> Cube:  # noqa: ARG001 - the version is the cache's key
    task, filter_name, n_shot, partial, models = source
    return of_models(queries.cube(task, filter_name, n_shot, partial=partial), models)


def cube(one: Candidate, models: Models) -> Cube:
    """The loglikelihoods of the candidate's task at the checkpoints of these models."""
    return _cube(queries.version(), _source(one, models))


@st.cache_resource(show_spinner=False, max_entries=6)
def _measured(at: int, source: Source, metric: str, unprompted: str) -> Measured:
    found = _cube(at, source)
    values = values_of(found, metric, _without_prompt(found, metric, unprompted, source))
    return measured(found, values, metric, METRICS[metric].higher_is_better)


def _without_prompt(found: Cube, metric: str, task: str, source: Source) -> Array | None:
    """The choices' loglikelihoods in the task that asks without the prompt, NaN where none is chosen."""
    if not METRICS[metric].needs_unprompted:
        return None
    if not task:
        return np.full(found.loglikelihoods.shape, np.nan)
    return unprompted_of(found, queries.cube(task, source[1], partial=source[3]))


def per_question(one: Candidate, models: Models) -> Measured:
    """The candidate's metric of every question of its task, whatever its filter, at every checkpoint."""
    needed = one.unprompted if METRICS[one.metric].needs_unprompted else ""
    return _measured(queries.version(), _source(one, models), one.metric, needed)


@st.cache_resource(show_spinner=False, max_entries=8)
def _self_checks(at: int, source: Source) -> tuple[SelfCheck, ...]:
    found = _cube(at, source)
    stored = set(queries.curves()["metric"].unique())
    return tuple(
        self_check(
            found, name, values_of(found, name),
            read.logged(queries.store(), found, METRICS[name].logged, source[2], partial=source[3]),
        )
        for name in CHECKED
        if name in stored or not stored & {*CHECKED}
    )  # fmt: skip


def self_checks(one: Candidate, models: Models) -> tuple[SelfCheck, ...]:
    """Whether the recomputed accuracies of the candidate's task equal those that lm-eval logged."""
    return _self_checks(queries.version(), _source(one, models))


@st.cache_resource(show_spinner=False, max_entries=4)
def _facts(at: int, source: Source) -> pd.DataFrame:
    found = _cube(at, source)
    return doc_facts(found, values_of(found, "acc"))


def facts(one: Candidate, models: Models) -> pd.DataFrame:
    """What is known of every question of the candidate's task: FACT_COLUMNS, right and wrong by acc."""
    return _facts(queries.version(), _source(one, models))


def chosen(one: Candidate, models: Models) -> Mask:
    """Which questions the candidate's filter and search leave."""
    found = questions.found(one.text, one.task) if one.text else None
    return chosen_docs(facts(one, models), one.among(found))


@st.cache_resource(show_spinner=False, max_entries=64)
def _curves(at: int, address: str, models: Models, _one: Candidate) -> pd.DataFrame:  # noqa: ARG001
    return subset_curves(per_question(_one, models), chosen(_one, models))


def curves(one: Candidate, models: Models) -> pd.DataFrame:
    """The candidate's curves alone: CURVE_COLUMNS."""
    return _curves(queries.version(), identity(one), models, one)


@st.cache_resource(show_spinner=False, max_entries=4)
def _choices(at: int, source: Source) -> tuple[Array, Array]:
    """How many choices each question has, and how many of them are right."""
    docs = _cube(at, source).docs
    return docs["n_choices"].to_numpy(float), docs["golds"].map(len).to_numpy(float)


@st.cache_resource(show_spinner=False, max_entries=64)
def _chance(at: int, address: str, models: Models, _one: Candidate) -> float | None:  # noqa: ARG001
    choices, right = _choices(at, _source(_one, models))
    docs = chosen(_one, models)
    return chance_level(_one.metric, choices[docs], right[docs])


def chance(one: Candidate, models: Models) -> float | None:
    """What guessing gives in the candidate's curves."""
    return _chance(queries.version(), identity(one), models, one)


@st.cache_resource(show_spinner=False, max_entries=64)
def _sampled(at: int, address: str, models: Models, by_subject: bool, _one: Candidate) -> Sampled:
    values = per_question(_one, models)
    clusters = clusters_of(values) if by_subject else None
    return sampled(_curves(at, address, models, _one), values, chosen(_one, models), clusters)


@st.cache_resource(show_spinner=False, max_entries=2)
def _ready(at: int) -> set[tuple[str, Models, bool]]:  # noqa: ARG001
    """Which candidates were resampled at this version of the store."""
    return set()


def is_drawn(one: Candidate, models: Models, *, by_subject: bool) -> bool:
    """Whether the candidate's resamples are there already."""
    return (identity(one), models, by_subject) in _ready(queries.version())


def drawn(one: Candidate, models: Models, *, by_subject: bool) -> Sampled:
    """The candidate's curves and their resamples; `by_subject` draws whole sub-tasks instead of questions."""
    at, address = queries.version(), identity(one)
    found = _sampled(at, address, models, by_subject, one)
    _ready(at).add((address, models, by_subject))
    return found


@st.cache_resource(show_spinner=False, max_entries=64, hash_funcs=queries.EXACT)
def _scored(
    at: int, address: str, models: Models, by_subject: bool, settings: ScoreSettings, _one: Candidate
) -> Scored | None:
    return scored(_sampled(at, address, models, by_subject, _one), settings)


def scores(one: Candidate, models: Models, settings: ScoreSettings, *, by_subject: bool) -> Scored | None:
    """The candidate's scores and their resamples; None where it has only limited runs."""
    return _scored(queries.version(), identity(one), models, by_subject, settings, one)


@st.cache_resource(show_spinner=False, max_entries=64, hash_funcs=queries.EXACT)
def _traits(
    at: int, address: str, models: Models, settings: ScoreSettings, chance: float | None, _one: Candidate
) -> tuple[Trait, ...]:
    return reliability(_curves(at, address, models, _one), settings, chance)


def traits(one: Candidate, models: Models, settings: ScoreSettings, chance: float | None) -> tuple[Trait, ...]:
    """How far the candidate's curves can be relied on; `chance` is what guessing gives in them."""
    return _traits(queries.version(), identity(one), models, settings, chance, one)


@st.cache_resource(show_spinner=False, max_entries=8, hash_funcs=queries.EXACT)
def _group_means(at: int, address: str, source: Source, _one: Candidate) -> GroupMeans:  # noqa: ARG001
    found = _cube(at, source)
    unprompted = _without_prompt(found, "pmi", _one.unprompted, source) if _one.unprompted else None
    kept = None if _one.whole else chosen(_one, source[-1])
    return group_means(found, unprompted=unprompted, chosen=kept)


@st.cache_resource(show_spinner=False, max_entries=16, hash_funcs=queries.EXACT)
def _by_subject(at: int, address: str, source: Source, settings: ScoreSettings, _one: Candidate) -> pd.DataFrame:
    return subject_table(_group_means(at, address, source, _one), settings)


def by_subject(one: Candidate, models: Models, settings: ScoreSettings) -> pd.DataFrame:
    """SQ of every metric and sub-task over the candidate's questions: SUBJECT_COLUMNS of e2lm.subject_table."""
    same = replace(one, metric="acc")
    return _by_subject(queries.version(), identity(same), _source(one, models), settings, same)


def doc_signals(one: Candidate, models: Models, settings: ScoreSettings) -> pd.DataFrame:
    """The candidate's questions with their SQ."""
    return doc_table(per_question(one, models), chosen(one, models), settings)
