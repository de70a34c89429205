"""The cached reads of candidates: saved versions, their scores, what they cost, and what their choice owes to luck."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from e2lm.candidates.choosing import is_told
from e2lm.candidates.held_out import optimism
from e2lm.candidates.saved import Saved
from e2lm.candidates.sizes import Cost, cost_of
from e2lm.conditions import parse
from e2lm.doc_filter import DocFilter
from e2lm.errors import RequestError
from e2lm.scoring.settings import ScoreSettings
from e2lm.views.candidate_board import Entry
from e2lm.views.explore_candidate import Candidate
from pages.shared import queries, subsets
from pages.shared.build_luck import Asked, luck_of
from pages.shared.candidate_versions import saved as saved
from pages.shared.subsets import Models
from results_store import read


def source(one: Saved) -> Candidate:
    """All questions of the task that a candidate's are of, under its metric."""
    return Candidate(one.task, one.metric, filter_of(one.task), one.num_fewshot)


def filter_of(task: str) -> str:
    """lm-eval's filter under which a task's answers stand: "none" where it is among them."""
    tasks = queries.sample_tasks()
    names = tasks.loc[tasks["task"] == task, "filter"].tolist()
    return "none" if "none" in names or not names else str(names[0])


def looked_at(one: Saved) -> Candidate:
    """A candidate as curves and scores of its questions are asked for."""
    whole = source(one)
    keys = frozenset(one.doc_keys.split())
    return Candidate(whole.task, whole.metric, whole.filter, whole.n_shot, docs=DocFilter(keys=keys))


@st.cache_resource(show_spinner=False, max_entries=4)
def _prompts(at: int, task: str, filter_name: str, n_shot: int | None) -> pd.DataFrame:  # noqa: ARG001
    return read.prompt_sizes(queries.store(), task, filter_name, n_shot)


def cost(one: Saved) -> Cost:
    """What a candidate costs to run at one checkpoint, asked as its source is."""
    prompts = _prompts(queries.version(), one.task, filter_of(one.task), one.num_fewshot)
    keys = frozenset(one.doc_keys.split())
    return cost_of(prompts, prompts["doc_key"].isin(keys).to_numpy(bool))


def entry(one: Saved, models: Models, settings: ScoreSettings) -> Entry:
    """A version with its scores and cost; its optimism is not asked for."""
    found = looked_at(one)
    answered = len(subsets.cube(found, models).docs) > 0
    scored = subsets.scores(found, models, settings, by_subject=False) if answered else None
    return Entry(one, scored, cost(one))


def owed(one: Saved, models: Models, settings: ScoreSettings) -> float:
    """The optimism of SQ: NaN where a list says nothing of it."""
    try:
        condition = parse(one.definition) if one.definition else None
        if condition is None or not is_told(condition):
            return float("nan")
        luck = luck_of(Asked(source(one), models, settings, condition, one.named_lists()))
        return optimism(luck.folds, "sq")
    except RequestError:  # fields or checks of another version of the dashboard
        return float("nan")
