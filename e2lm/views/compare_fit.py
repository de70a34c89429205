"""Which models and checkpoints a side of a comparison can have, and the nearest that fits another choice."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from e2lm.checkpoints import describe
from e2lm.views.compare_side import Side
from e2lm.views.model_labels import in_order


def models_in(answered: pd.DataFrame) -> list[str]:
    """The models of ANSWERED_COLUMNS (results_store.read.comparable), in the usual order."""
    return in_order(answered["model"])


def moments_of(answered: pd.DataFrame, model: str) -> pd.DataFrame:
    """A model's checkpoints: checkpoint (as its newest run calls it), step and tokens, one row per moment of training
    in its order."""
    mine = answered[answered["model"] == model]
    newest = mine.sort_values("date", ascending=False, kind="stable", na_position="last").drop_duplicates("moment")
    return newest.sort_values(["tokens", "step"], kind="stable", na_position="last", ignore_index=True)[
        ["checkpoint", "step", "tokens", "moment"]
    ]


def counting(answered: pd.DataFrame, side: Side) -> pd.DataFrame:
    """The runs whose answers a side can count: of its filter and shots and, unless it takes limited ones, full."""
    mine = answered[answered["filter"] == side.filter]
    shots = _usual_shots(mine) if side.n_shot is None else side.n_shot
    same = mine["n_shot"].isna() if shots is None else (mine["n_shot"] == shots).fillna(value=False)
    mine = mine[same.astype(bool)]
    return mine if side.partial else mine[~mine["partial"].astype(bool)]


def fitting(side: Side, answered: pd.DataFrame) -> Side | None:
    """The side itself where its answers are stored, else with what comes nearest: the filter that most runs have with
    the usual shots, limited runs where there are no full ones, another model, the same moment of training or the last.
    None where nobody answered the task."""
    if answered.empty:
        return None
    if not len(counting(answered, side)):
        usual = answered["filter"].value_counts(sort=True).index[0]
        side = replace(side, filter=str(usual), n_shot=None)
        if not len(counting(answered, side)):
            side = replace(side, partial=True)
    rows = counting(answered, side)
    models = models_in(rows)
    model = side.model if side.model in models else models[0]
    moments = moments_of(rows, model)
    names = moments["checkpoint"].tolist()
    at = side.at if side.at in names else _nearest(rows, moments, side)
    same_run = bool(((rows["run_id"] == side.run) & (rows["model"] == model) & (rows["checkpoint"] == at)).any())
    return replace(side, model=model, at=at, run=side.run if same_run else "")


def usual_sides(answered: pd.DataFrame, task: str) -> list[Side]:
    """What stands there before anybody chooses: the first two models at their last checkpoints, of one model its first
    and its last checkpoint; fewer where there are not as many."""
    start = fitting(Side("", "", task), answered)
    if start is None:
        return []
    rows = counting(answered, start)
    models = [model for model in models_in(rows) if describe(model).family == describe(start.model).family][:2]
    if len(models) == 2:
        return [replace(start, model=model, at=str(moments_of(rows, model)["checkpoint"].iloc[-1])) for model in models]
    names = moments_of(rows, start.model)["checkpoint"].tolist()
    return [replace(start, at=str(name)) for name in dict.fromkeys((names[0], names[-1]))]


def _usual_shots(runs: pd.DataFrame) -> int | None:
    """The number of examples that most runs used, full ones first, as the store has it; None where they do not say."""
    if runs.empty:
        return None
    full = (~runs["partial"].astype(bool)).groupby(runs["n_shot"], dropna=False).agg(["sum", "count"])
    ranked = full.reset_index().sort_values(
        ["sum", "count", "n_shot"], ascending=[False, False, True], na_position="last", kind="stable"
    )
    usual = ranked["n_shot"].iloc[0]
    return None if pd.isna(usual) else int(usual)


def _nearest(rows: pd.DataFrame, moments: pd.DataFrame, side: Side) -> str:
    """The checkpoint of the same moment as `side.at` is in any model's runs, else the last."""
    steps = rows.loc[rows["checkpoint"] == side.at, "step"].dropna()
    same = moments[moments["step"].isin(steps)] if len(steps) else moments.iloc[:0]
    return str((same if len(same) else moments)["checkpoint"].iloc[-1])
