"""What is loaded, in numbers and words: models, benchmarks, checkpoints, tokens, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from e2lm.views.model_labels import model_labels


@dataclass(frozen=True)
class Loaded:
    """Counts of a curve table; `checkpoints` are distinct (model, step or name), tokens None where none is known."""

    models: int
    benchmarks: int
    checkpoints: int
    scores: int
    partial: int
    fewest_tokens: int | None
    most_tokens: int | None


def loaded(curves: pd.DataFrame) -> Loaded:
    """The counts of a curve table."""
    moments = curves["step"].astype("string").fillna(curves["checkpoint"].astype("string"))
    tokens = curves["tokens"].dropna()
    return Loaded(
        models=curves["model"].nunique(),
        benchmarks=curves["task"].nunique(),
        checkpoints=len(pd.DataFrame({"model": curves["model"], "moment": moments}).drop_duplicates()),
        scores=int(curves["value"].notna().sum()),
        partial=curves.loc[curves["partial"].astype(bool), "run_id"].nunique(),
        fewest_tokens=int(tokens.min()) if len(tokens) else None,
        most_tokens=int(tokens.max()) if len(tokens) else None,
    )


def missing_in_words(missing: pd.DataFrame, curves: pd.DataFrame) -> str:
    """ "16 checkpoints missing: 0.5B arch1 has 16 of 32" from e2lm.curves.gaps of the curves; "" where none is.

    Counted is a checkpoint that a model lacks in every task; those lacking in some tasks only are named apart.
    """
    own = curves[["model", "step"]].drop_duplicates()
    lacking = missing[["model", "step"]].drop_duplicates().merge(own, how="left", on=["model", "step"], indicator=True)
    whole = lacking[lacking["_merge"] == "left_only"].groupby("model", sort=False).size()
    some = lacking[lacking["_merge"] == "both"]
    parts = []
    if len(whole):
        have = own.groupby("model").size().to_dict()
        labels = model_labels(map(str, curves["model"].unique()))
        named = [
            f"{labels[str(model)]} has {have[model]} of {have[model] + gone}" for model, gone in whole.to_dict().items()
        ]
        more = f" and {len(named) - 1} more models lack some" if len(named) > 2 else ""
        shown = named[:1] if more else named
        parts.append(f"{whole.sum()} checkpoint{'s' if whole.sum() > 1 else ''} missing: {', '.join(shown)}{more}")
    if len(some):
        parts.append(f"{len(some)} checkpoint{'s' if len(some) > 1 else ''} lack some of the benchmarks")
    return "; ".join(parts)
