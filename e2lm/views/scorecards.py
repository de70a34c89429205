"""Score cards: SQ, RC, CS and total of one benchmark in words, each official or a reconstruction, or why undefined."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from e2lm.checkpoints import describe
from e2lm.scoring.settings import OFFICIAL_FAMILY, ScoreSettings
from e2lm.scoring.signal import OFFICIAL
from e2lm.views.model_labels import model_labels

FEWEST_TIES = 0.0005
LINE = 56  # letters that fit on one line of a card


@dataclass(frozen=True)
class Card:
    """One component: `value` is None where undefined and `note` says why then; `kind` is "official",
    "official formula" (other models or other points than the competition's), "reconstruction" or "proxy".

    `interval` is the range over tie orders or of what the total could become, "" where there is none. `details` holds
    what the value rests on at length.
    """

    name: str
    meaning: str
    kind: str
    value: float | None
    note: str
    interval: str = ""
    details: str = ""


def score_cards(row: Mapping[str, Any], parts: pd.DataFrame, settings: ScoreSettings) -> tuple[Card, Card, Card, Card]:
    """The cards of one row of task_scores; `parts` are the rows of model_scores of the same benchmark."""
    return (_signal(row, parts, settings), _ranking(row), _compliance(row), _total(row, settings))


def is_official(row: Mapping[str, Any]) -> bool:
    """Whether a row's SQ is the competition's own: its formula, models and window."""
    return bool(row["family"] == OFFICIAL_FAMILY and row["window"] == str(OFFICIAL))


def because(reason: str) -> str:
    """A reason without its beginning, for places that say "undefined" already."""
    return reason.removeprefix("undefined, ")


def models_in_words(models: Sequence[str]) -> str:
    """ "the three arch1 models", "0.5B arch1 and 1B arch1", "4 models": which models a mean was taken over."""
    names = [describe(model) for model in models]
    variants = {name.variant for name in names}
    counts = ("no", "one", "two", "three", "four", "five", "six")
    count = counts[len(names)] if len(names) < len(counts) else str(len(names))
    if len(names) > 2 and len(variants) == 1 and "" not in variants:
        return f"the {count} {variants.pop()} models"
    return " and ".join(name.label for name in names) if 0 < len(names) < 3 else f"{count} models"


def _signal(row: Mapping[str, Any], parts: pd.DataFrame, settings: ScoreSettings) -> Card:
    used = parts[parts["model"].isin(list(row["sq_models"]))]
    used = used.iloc[sorted(range(len(used)), key=lambda place: describe(used["model"].iloc[place]).size or 0.0)]
    low, high = row["sq_min"], row["sq_max"]
    tied = low is not None and high is not None and high - low > FEWEST_TIES
    details = [f"points: {row['window']}"]
    details += [row["sq_reason"]] if row["sq_reason"] and row["sq"] is not None else []
    details += ["lower values are better, so the curve was turned over"] if row["lower_is_better"] else []
    return Card(
        name="SQ",
        meaning="signal quality",
        kind="official" if is_official(row) and not _own_models(settings) else "official formula",
        value=row["sq"],
        note=_per_model(used) if row["sq"] is not None else because(row["sq_reason"]),
        interval=f"ties {low:.3f}–{high:.3f}" if tied else "",
        details="; ".join(details),
    )


def _own_models(settings: ScoreSettings) -> bool:
    return bool(settings.lineups) and settings.lineups[0].family != OFFICIAL_FAMILY


def _per_model(used: pd.DataFrame) -> str:
    points = sorted({int(count) for count in used["points"]})
    counted = f"{points[0]} points each" if len(points) == 1 else f"{points[0]} to {points[-1]} points"
    if len(used) == 1:
        return f"{describe(used['model'].iloc[0]).label}, {points[0]} points"
    if len(used) > 3:
        return f"mean of {len(used)} models, {counted}"
    named = [describe(model) for model in used["model"]]
    same = len({name.variant for name in named}) == 1 and len({name.size_label for name in named}) == len(named)
    labels = model_labels(used["model"])
    names = [name.size_label if same else labels[name.model] for name in named]
    words = " · ".join([*(f"{name} {sq:.3f}" for name, sq in zip(names, used["sq"], strict=True)), counted])
    return words if len(words) <= LINE else f"mean of {len(used)} models, {counted}"


def _ranking(row: Mapping[str, Any]) -> Card:
    kept = f"order kept in {row['rc_kept']} of {row['rc_later']} comparisons"
    tau = (
        f"; Kendall's tau-b over all models {row['tau']:.3f}"
        if row["tau"] is not None
        else f"; tau-b {row['tau_reason']}"
    )
    after = " after the cut" if row["rc_kind"] == "reconstruction" else " after the reference"
    return Card(
        name="RC",
        meaning="ranking consistency",
        kind=str(row["rc_kind"]) or "reconstruction",
        value=row["rc"],
        note=kept + after if row["rc"] is not None else because(row["rc_reason"]),
        details=f"{row['rc_note']}{tau}; pairs: {', '.join(row['rc_pairs']) or 'none'}",
    )


def _compliance(row: Mapping[str, Any]) -> Card:
    pairs = list(row["cs_pairs"])
    over = f"science over web at {row['cs_points']} checkpoints" + (f" of {len(pairs)} pairs" if len(pairs) > 1 else "")
    return Card(
        name="CS",
        meaning="compliance",
        kind="reconstruction",
        value=row["cs"],
        note=over if row["cs"] is not None else because(row["cs_reason"]),
        details=f"science / web: {', '.join(pairs)}" if pairs else "",
    )


def _total(row: Mapping[str, Any], settings: ScoreSettings) -> Card:
    weights = settings.weights
    low, high = row["total_low"], row["total_high"]
    return Card(
        name="total",
        meaning=f"{weights.sq:g} SQ + {weights.rc:g} RC + {weights.cs:g} CS",
        kind="reconstruction",
        value=row["total"],
        note=f"{because(row['total_reason']).removesuffix(' undefined')}; {low:.3f} to {high:.3f} possible"
        if row["total"] is None
        else "a reconstruction, never official",
        details="RC and CS are reconstructions, and the weights are settings",
    )
