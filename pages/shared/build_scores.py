"""The filter builder's scores: before, after and the change, at once; intervals and luck when they are computed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from e2lm.figures.theme import score
from e2lm.scoring.settings import ScoreSettings
from e2lm.scoring.table import model_scores, task_scores
from e2lm.views.before_after import (
    DASH,
    Line,
    between_in_words,
    change_in_words,
    first_lines,
    share_in_words,
    signed,
    with_intervals,
)
from e2lm.views.explore_candidate import Candidate, identity
from e2lm.views.explore_cards import judged
from e2lm.views.words import escaped
from pages.shared import queries, subsets
from pages.shared.subsets import Models

HELP = (
    "Change: against the questions before. Its 95 % interval is over resamples of the questions that both meet with "
    "the same draws; it is coloured where that leaves zero out. Owed to the choice: what the score gains where the "
    "questions were chosen beyond what it gains on models and checkpoints that the choice did not see (optimism). "
    "Beats: the share of random subsets of as many questions with a lower score."
)
_HEAD = "| | before | after | change | 95 % |", "|:--|--:|--:|--:|:-:|"
_LUCK = " owed to the choice | beats random |", "--:|--:|"


class Rows(NamedTuple):
    """The row of task_scores of a candidate's full runs, None where there are none, and its rows of model_scores."""

    row: dict[str, Any] | None
    parts: pd.DataFrame


@st.cache_resource(show_spinner=False, max_entries=64, hash_funcs=queries.EXACT)
def _rows(at: int, address: str, models: Models, settings: ScoreSettings, _one: Candidate) -> Rows:  # noqa: ARG001
    curves = subsets.curves(_one, models)
    scores, parts = task_scores(curves, settings), model_scores(curves, settings)
    full = scores[scores["partial_n"] == 0]
    row = None if full.empty else dict(zip(map(str, full.columns), full.iloc[0], strict=True))
    return Rows(row, parts[parts["partial_n"] == 0])


def rows(one: Candidate, models: Models, settings: ScoreSettings) -> Rows:
    """The scores of a candidate without resamples: in milliseconds."""
    return _rows(queries.version(), identity(one), models, settings, one)


def first(after: Candidate, before: Candidate, models: Models, settings: ScoreSettings) -> tuple[Line, ...]:
    """The lines that need no resamples; none where all runs are limited."""
    now, then = (rows(one, models, settings) for one in (after, before))
    return () if now.row is None else first_lines(now.row, now.parts, then.row, settings)


def resampled(
    lines: Sequence[Line], after: Candidate, before: Candidate, models: Models, settings: ScoreSettings, *,
    by_subject: bool,
) -> tuple[Line, ...]:  # fmt: skip
    """The same with the intervals of the changes."""
    now, then = (subsets.scores(one, models, settings, by_subject=by_subject) for one in (after, before))
    return tuple(lines) if now is None else with_intervals(lines, judged(now, then, None, settings))


def draw(place: DeltaGenerator, lines: Sequence[Line], *, waiting: bool = False, luck: bool = True) -> None:
    """The lines as a small table, with what a choice owes to `luck`; with `waiting` dots stand for what is still being
    computed."""
    if not lines:
        place.caption("every checkpoint lacks some of these answers, or was run on a part: scores rest on full runs")
        return
    with place.container(gap="xsmall"):
        head = [start + (end if luck else "") for start, end in zip(_HEAD, _LUCK, strict=True)]
        st.markdown("\n".join((*head, *(_line(line, waiting=waiting, luck=luck) for line in lines))), help=HELP)
        kinds = " · ".join(f"{line.name} {line.card.kind}" for line in lines)
        missing = "; ".join(f"{line.name} undefined, {line.card.note}" for line in lines if line.card.value is None)
        st.caption(escaped(" · ".join(part for part in (kinds, missing) if part)))


def _line(line: Line, *, waiting: bool, luck: bool) -> str:
    dots = "…" if waiting else DASH
    change = change_in_words(line)
    if line.beyond and line.change is not None:
        change = f":{'green' if line.change > 0 else 'red'}[**{change}**]"
    cells = [
        f"**{line.name}**", score(line.before), f"**{score(line.card.value)}**", change,
        between_in_words(line.between) or (dots if line.change is not None else DASH),
    ]  # fmt: skip
    if luck:
        known = line.card.value is not None
        cells.append(dots if known and math.isnan(line.owed) else signed(line.owed))
        cells.append(dots if known and math.isnan(line.percentile) else share_in_words(line.percentile))
    return f"| {' | '.join(cells)} |"
