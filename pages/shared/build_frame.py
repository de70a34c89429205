"""The cached reads of the filter builder: the fields of every question, and what a condition chooses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import Future

import pandas as pd
import streamlit as st

from e2lm.alignment.rate import by_question
from e2lm.conditions import Condition, chosen
from e2lm.conditions.condition import fields_in
from e2lm.conditions.said import SAID_FIELDS
from e2lm.doc_filter import DocFilter
from e2lm.item_statistics import STATISTICS
from e2lm.leakage.checks import FLAGS, Findings, flags
from e2lm.scoring.settings import ScoreSettings
from e2lm.views.build_rows import ACCEPTED, JUDGED
from e2lm.views.doc_reviews import review_table
from e2lm.views.explore_candidate import Candidate
from pages.shared import alignment_reads, item_statistics, queries, reviewers
from pages.shared.build_state import Lists
from pages.shared.item_statistics import Basis
from pages.shared.subsets import Models
from results_store.verdicts import stamp

_FLAGS = tuple(check.name for check in FLAGS)


def basis(whole: Candidate, models: Models) -> Basis:
    """What the statistics of a task's questions rest on."""
    return Basis(
        whole.task, whole.filter, whole.n_shot, whole.partial, models, models, metric=whole.metric,
        unprompted=whole.unprompted,
    )  # fmt: skip


def table(whole: Candidate, models: Models, settings: ScoreSettings, names: Sequence[str]) -> pd.DataFrame:
    """One row per question of the task, under its doc_key: its texts, and the named fields."""
    statistics = [name for name in names if name in STATISTICS]
    found = item_statistics.statistics(basis(whole, models), settings, statistics)
    others: dict[str, pd.Series] = {}
    if any(name in _FLAGS for name in names):
        checked = _checked(queries.version(), whole.task)
        others |= {name: checked[name].reindex(found.index, fill_value=False) for name in names if name in _FLAGS}
    if ACCEPTED in names or JUDGED in names:
        said = _judged(stamp(queries.store().home))
        others |= {name: said[name].reindex(found.index) for name in (ACCEPTED, JUDGED) if name in names}
    if any(name in SAID_FIELDS for name in names):
        said = review_table(reviewers.reviews_now(), found.index.tolist())
        others |= {name: said[name] for name in names if name in SAID_FIELDS}
    return found.assign(**others) if others else found


def told(condition: Condition) -> str:
    """What journals hold, as far as the condition looks at what people or judges said; for a cache's key."""
    names = fields_in(condition)
    judged = stamp(queries.store().home) if ACCEPTED in names or JUDGED in names else ()
    said = reviewers.stamp() if any(name in SAID_FIELDS for name in names) else ()
    return f"{judged} {said}"


def checking(task: str, names: Sequence[str]) -> Future[Findings] | None:
    """The work that the named fields wait for: comparing the task's questions; None where they need none of it."""
    return alignment_reads.looking(alignment_reads.Subject(task)) if any(name in _FLAGS for name in names) else None


@st.cache_resource(show_spinner=False, max_entries=2)
def _checked(at: int, task: str) -> pd.DataFrame:  # noqa: ARG001 - the version is the cache's key
    subject = alignment_reads.Subject(task)
    found = flags(alignment_reads.items(subject), alignment_reads.looking(subject).result())
    return found[~found.index.duplicated()]


@st.cache_resource(show_spinner=False, max_entries=2)
def _judged(at: tuple[int, int]) -> pd.DataFrame:  # noqa: ARG001 - the journal's stamp is the cache's key
    """For every doc_key that was judged, whatever task it was judged in: the share that accepts it, and how many."""
    said = alignment_reads.judged()
    found = by_question(said, dict.fromkeys(one.doc_key for judgement in said for one in judgement.verdicts))
    return pd.DataFrame({ACCEPTED: found["accepted"], JUDGED: found["judges"].astype(float)})


def keys_of(
    whole: Candidate, models: Models, settings: ScoreSettings, condition: Condition, lists: Lists
) -> frozenset[str]:
    """The doc_keys that a condition chooses. Raises RequestError where it does not fit the task's questions."""
    found = table(whole, models, settings, fields_in(condition))
    return frozenset(found.index[chosen(condition, found, lists)].tolist())


def narrowed(whole: Candidate, keys: Iterable[str]) -> Candidate:
    """The same task and metric with these questions alone."""
    docs = DocFilter(keys=frozenset(keys))
    return Candidate(whole.task, whole.metric, whole.filter, whole.n_shot, whole.partial, whole.unprompted, docs)
