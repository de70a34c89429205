"""Item lists: every doc of a task as one model met it through training, measured, ordered and filtered.

Difficulty and discrimination are taken over all the models given, the rest over the one model's own checkpoints. The
amounts of training are tokens where all are known, else steps, else the checkpoints' places.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from e2lm import items
from e2lm.cube import CHECKPOINT_COLUMNS, Cube
from e2lm.curves import gaps
from e2lm.item_signal import doc_signals
from e2lm.item_statistics.evidence import amounts_of
from e2lm.metrics import values_of
from e2lm.scoring.settings import ScoreSettings

Array = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

MEASURES = {"P(correct)": "p_correct", "right / wrong": "", "margin": "margin"}


@dataclass(frozen=True)
class ItemList:
    """What is known of every doc of a task under one model.

    `docs`: DOC_COLUMNS, ITEM_COLUMNS and sq (of P(correct), over the checkpoints that scores count), one row per doc.
    `checkpoints`: CHECKPOINT_COLUMNS of the model in the order of training, run_id "" where one was expected but not
    evaluated; `amounts`: float [checkpoints] in `unit`. `values`: float [docs, checkpoints] per measure of MEASURES,
    NaN where not evaluated.
    """

    model: str
    docs: pd.DataFrame
    checkpoints: pd.DataFrame
    amounts: Array
    unit: str
    values: dict[str, Array]


def item_list(
    cube: Cube,
    model: str,
    models: Sequence[str],
    metric: str,
    missing: pd.DataFrame | None = None,
    settings: ScoreSettings = ScoreSettings(),  # noqa: B008 - a frozen value
) -> ItemList:
    """The docs of a cube as `model` met them; `metric` (acc, acc_norm or acc_bytes) decides what is right.

    `missing`: columns step and tokens, one row per checkpoint that was expected (e2lm.curves.gaps). `settings` say
    which checkpoints a doc's SQ rests on, without any all do.
    """
    family = np.flatnonzero(cube.checkpoints["model"].isin([*models, model]).to_numpy())
    own = np.flatnonzero((cube.checkpoints["model"] == model).to_numpy())
    right = values_of(_columns(cube, family), metric)
    checkpoints, places = _with_missing(cube.checkpoints.iloc[own], missing)
    mine = _columns(cube, own)
    values = {
        name: _spread(
            right[:, np.searchsorted(family, own)] if not kind else values_of(mine, kind), places, len(checkpoints)
        )
        for name, kind in MEASURES.items()
    }
    table = items.item_table(values["right / wrong"])
    table["difficulty"] = pd.array(items.difficulty(right), dtype="Float64")
    table["discrimination"] = pd.array(items.discrimination(right), dtype="Float64")
    signal = doc_signals(values["P(correct)"][:, places], cube.checkpoints.iloc[own], settings)
    table["sq"] = pd.array(signal[:, 0] if len(own) else np.full(len(table), np.nan), dtype="Float64")
    amounts, unit = amounts_of(checkpoints)
    docs = pd.concat([cube.docs.reset_index(drop=True), table], axis=1)
    return ItemList(model, docs, checkpoints, amounts, unit, values)


def missing_checkpoints(
    curves: pd.DataFrame, answered: pd.DataFrame, excluded: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Checkpoints that were to be expected and gave no answers: model, step, tokens.

    Expected are all steps that a model has in any curve, and the gaps of those curves (e2lm.curves.gaps), those that
    people `excluded` among them; `answered` has model and step.
    """
    columns = ["model", "step", "tokens"]
    known = curves.loc[curves["step"].notna() & ~curves["partial"].astype(bool), columns]
    expected = pd.concat([known, gaps(curves, excluded)[columns]], ignore_index=True)
    expected = expected[expected["model"].isin(answered["model"])].sort_values(columns, kind="stable")
    expected = expected.drop_duplicates(["model", "step"])
    there = pd.MultiIndex.from_frame(answered[["model", "step"]])
    absent = ~pd.MultiIndex.from_frame(expected[["model", "step"]]).isin(there)
    return expected[absent].reset_index(drop=True)


def chosen(
    listed: ItemList, order: items.Order | Integers, band: str = "", keys: Collection[str] | None = None
) -> Integers:
    """Rows of the list in the order shown (an order of items, or all rows as they were ordered otherwise): of one band
    ("" for all) and among the given doc_keys (None for all)."""
    places = items.order(listed.docs, order) if isinstance(order, str) else order
    keep = np.ones(len(places), dtype=bool)
    if band:
        keep &= (listed.docs["band"] == band).to_numpy()
    if keys is not None:
        keep &= listed.docs["doc_key"].isin(list(keys)).to_numpy()
    return places[keep[places]]


def ordered_by(values: Array, *, highest_first: bool) -> Integers:
    """The rows by a value of each; rows without one stand last, equal ones keep their order."""
    return np.argsort(-values if highest_first else values, kind="stable")


def bands_of(listed: ItemList, places: Integers, order: str) -> list[tuple[str, int, int]]:
    """(name, start, stop) of the stretches of equal fate among the rows shown; one stretch where sorted otherwise."""
    if order != "learned at":
        return [("docs", 0, len(places))] if len(places) else []
    codes = listed.docs["band"].cat.codes.to_numpy()[places]
    return [
        (name, int(np.argmax(codes == code)), int(np.argmax(codes == code) + np.sum(codes == code)))
        for code, name in enumerate(items.BANDS)
        if np.any(codes == code)
    ]


def _columns(cube: Cube, places: Integers) -> Cube:
    return Cube(cube.task, cube.filter, cube.docs, cube.checkpoints.iloc[places], cube.loglikelihoods[:, places])


def _with_missing(own: pd.DataFrame, missing: pd.DataFrame | None) -> tuple[pd.DataFrame, Integers]:
    """The model's checkpoints and the missing ones between them, and where its own now stand."""
    own = own.assign(own=True)
    if missing is not None and len(missing):
        known = missing.dropna(subset=["step"] if own["tokens"].isna().any() else ["step", "tokens"])
        absent = known.assign(model=own["model"].iloc[0], checkpoint="", run_id="", partial=False, own=False)
        own = pd.concat([own, absent[[*CHECKPOINT_COLUMNS, "own"]]], ignore_index=True)
        own = own.sort_values(["tokens", "step"], kind="stable", ignore_index=True)
    return own[list(CHECKPOINT_COLUMNS)], np.flatnonzero(own["own"].to_numpy(bool))


def _spread(values: Array, places: Integers, width: int) -> Array:
    wide = np.full((len(values), width), np.nan)
    wide[:, places] = values
    return wide
