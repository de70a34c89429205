"""One row of the table of tasks: the scores of a task from the curves of the models that stand for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from e2lm.scoring.compliance import Compliance, compliance
from e2lm.scoring.matching import Grid, grid_of
from e2lm.scoring.noise import sq_of_shuffled
from e2lm.scoring.points import Points, RowKey
from e2lm.scoring.ranking import Ranking, ranking
from e2lm.scoring.settings import Lineup, ScoreSettings
from e2lm.scoring.signal import Signal
from e2lm.scoring.total import total

PARTS = ("sq", "sq_min", "sq_max", "monotonicity", "monotonicity_min", "monotonicity_max", "autocorrelation")


def task_row(
    key: RowKey, curves: Mapping[str, Points], signals: Mapping[str, Signal], settings: ScoreSettings
) -> dict[str, object]:
    """The columns of e2lm.scoring.table.TASK_SCORE_COLUMNS for the curves of one task by model."""
    lineup = _lineup(curves, settings)
    first = next(iter(curves.values()))
    row: dict[str, object] = {
        **key._asdict(),
        "partial": key.partial_n != 0,
        "family": lineup.family,
        "lower_is_better": first.lower_is_better,
        "left_out": "; ".join(f"{model}: {curve.left_out}" for model, curve in curves.items() if curve.left_out),
    }
    signal_part = _signal_part(curves, signals, lineup)
    ranking_part = _ranking_part(curves, lineup, settings)
    compliance_part = _compliance_part(curves, lineup)
    sq, rc, cs = (part[name] for part, name in ((signal_part, "sq"), (ranking_part, "rc"), (compliance_part, "cs")))
    whole = total(_number(sq), _number(rc), _number(cs), settings.weights)
    return {
        **row,
        **signal_part,
        **ranking_part,
        **compliance_part,
        "total": whole.value,
        "total_low": whole.low,
        "total_high": whole.high,
        "total_reason": whole.reason,
    }


def _lineup(curves: Mapping[str, Points], settings: ScoreSettings) -> Lineup:
    """The first lineup with a curve of its SQ models, else of any of its models."""
    for lineup in settings.lineups:
        if any(model in curves for model in lineup.sq_models):
            return lineup
    for lineup in settings.lineups:
        if any(model in curves for model in lineup.models):
            return lineup
    return Lineup("", tuple(curves), ())


def _signal_part(curves: Mapping[str, Points], signals: Mapping[str, Signal], lineup: Lineup) -> dict[str, object]:
    present = [model for model in lineup.sq_models if model in curves]
    scored = [model for model in present if signals[model].sq is not None]
    part: dict[str, object] = {name: _mean([getattr(signals[model], name) for model in scored]) for name in PARTS}
    lengths = [signals[model].points for model in scored]
    shown = curves[(present or list(curves))[-1]]
    return {
        **part,
        "window": "; ".join(dict.fromkeys(str(curves[model].window) for model in present or curves)),
        "points": sum(signals[model].points for model in scored or present),
        "sq_models": tuple(scored),
        "sq_reason": _signal_reason(lineup, present, scored, signals),
        "noise": sq_of_shuffled(min(lengths), curves=len(lengths)) if lengths else None,
        "values": tuple((-shown.values if shown.lower_is_better else shown.values).tolist()),
        "values_model": shown.model,
    }


def _signal_reason(lineup: Lineup, present: list[str], scored: list[str], signals: Mapping[str, Signal]) -> str:
    if not lineup.sq_models:
        return "undefined, because no model is chosen for SQ"
    if not present:
        return f"undefined, because none of the chosen models ({', '.join(lineup.sq_models)}) has a curve of it"
    missing = [f"{model} has no curve of it" for model in lineup.sq_models if model not in present]
    missing += [f"{model} is {signals[model].reason}" for model in present if model not in scored]
    if not scored:
        return signals[present[0]].reason if len(present) == 1 else "undefined, because " + "; ".join(missing)
    return f"mean of {len(scored)} of {len(lineup.sq_models)} models: " + "; ".join(missing) if missing else ""


def _ranking_part(curves: Mapping[str, Points], lineup: Lineup, settings: ScoreSettings) -> dict[str, object]:
    members = [model for model in lineup.models if model in curves]
    chosen = [pair for pair in lineup.rc_pairs if pair[0] in members and pair[1] in members]
    grid = grid_of([curves[model] for model in members], settings.window_of(members[0]).step_multiple)
    pairs = [(members.index(first), members.index(second)) for first, second in chosen]
    found, kind, note = _ranking(grid, pairs, settings)
    if not chosen and lineup.rc_pairs:
        found = replace(found, reason="undefined, because no chosen pair has curves of both its models")
    if grid.reason:
        found = replace(found, reason=grid.reason, tau_reason=grid.reason)
    defined = [pair for pair in found.pairs if not pair.reason]
    return {
        "rc": found.rc,
        "rc_kind": kind,
        "rc_pairs": tuple(f"{members[pair.first]} / {members[pair.second]}" for pair in defined),
        "rc_kept": sum(pair.kept for pair in defined),
        "rc_later": sum(pair.later for pair in defined),
        "rc_note": note,
        "rc_reason": found.reason,
        "tau": found.tau,
        "tau_reason": found.tau_reason,
    }


def _ranking(grid: Grid, pairs: list[tuple[int, int]], settings: ScoreSettings) -> tuple[Ranking, str, str]:
    cut = f"{settings.cut_tokens / 1e9:g}B tokens"
    early = grid.up_to(settings.cut_tokens)
    if settings.reference != "checkpoint k" and not early.all():
        note = f"reconstruction: checkpoints after {cut} against the {settings.reference}"
        return ranking(grid.scores, early, pairs, settings.reference), "reconstruction", note
    early, name = grid.up_to_checkpoint(settings.proxy_at)
    because = "" if settings.reference == "checkpoint k" else f", because no checkpoint is known to lie after {cut}"
    note = f"proxy{because}: checkpoints after {name} against the order there"
    return ranking(grid.scores, early, pairs, "checkpoint k"), "proxy", note


def _compliance_part(curves: Mapping[str, Points], lineup: Lineup) -> dict[str, object]:
    found = [_compliance(curves, science, web) for science, web in lineup.cs_pairs]
    defined = [(pair, one) for pair, one in zip(lineup.cs_pairs, found, strict=True) if one.cs is not None]
    reason = "" if defined else next((one.reason for one in found), "")
    return {
        "cs": _mean([one.cs for _, one in defined]),
        "cs_pairs": tuple(f"{science} / {web}" for (science, web), _ in defined),
        "cs_points": sum(one.points for _, one in defined),
        "cs_reason": reason or ("" if defined else "undefined, because no pair of a science and a web run is chosen"),
    }


def _compliance(curves: Mapping[str, Points], science: str, web: str) -> Compliance:
    absent = [model for model in (science, web) if model not in curves]
    if absent:
        return Compliance(None, 0, f"undefined, because {' and '.join(absent)} has no curve of it")
    grid = grid_of([curves[science].in_the_window(), curves[web].in_the_window()])
    if grid.reason:
        return Compliance(None, 0, grid.reason)
    return compliance(grid.scores[0], grid.scores[1])


def _mean(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return float(np.mean(known)) if known else None


def _number(value: object) -> float | None:
    return value if isinstance(value, float) else None
