"""Scores before and after a choice of questions, a line each: values, change, and what the choice owes to luck."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from e2lm.candidates.held_out import COMPONENTS, optimism
from e2lm.scoring.settings import ScoreSettings
from e2lm.views.explore_cards import SAME, Judged
from e2lm.views.scorecards import Card, score_cards

NAMES = {"sq": "SQ", "rc": "RC", "cs": "CS", "total": "total"}
DASH = "–"


@dataclass(frozen=True)
class Line:
    """One score; `between` is the 95 % interval of its change over resampled questions and `beyond` whether that leaves
    zero out, None and False until they are drawn. `owed` is the optimism of the choice, `percentile` the share of
    random subsets below it; NaN where unknown."""

    name: str
    card: Card
    before: float | None
    between: tuple[float, float] | None = None
    interval: tuple[float, float] | None = None
    owed: float = float("nan")
    percentile: float = float("nan")

    @property
    def change(self) -> float | None:
        if self.card.value is None or self.before is None:
            return None
        return self.card.value - self.before

    @property
    def beyond(self) -> bool:
        return self.between is not None and not self.between[0] <= 0 <= self.between[1]


def first_lines(
    after: Mapping[str, Any], parts: pd.DataFrame, before: Mapping[str, Any] | None, settings: ScoreSettings
) -> tuple[Line, ...]:
    """The lines from rows of task_scores alone; `parts` are the rows of model_scores beside `after`."""
    cards = score_cards(after, parts, settings)
    return tuple(
        Line(NAMES[part], card, None if before is None else before[part])
        for part, card in zip(COMPONENTS, cards, strict=True)
    )


def with_intervals(lines: Sequence[Line], judged: Sequence[Judged]) -> tuple[Line, ...]:
    """The same with the intervals of values and changes; `judged` compares with what was before."""
    return tuple(
        replace(line, between=one.others[0].between if one.others else None, interval=one.interval)
        for line, one in zip(lines, judged, strict=True)
    )


def with_luck(
    lines: Sequence[Line], folds: pd.DataFrame, places: pd.DataFrame, *, told: bool = True
) -> tuple[Line, ...]:
    """The same with optimism (FOLD_COLUMNS) and percentiles among random subsets (PLACE_COLUMNS).

    Without `told` optimism stays unknown: of a list nothing tells what its maker knew.
    """
    shares = dict(zip(places["component"], places["percentile"], strict=True))
    return tuple(
        replace(line, owed=optimism(folds, part) if told else float("nan"), percentile=float(shares.get(part, np.nan)))
        for part, line in zip(COMPONENTS[: len(lines)], lines, strict=True)
    )


def change_in_words(line: Line) -> str:
    """ "+0.012", or a dash where one of both is undefined."""
    return DASH if line.change is None else signed(line.change)


def signed(value: float) -> str:
    """A difference to three places with its sign; "0.000" without one where three places do not show it."""
    if np.isnan(value):
        return DASH
    return "0.000" if abs(value) < SAME else f"{value:+.3f}"


def between_in_words(ends: tuple[float, float] | None) -> str:
    return "" if ends is None else f"{ends[0]:.3f} to {ends[1]:.3f}"


def share_in_words(share: float) -> str:
    """A percentile, never rounded to none or all unless it is; of 200 subsets no finer than it can be."""
    return DASH if np.isnan(share) else f"{100 * share:.0f} %"
