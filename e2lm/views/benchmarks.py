"""Benchmarks in a curve table: each task's headline metric, groups before their sub-tasks, what reads as signal."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

import pandas as pd

# The competition's own front page shows these first, in this order.
FRONT = ("mmluvar", "mmlu_var", "mmlu", "gpqa", "math")
# Which metric speaks for a task, the first that it has; others follow by name.
PREFERRED_METRICS = ("acc", "exact_match", "likelihood", "acc_norm", "f1", "em", "pass@1")
PREFERRED_FILTERS = ("none", "strict-match")
SIGNAL_SQ = 0.75
FOLDED_FROM = 10
FEW = 24
_SEPARATOR = re.compile(r"[-_:]")


class Benchmark(NamedTuple):
    """One row of scores: a task under one metric, filter and number of shots (None where unknown)."""

    task: str
    metric: str
    filter: str
    n_shot: int | None


def benchmarks(curves: pd.DataFrame) -> list[Benchmark]:
    """Every benchmark of a curve table, in the table's order of tasks, the preferred metrics first."""
    keys = curves[["task", "metric", "filter", "n_shot"]].drop_duplicates()
    found = [
        Benchmark(task, metric, name, None if pd.isna(shots) else int(shots))
        for task, metric, name, shots in keys.itertuples(index=False)
    ]
    order = {task: place for place, task in enumerate(dict.fromkeys(one.task for one in found))}
    return sorted(found, key=lambda one: (order[one.task], _rank(one)))


def headlines(curves: pd.DataFrame) -> dict[str, Benchmark]:
    """The benchmark that speaks for each task: its preferred metric and filter, at the shots with the most points.

    Full runs decide where there are any.
    """
    counted = curves.assign(full=~curves["partial"].astype(bool))
    sizes = counted.groupby(["task", "metric", "filter", "n_shot"], dropna=False)["full"].agg(["sum", "size"])
    weights = {
        Benchmark(task, metric, name, None if pd.isna(shots) else int(shots)): (int(full), int(size))
        for (task, metric, name, shots), full, size in zip(sizes.index, sizes["sum"], sizes["size"], strict=True)
    }
    chosen: dict[str, Benchmark] = {}
    for one in sorted(weights, key=lambda one: (_rank(one), *(-weight for weight in weights[one]))):
        chosen.setdefault(one.task, one)
    return chosen


def folds(curves: pd.DataFrame) -> dict[str, list[str]]:
    """Many tasks, named alike and under no group of their own ("hendrycksTest-..."), by their common beginning.

    There is no score of the whole, so none is made up: the fold is only a name for looking at them together.
    """
    loose = curves.loc[curves["parent"].fillna("") == "", "task"].unique()
    found: dict[str, list[str]] = {}
    for task in sorted(map(str, loose)):
        found.setdefault(_SEPARATOR.split(task, maxsplit=1)[0], []).append(task)
    return {name: tasks for name, tasks in found.items() if len(tasks) >= FOLDED_FROM}


def children(curves: pd.DataFrame) -> dict[str, list[str]]:
    """The sub-tasks of every group whose own scores are in the table, by the group's name."""
    pairs = curves.loc[curves["parent"].fillna("") != "", ["parent", "task"]].drop_duplicates()
    tasks = set(curves["task"].unique())
    found: dict[str, list[str]] = {}
    for parent, task in pairs.itertuples(index=False):
        if parent in tasks and parent != task:
            found.setdefault(str(parent), []).append(str(task))
    return {parent: sorted(names) for parent, names in sorted(found.items())}


def top_level(curves: pd.DataFrame) -> list[str]:
    """Tasks that are no sub-task of a group in the table and in no fold."""
    below = {task for names in [*children(curves).values(), *folds(curves).values()] for task in names}
    return [task for task in curves["task"].unique() if task not in below]


def front_first(tasks: Iterable[str]) -> list[str]:
    """Tasks by name, those of the competition's front page first."""
    return sorted(tasks, key=lambda task: (FRONT.index(task) if task in FRONT else len(FRONT), task.lower()))


def shown_tasks(curves: pd.DataFrame) -> list[str]:
    """The tasks to show unasked: groups without their sub-tasks where there are many, else all of them."""
    tasks = [str(task) for task in curves["task"].unique()]
    return tasks if len(tasks) <= FEW and not folds(curves) else top_level(curves)


def below(curves: pd.DataFrame, group: str) -> list[str]:
    """The leaves under a group, whatever groups stand between, or the tasks of a fold."""
    tree = children(curves)
    leaves: list[str] = list(folds(curves).get(group, []))
    for task in tree.get(group, []):
        leaves += below(curves, task) if task in tree else [task]
    return leaves


def of_row(scores: pd.DataFrame, one: Benchmark) -> pd.DataFrame:
    """The rows of a table of scores that belong to a benchmark's full runs."""
    shots = scores["n_shot"].isna() if one.n_shot is None else scores["n_shot"] == one.n_shot
    rows = (scores["task"] == one.task) & (scores["metric"] == one.metric) & (scores["filter"] == one.filter)
    return scores[rows & shots & (scores["partial_n"] == 0)]


def reads_as(sq: float | None, noise: float | None) -> str:
    """ "signal" from SQ 0.75 on, "noise" below what 99 % of shuffled curves reach, else "weak"; "" if undefined."""
    if sq is None:
        return ""
    if noise is not None and sq < noise:
        return "noise"
    return "signal" if sq >= SIGNAL_SQ else "weak"


def _rank(one: Benchmark) -> tuple[int, str, int, str]:
    metric = PREFERRED_METRICS.index(one.metric) if one.metric in PREFERRED_METRICS else len(PREFERRED_METRICS)
    name = PREFERRED_FILTERS.index(one.filter) if one.filter in PREFERRED_FILTERS else len(PREFERRED_FILTERS)
    return metric, one.metric, name, one.filter
