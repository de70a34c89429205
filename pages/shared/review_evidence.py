"""The evidence for a candidate or a task as it is now, cached: what a meeting freezes, shows and writes down."""

from __future__ import annotations

import streamlit as st

from e2lm.checkpoints import describe
from e2lm.curves import chance
from e2lm.errors import RequestError
from e2lm.metrics import METRICS
from e2lm.reviews.evidence import Evidence
from e2lm.reviews.frozen import NO_DOCS, Basis, Scores, agreeing, frozen, of_candidate, of_task, with_intervals
from e2lm.reviews.references import Reference
from e2lm.reviews.settings import options_of, resting_on
from e2lm.scoring.settings import ScoreSettings
from e2lm.views.benchmarks import headlines
from e2lm.views.explore_candidate import Candidate
from e2lm.views.names import task_label
from pages.shared import candidate_reads, queries, questions, selectors, subsets
from pages.shared.subsets import Models
from results_store.verdicts import stamp


def evidence_of(subject: Reference) -> Evidence:
    """The evidence for a candidate or a task, under the family and the settings that the pages show.

    Of a task that the shown family was not measured on, the first family's that was. Raises RequestError for a
    candidate or a task that is not there.
    """
    return evidence_under(subject, selectors.family(), selectors.score_settings())


def evidence_under(subject: Reference, family: str, settings: ScoreSettings) -> Evidence:
    """The same under a family and settings, for where no page runs: a download that is made when it is asked for."""
    if subject.kind == "candidate":
        found = candidate_reads.saved().get(subject.key)
        if found is None:
            raise RequestError(
                f"there is no candidate {subject.key[:40]}",
                remedy="It was dropped or is another team's: save it on the build page, or bring in its journal",
                field=subject.text[:80],
            )
        at, journal = queries.version(), stamp(queries.store().home)
        return _of_candidate(at, journal, subject.key, _measured(found.task, family), settings)
    if subject.kind != "task" or not (queries.curves()["task"] == subject.key).any():
        raise RequestError(
            f"no results of {subject.key[:80]} are loaded", remedy="Import them on the data page",
            field=subject.text[:80],
        )  # fmt: skip
    return _of_task(queries.version(), subject.key, _measured(subject.key, family), settings)


def _measured(task: str, shown: str) -> str:
    """The shown family where it has curves of a task, else the first that has."""
    curves = queries.curves()
    measured = {describe(str(model)).family for model in curves.loc[curves["task"] == task, "model"].unique()}
    return next((name for name in (shown, *selectors.families(curves)) if name in measured), shown)


@st.cache_resource(show_spinner=False, max_entries=64, hash_funcs=queries.EXACT)
def _of_candidate(
    at: int,  # noqa: ARG001 - version and stamp are the cache's key
    journal: tuple[int, int],  # noqa: ARG001
    version: str,
    family: str,
    settings: ScoreSettings,
) -> Evidence:
    saved = candidate_reads.saved()[version]
    one, models = candidate_reads.looked_at(saved), _models(family, settings)
    docs = subsets.cube(one, models).docs[subsets.chosen(one, models)]
    told = of_candidate(saved, docs["task"], options_of(settings, family))
    resampled = subsets.scores(one, models, settings, by_subject=False) if len(docs) else None
    scores = None if resampled is None else Scores(resampled.row, resampled.parts, resampled)
    curves, shown = subsets.drawn(one, models, by_subject=False).curves, _drawn(models, family)
    missing, level = queries.gaps_of(shown, saved.task), subsets.chance(one, models)
    return frozen(told, Basis(scores, curves, missing, shown, queries.runs(), level), settings)


@st.cache_resource(show_spinner=False, max_entries=64, hash_funcs=queries.EXACT)
def _of_task(at: int, task: str, family: str, settings: ScoreSettings) -> Evidence:  # noqa: ARG001
    one = headlines(queries.family_curves(family))[task]
    row, parts = queries.scores_of(family, settings, one)
    everyone = tuple(resting_on(queries.models(), settings, family))
    curves, shown = queries.benchmark_curves(one, everyone), _drawn(everyone, family)
    docs, resampled, drawn = NO_DOCS, None, curves.iloc[:0].assign(low=0.0, high=0.0)
    if one.metric in METRICS and (questions.with_choices(family)["task"] == task).any():
        asked, models = Candidate(task, one.metric, one.filter, one.n_shot), _models(family, settings)
        docs = subsets.cube(asked, models).docs
        if len(docs):
            drawn = subsets.drawn(asked, models, by_subject=False).curves
            resampled = subsets.scores(asked, models, settings, by_subject=False)
    told = of_task(one, task_label(task), docs, curves, options_of(settings, family))
    scores = None if row is None else Scores(row, parts, agreeing(row, resampled))
    level = queries.chance_levels().get(task) or chance(task, one.metric)
    curves = with_intervals(curves, drawn)
    return frozen(told, Basis(scores, curves, queries.gaps_of(shown, task), shown, queries.runs(), level), settings)


def _models(family: str, settings: ScoreSettings) -> Models:
    """The models with answers to single questions that a family's scores rest on."""
    answered = {name for names in questions.with_choices()["models"] for name in names}
    return tuple(resting_on(answered, settings, family))


def _drawn(models: Models, family: str) -> Models:
    return tuple(model for model in models if describe(model).family == family)
