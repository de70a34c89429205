"""Evidence made from what was computed of a candidate's or a task's answers, or of curves alone."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from e2lm.candidates.saved import Saved
from e2lm.curves import curves_of
from e2lm.reviews.evidence import COMPONENTS, Curve, Evidence, Score, names_hash, number
from e2lm.reviews.references import Reference
from e2lm.scoring.settings import ScoreSettings
from e2lm.uncertainty import score_interval
from e2lm.views.benchmarks import Benchmark
from e2lm.views.explore_scores import Scored
from e2lm.views.model_labels import in_order
from e2lm.views.points import placement
from e2lm.views.scorecards import score_cards

WIDTH = 1.96  # standard errors on each side: 95 %
NO_RUNS = "no full run has answers to these questions"
SAME = 1e-6  # between a score of what lm-eval logged and of what is computed again from loglikelihoods
NO_DOCS = pd.DataFrame({"doc_key": [], "task": []}, dtype=object)


@dataclass(frozen=True)
class Scores:
    """What a benchmark scores: its row of task_scores, its rows of model_scores, and these in resamples of its
    questions (None where no answers to single questions are loaded)."""

    row: Mapping[str, Any]
    parts: pd.DataFrame
    scored: Scored | None = None


@dataclass(frozen=True)
class Basis:
    """What evidence is made of: scores (None without a full run); `curves` of all models that they need (CURVE_COLUMNS,
    `low` and `high`: 95 % intervals, NaN where unknown), of which `models` are drawn; e2lm.curves.gaps of these;
    RUN_COLUMNS of the store; what guessing gives."""

    scores: Scores | None
    curves: pd.DataFrame
    missing: pd.DataFrame
    models: Sequence[str]
    runs: pd.DataFrame
    chance: float | None = None


def of_candidate(saved: Saved, tasks: Iterable[str], options: Sequence[str]) -> Evidence:
    """Which candidate it is, before anything is computed; `tasks` are the sub-tasks that its questions are of, and
    `options` what its scores rest on, as the command that prints them takes it."""
    keys = saved.doc_keys.split()
    subject = Reference("candidate", saved.version).text
    versions = {"candidate": saved.version, **({"made from": saved.parent} if saved.parent else {})}
    return Evidence(
        subject=subject, name=saved.name, task=saved.task, metric=saved.metric, style=saved.style,
        n_shot=saved.num_fewshot, questions=len(keys), questions_hash=names_hash(keys), subjects=len({*tasks}),
        versions=versions, definition=saved.definition, note=saved.note, command=command_of(subject, options),
    )  # fmt: skip


def of_task(one: Benchmark, name: str, docs: pd.DataFrame, curves: pd.DataFrame, options: Sequence[str]) -> Evidence:
    """Which task it is; `docs` (doc_key, task) are its questions, NO_DOCS where none are loaded: then its full runs
    among `curves` tell how many there are."""
    counted = curves.loc[~curves["partial"].astype(bool), "n"].max()
    subject = Reference("task", one.task).text
    return Evidence(
        subject=subject, name=name, task=one.task, metric=one.metric, n_shot=one.n_shot,
        questions=len(docs) or (0 if pd.isna(counted) else int(counted)), questions_hash=names_hash(docs["doc_key"]),
        subjects=docs["task"].nunique(), command=command_of(subject, options),
    )  # fmt: skip


def command_of(subject: str, options: Sequence[str]) -> str:
    """The command that prints a subject's scores again, as a shell takes it."""
    return shlex.join(["python", "-m", "e2lm", "evidence", subject, *options])


def agreeing(row: Mapping[str, Any], resampled: Scored | None) -> Scored | None:
    """The resamples of a task's scores, where the answers that they were drawn from give the same SQ as its curves."""
    if resampled is None or row["sq"] is None or resampled.row["sq"] is None:
        return None
    return resampled if abs(row["sq"] - resampled.row["sq"]) < SAME else None


def with_intervals(curves: pd.DataFrame, resampled: pd.DataFrame) -> pd.DataFrame:
    """A task's curves with `low` and `high`: as `resampled` (CURVE_COLUMNS, low and high) where that gives the same
    value, else WIDTH standard errors to both sides."""
    other = resampled.drop_duplicates(["model", "checkpoint"])[["model", "checkpoint", "value", "low", "high"]]
    joined = curves[["model", "checkpoint"]].merge(other, "left", ["model", "checkpoint"])
    values, margin = curves["value"].to_numpy(float), WIDTH * curves["stderr"].to_numpy(float)
    same = np.abs(joined["value"].to_numpy(float) - values) < SAME
    ends = {"low": values - margin, "high": values + margin}
    return curves.assign(**{name: np.where(same, joined[name].to_numpy(float), end) for name, end in ends.items()})


