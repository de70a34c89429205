"""The sides of the compare page as the address holds them, under a, b, c ...; every choice writes them there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import streamlit as st

from e2lm.metrics import METRICS
from e2lm.views.compare_fit import counting, fitting, models_in, usual_sides
from e2lm.views.compare_side import LETTERS, Side, from_address, to_address
from e2lm.views.model_labels import model_labels
from pages.shared import candidate_reads, compare_reads, explore_controls, queries, questions

TASK, CANDIDATE = "task:", "candidate:"
METRIC_NAMES = {name: one.label for name, one in METRICS.items() if not one.needs_unprompted}


class Offered(NamedTuple):
    """What sides can be asked: tasks and candidates (as task:NAME and candidate:VERSION) with their labels."""

    subjects: Mapping[str, str]
    first_task: str


@st.cache_resource(show_spinner=False, max_entries=2)
def _tasks(at: int) -> tuple[dict[str, str], str]:  # noqa: ARG001 - the version is the cache's key
    names = questions.browsable(questions.with_choices())
    return {TASK + task: label for task, label in explore_controls.task_names(names).items()}, next(iter(names), "")


def offered() -> Offered:
    """What the store and the journal hold."""
    tasks, first = queries.at_this_version(_tasks)
    saved = {CANDIDATE + one.version: f"{one.name} {one.version[:4]}" for one in candidate_reads.saved().values()}
    return Offered({**tasks, **saved}, first)


def sides() -> list[Side]:
    """The sides that the address names, in their order; where it names none those that stand there at first."""
    named = [from_address(st.query_params.get(letter.lower(), "")) for letter in LETTERS]
    found = [side for side in named if side is not None]
    if found:
        return found
    task = offered().first_task
    return usual_sides(compare_reads.answered(task), task)


def write(chosen: Sequence[Side]) -> None:
    """Puts sides into the address."""
    for letter in LETTERS:
        st.query_params.pop(letter.lower(), None)
    for letter, side in zip(LETTERS, chosen, strict=False):
        st.query_params[letter.lower()] = to_address(side)


def choose(place: int, field: str) -> None:
    """For on_change: takes a choice over into the address, with the nearest that fits of what was chosen before."""
    now = sides()
    value = st.session_state[f"compare_{place}_{field}"]
    side = _changed(now[place], field, value)
    fits = fitting(side, compare_reads.answered(side.task))
    now[place] = side if fits is None else fits
    write(now)


def _changed(side: Side, field: str, value: str | bool) -> Side:
    if field == "partial":
        return replace(side, partial=bool(value))
    text = str(value)
    if field == "subject" and text.startswith(CANDIDATE):
        saved = candidate_reads.saved()[text.removeprefix(CANDIDATE)]
        metric = saved.metric if saved.metric in METRIC_NAMES else side.metric
        return replace(
            side, candidate=saved.version, task=saved.task, metric=metric, n_shot=saved.num_fewshot, run="",
            filter=candidate_reads.filter_of(saved.task),
        )  # fmt: skip
    if field == "subject":
        return replace(side, candidate="", task=text.removeprefix(TASK), run="")
    if field == "shots":
        return replace(side, n_shot=int(text) if text else None, run="")
    if field in ("model", "at"):
        return replace(side, model=text, run="") if field == "model" else replace(side, at=text, run="")
    if field == "metric":
        return replace(side, metric=text)
    return replace(side, run=text) if field == "run" else replace(side, filter=text, run="")


def rotate() -> None:
    """For a button's on_click: the next side comes first, the first one last."""
    now = sides()
    write([*now[1:], now[0]] if len(now) > 2 else now[::-1])


def drop(place: int) -> None:
    """For a button's on_click: takes a side away."""
    now = sides()
    write(now[:place] + now[place + 1 :])


def add() -> None:
    """For a button's on_click: one more side, at first what the last one is, with a model that is not there yet."""
    now = sides()
    last = now[-1]
    models = models_in(counting(compare_reads.answered(last.task), last))
    other = next((name for name in models if name not in {one.model for one in now}), last.model)
    fits = fitting(replace(last, model=other, run=""), compare_reads.answered(last.task))
    write([*now, fits or last])


def in_styles(tasks: Sequence[str]) -> None:
    """For a button's on_click: the first side's model asked the same questions in other tasks."""
    first = sides()[0]
    fits = (fitting(replace(first, task=task, candidate="", run=""), compare_reads.answered(task)) for task in tasks)
    write([first, *(side for side in fits if side is not None)][: len(LETTERS)])


def label(side: Side) -> str:
    """A side in a few words."""
    names = model_labels(queries.models())
    asked = offered().subjects.get(CANDIDATE + side.candidate if side.candidate else TASK + side.task, side.task)
    return f"{names.get(side.model, side.model)} at {side.at}, {asked}, {METRIC_NAMES.get(side.metric, side.metric)}"


def go_to(place: int, names: tuple[str, ...]) -> None:
    """The first side and that at `place` at other checkpoints."""
    now = sides()
    now[0], now[place] = replace(now[0], at=names[0], run=""), replace(now[place], at=names[1], run="")
    write(now)
