"""One row of the table of tasks: the scores of a task from the curves of the models that stand for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from e2lm.scoring.compliance import Compliance, compliance
from e2lm.scoring.matching import Grid, grid_of
from e2lm.scoring.noise import sq_of_shuffled
from e2lm.scoring.points import Points, RowKey
from e2lm.scoring.ranking import Reference, ranking
from e2lm.scoring.settings import Lineup, ScoreSettings
from e2lm.scoring.signal import Signal, mean_of_known
from e2lm.scoring.total import total

NOT_BOTH = "undefined, because not both have a curve of it"
PARTS = ("sq", "sq_min", "sq_max", "monotonicity", "monotonicity_min", "monotonicity_max", "autocorrelation")


def task_row(
    key: RowKey, curves: Mapping[str, Points], signals: Mapping[str, Signal], settings: ScoreSettings
) -> dict[str, object]:
    """The columns of e2lm.scoring.table.TASK_SCORE_COLUMNS for the curves of one task by model."""
    lineup = lineup_for(curves, settings)
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


def lineup_for(curves: Mapping[str, Points], settings: ScoreSettings) -> Lineup:
    """What a row of these curves is scored by: the first lineup with a curve of its SQ models, else of any model."""
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
    missing = {model: "without a curve of it" for model in lineup.sq_models if model not in present}
    missing |= {model: signals[model].reason for model in present if model not in scored}
    return _reason(len(scored), missing, "models")


def _ranking_part(curves: Mapping[str, Points], lineup: Lineup, settings: ScoreSettings) -> dict[str, object]:
    chosen, how = comparison_for(curves, lineup, settings)
    grid = how.grid
    found = ranking(grid.scores, how.early, how.pairs, how.reference)
    missing = {_pair_name(pair): NOT_BOTH for pair in lineup.rc_pairs}
    missing |= {_pair_name(pair): order.reason for pair, order in zip(chosen, found.pairs, strict=True)}
    defined = [pair for pair in found.pairs if not pair.reason]
    no_pair = "undefined, because no pair of models of the same size is chosen"
    reason = _reason(len(defined), {name: why for name, why in missing.items() if why}, "pairs")
    return {
        "rc": found.rc,
        "rc_kind": how.kind,
        "rc_pairs": tuple(
            _pair_name(pair) for pair, order in zip(chosen, found.pairs, strict=True) if not order.reason
        ),
        "rc_kept": sum(pair.kept for pair in defined),
        "rc_later": sum(pair.later for pair in defined),
        "rc_note": how.note,
        "rc_reason": (reason if defined else grid.reason or reason) if lineup.rc_pairs else no_pair,
        "tau": found.tau,
        "tau_reason": grid.reason or found.tau_reason,
    }


class Comparison(NamedTuple):
    """How RC compares: the models' grid, its early checkpoints, the pairs as rows of it, and what to say of that."""

    grid: Grid
    early: npt.NDArray[np.bool_]
    pairs: list[tuple[int, int]]
    reference: Reference
    kind: str
    note: str


def comparison_for(
    curves: Mapping[str, Points], lineup: Lineup, settings: ScoreSettings
) -> tuple[list[tuple[str, str]], Comparison]:
    """The pairs of a lineup that have both curves, and how to compare them."""
    members = [model for model in lineup.models if model in curves]
    chosen = [pair for pair in lineup.rc_pairs if pair[0] in curves and pair[1] in curves]
    grid = grid_of([curves[model] for model in members], settings.window_of(members[0]).step_multiple)
    pairs = [(members.index(one), members.index(other)) for one, other in chosen]
    cut = f"{settings.cut_tokens / 1e9:g}B tokens"
    early = grid.up_to(settings.cut_tokens)
    if settings.reference != "checkpoint k" and not early.all():
        note = f"reconstruction: checkpoints after {cut} against the {settings.reference}"
        return chosen, Comparison(grid, early, pairs, settings.reference, "reconstruction", note)
    early, name = grid.up_to_checkpoint(settings.proxy_at)
    because = "" if settings.reference == "checkpoint k" else f", because no checkpoint is known to lie after {cut}"
    note = f"proxy{because}: checkpoints after {name} against the order there"
    return chosen, Comparison(grid, early, pairs, "checkpoint k", "proxy", note)


def _compliance_part(curves: Mapping[str, Points], lineup: Lineup) -> dict[str, object]:
    found = {_pair_name(pair): _compliance(curves, *pair) for pair in lineup.cs_pairs}
    defined = {name: one for name, one in found.items() if one.cs is not None}
    no_pair = "undefined, because no pair of a science and a web run is chosen"
    reason = _reason(len(defined), {name: one.reason for name, one in found.items() if name not in defined}, "pairs")
    return {
        "cs": _mean([one.cs for one in defined.values()]),
        "cs_pairs": tuple(defined),
        "cs_points": sum(one.points for one in defined.values()),
        "cs_reason": reason if found else no_pair,
    }


def _compliance(curves: Mapping[str, Points], science: str, web: str) -> Compliance:
    if science not in curves or web not in curves:
        return Compliance(None, 0, NOT_BOTH)
    grid = matched(curves, science, web)
    if grid.reason:
        return Compliance(None, 0, grid.reason)
    return compliance(grid.scores[0], grid.scores[1])


def matched(curves: Mapping[str, Points], science: str, web: str) -> Grid:
    """The points in the window of a science and a web run, side by side."""
    return grid_of([curves[science].in_the_window(), curves[web].in_the_window()])


def _reason(known: int, missing: Mapping[str, str], what: str) -> str:
    """Why a mean is undefined or taken over fewer than all, from the reason of each one missing; "" where none is."""
    if not missing:
        return ""
    reasons = {*missing.values()}
    each = "; ".join(f"{name} is {reason}" for name, reason in missing.items())
    if known:
        return f"mean of {known} of {known + len(missing)} {what}: {each}"
    return reasons.pop() if len(reasons) == 1 else f"undefined, because {each}"


def _pair_name(pair: tuple[str, str]) -> str:
    return f"{pair[0]} / {pair[1]}"


def _mean(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return float(mean_of_known(np.array(known))) if known else None


def _number(value: object) -> float | None:
    return value if isinstance(value, float) else None