def frozen(told: Evidence, basis: Basis, settings: ScoreSettings) -> Evidence:
    """The evidence of what was `told`, with its scores, curves, and the runs that they rest on."""
    curves, unit = curves_drawn(basis.curves, basis.missing, basis.models)
    better = bool(basis.curves["higher_is_better"].all())
    resting = basis.curves[~basis.curves["partial"].astype(bool)]
    count, named, made_by = runs_of(resting["run_id"], basis.runs)
    drawn = basis.curves[basis.curves["model"].isin(list(basis.models))]
    cut = settings.window_of(basis.models[0]).max_tokens if basis.models and unit == "tokens" else None
    return replace(
        told, scores=scores_of(basis.scores, settings), curves=curves, higher_is_better=better, unit=unit,
        chance=number(basis.chance), cut=number(cut), left_out=int(drawn["partial"].astype(bool).sum()),
        settings=settings_in_words(basis.scores, settings), runs=count, runs_hash=named,
        versions={**told.versions, **made_by},
    )  # fmt: skip


def scores_of(found: Scores | None, settings: ScoreSettings) -> tuple[Score, ...]:
    """SQ, RC, CS and the total with their intervals, or why there is none."""
    if found is None:
        return tuple(Score(name, None, why=f"because {NO_RUNS}") for name in COMPONENTS)
    weights = settings.weights
    tops = {"total": weights.sq + weights.rc + weights.cs}
    scores = []
    for card in score_cards(found.row, found.parts, settings):
        low = high = None
        if found.scored is not None and card.value is not None:
            samples = getattr(found.scored.samples, card.name.lower())
            low, high = map(number, score_interval(samples, card.value, most=tops.get(card.name, 1.0)))
        scores.append(Score(card.name, number(card.value), low, high, card.note, card.kind))
    return tuple(scores)


def curves_drawn(curves: pd.DataFrame, missing: pd.DataFrame, models: Sequence[str]) -> tuple[tuple[Curve, ...], str]:
    """The full runs' curves of `models`, None where a checkpoint is missing between two, and their unit.

    `curves` has CURVE_COLUMNS, `low` and `high`; `missing` is e2lm.curves.gaps.
    """
    shown = curves[curves["model"].isin(list(models)) & ~curves["partial"].astype(bool)]
    unit = placement(shown, "tokens").unit
    points = curves_of(shown)
    between = missing[missing["between"].astype(bool) & missing[unit].notna()]
    found = []
    for model in in_order(points["model"].unique()):
        own = points[(points["model"] == model) & points[unit].notna()].drop_duplicates(unit, keep="last")
        absent = between.loc[between["model"] == model, unit].astype("int64").tolist()
        found.append(_curve(model, own, unit, absent))
    return tuple(one for one in found if one.tokens), unit


def settings_in_words(found: Scores | None, settings: ScoreSettings) -> dict[str, str]:
    """What the scores rest on."""
    weights = settings.weights
    words = {"weights": f"SQ {weights.sq:g}, RC {weights.rc:g}, CS {weights.cs:g}", "RC reference": settings.reference}
    if settings.proxy_at is not None:
        words["RC checkpoint k"] = f"step {settings.proxy_at}"
    if found is not None:
        row = found.row
        words["points"] = str(row["window"])
        words["models in SQ"] = ", ".join(row["sq_models"]) or "none"
        words["pairs in RC"] = ", ".join(row["rc_pairs"]) or "none"
        words["pairs in CS"] = ", ".join(row["cs_pairs"]) or "none"
    return words


def runs_of(run_ids: Iterable[str], runs: pd.DataFrame) -> tuple[int, str, dict[str, str]]:
    """How many runs, the hash of their ids (which are hashes of what was read), and the versions of lm-eval that made
    them; `runs` has RUN_COLUMNS of the store."""
    names = sorted({*map(str, run_ids)})
    of_these = runs.loc[runs["run_id"].isin(names), "lm_eval_version"]
    made_by = sorted({str(version) for version in of_these.dropna()} - {""})
    return len(names), names_hash(names), {"lm-eval": ", ".join(made_by) or "unknown"}


def _curve(model: str, own: pd.DataFrame, unit: str, absent: Sequence[int]) -> Curve:
    values = own["value"].to_numpy(float)
    low, high = own["low"].to_numpy(float), own["high"].to_numpy(float)
    places = own[unit].astype("int64").tolist()
    rows = {place: tuple(map(number, row)) for place, *row in zip(places, values, low, high, strict=True)}
    whole = {**dict.fromkeys(absent, (None, None, None)), **rows}
    tokens = tuple(sorted(whole))
    columns = tuple(zip(*(whole[place] for place in tokens), strict=True)) or ((), (), ())
    return Curve(model, tokens, *columns)
