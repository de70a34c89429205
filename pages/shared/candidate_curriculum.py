"""A curriculum: easy questions early, hard ones late, each stage scored over its share of training."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
import streamlit as st

from e2lm.candidates.curriculum import Curriculum, curriculum, stages_of
from e2lm.candidates.saved import Saved
from e2lm.checkpoints import describe
from e2lm.doc_filter import chosen_docs
from e2lm.errors import RequestError
from e2lm.figures.stages import stages_figure
from e2lm.figures.theme import score, theme_of
from e2lm.items import difficulty
from e2lm.metrics import values_of
from e2lm.scoring.settings import ScoreSettings
from e2lm.subsets import taken
from e2lm.views.before_after import NAMES, signed
from e2lm.views.explore_candidate import Candidate, identity
from e2lm.views.model_labels import model_labels
from e2lm.views.words import escaped
from pages.shared import candidate_reads, explore_controls, frame, queries, questions, subsets
from pages.shared.export_parts import save_button
from pages.shared.linked import linked_choice, linked_segments, linked_text
from pages.shared.subsets import Models

UNITS = {"questions": "questions", "tasks": "sub-tasks"}


class Plan(NamedTuple):
    """Which questions, the model whose difficulty orders them, how many stages of what, and their shares."""

    one: Candidate
    model: str
    number: int
    by_task: bool
    shares: tuple[float, ...]


def draw(tasks: pd.DataFrame, versions: list[Saved], models: Models, settings: ScoreSettings) -> None:
    """The choices, the picture, and the table of stages."""
    try:
        plan = _plan(tasks, versions, models)
    except RequestError as error:
        st.error(f"{escaped(error.problem)}. {escaped(error.remedy)}", icon=":material/error:")
        return
    found = _curriculum(queries.version(), identity(plan.one), models, settings, plan[1:], plan)
    left, right = st.columns([1.5, 1], gap="medium")
    with left:
        figure = stages_figure(found.stages, found.unit, theme_of(frame.dark()))
        st.plotly_chart(
            figure, theme=None, key="stages",
            config={"displayModeBar": False}, alt=f"SQ of {plan.number} stages over their stretches of training",
        )  # fmt: skip
        _table(found)
    with right:
        _mix(found)
        save_button({f"{plan.number} stages of {plan.one.task}": figure}, {"stages": lambda: found.stages})
        st.caption(
            f"Difficulty is the share of wrong answers over the checkpoints of {escaped(describe(plan.model).label)}; "
            "scores are of all chosen models, at every checkpoint up to the window's end, whatever its step."
        )


def _plan(tasks: pd.DataFrame, versions: list[Saved], models: Models) -> Plan:
    """Draws the row of choices. Raises RequestError for shares that are none."""
    row = st.container(horizontal=True, vertical_alignment="center", wrap=False)
    names = explore_controls.task_names(questions.browsable(tasks))
    known = {one.version: one for one in versions if one.task in names}
    options = {**names, **{version: f"{one.name} {version[:4]}" for version, one in known.items()}}
    with row.container(width=230):
        chosen = linked_choice("staged", options, next(iter(options)), label="questions of", width=230)
    if chosen in known:
        one = candidate_reads.looked_at(known[chosen])
    else:
        one = Candidate(chosen, "acc", candidate_reads.filter_of(chosen))
    labels = model_labels(models)
    smallest = min(models, key=lambda name: (describe(name).size or float("inf"), name))
    with row.container(width=160):
        model = linked_choice("by_model", labels, smallest, label="difficulty of", width=160)
    with row.container(width="content"):
        count = int(linked_segments("stages", {str(number): str(number) for number in range(2, 6)}, "2"))
    with row.container(width="content"):
        unit = linked_segments("unit", UNITS, "questions")
    with row.popover("shares of training", icon=":material/percent:"):
        text = linked_text("shares", label="in percent, the first stage first", placeholder="equal", height=68)
    return Plan(one, model, count, unit == "tasks", _shares(text, count))


def _shares(text: str, count: int) -> tuple[float, ...]:
    """Shares from "40, 35, 25"; equal ones of nothing. Raises RequestError for anything else."""
    if not text.strip():
        return (1.0,) * count
    try:
        shares = tuple(float(part.strip(" %")) for part in text.replace(";", ",").split(",") if part.strip())
    except ValueError:
        shares = ()
    if len(shares) != count or not all(0 < share < 1e6 for share in shares):
        raise RequestError(
            f"{text} are not {count} shares", remedy=f"Give {count} numbers above 0 with commas between", field="shares"
        )
    return shares


@st.cache_resource(show_spinner=False, max_entries=32, hash_funcs=queries.EXACT)
def _curriculum(
    at: int,  # noqa: ARG001 - the version is the cache's key
    address: str,  # noqa: ARG001
    models: Models,
    settings: ScoreSettings,
    choices: Sequence[object],  # noqa: ARG001
    _plan: Plan,
) -> Curriculum:
    measured = subsets.per_question(_plan.one, models)
    docs = chosen_docs(subsets.facts(_plan.one, models), _plan.one.docs)
    cube = subsets.cube(_plan.one, models)
    own = (cube.checkpoints["model"] == _plan.model).to_numpy(bool)
    hardness = difficulty(np.asarray(values_of(cube, "acc"))[docs][:, own])
    part = taken(measured, docs)
    stages = stages_of(hardness, _plan.number, part.docs["task"].tolist() if _plan.by_task else None)
    return curriculum(part, stages, _plan.shares, hardness, settings)


def _table(found: Curriculum) -> None:
    scores = {
        f"{prefix}{part}": st.column_config.NumberColumn(f"{name}{NAMES[part]}", format="%.3f", width=72)
        for part in ("sq", "rc", "cs")
        for prefix, name in (("", ""), ("flat_", "flat "))
    }
    amount = st.column_config.NumberColumn(format="compact", width=80)
    st.dataframe(
        found.stages, hide_index=True, row_height=28, placeholder="–",
        column_order=[
            "stage", "questions", "difficulty", "share", "start", "stop", "points", "sq", "flat_sq", "rc", "flat_rc",
            "cs", "flat_cs", "reason",
        ],
        column_config={
            "difficulty": st.column_config.NumberColumn(format="%.2f"),
            "share": st.column_config.NumberColumn("of training", format="percent"),
            "start": amount, "stop": amount, **scores,
        },
    )  # fmt: skip


def _mix(found: Curriculum) -> None:
    """The mix against the flat benchmark over the same stretches, and that over all of training."""
    lines = ["| | in stages | flat, same stretches | change | flat, at once |", "|:--|--:|--:|--:|--:|"]
    for part, name in NAMES.items():
        mix, flat = found.mix[part], found.flat[part]
        lines.append(
            f"| **{name}** | **{score(mix)}** | {score(flat)} | {signed(mix - flat)} | {score(found.whole[part])} |"
        )
    st.markdown("\n".join(lines))
    undefined = [f"stage {row['stage']}: {row['reason']}" for _, row in found.stages.iterrows() if row["reason"]]
    if undefined:
        st.warning(escaped("; ".join(undefined)), icon=":material/info:")
