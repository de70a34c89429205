"""The same choices without the prompt: another task's loglikelihoods laid beside a cube's docs and checkpoints."""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt
import pandas as pd

from e2lm.cube import Cube

_STAGE = re.compile(r"(stage[0-9]+.*?)-?step")
Integers = npt.NDArray[np.int64]


def unprompted_of(cube: Cube, other: Cube, run_id: str = "") -> npt.NDArray[np.float64]:
    """Loglikelihoods of `other`, float64 [docs, checkpoints, choices] of `cube`, NaN where it has none.

    Docs are matched by doc_key and must offer choices of the same lengths in the same order; checkpoints by model and
    step, by their names where nothing says the step. With `run_id`, that run's column stands at every checkpoint.
    """
    shape = (len(cube.docs), len(cube.checkpoints), cube.loglikelihoods.shape[-1])
    places = _docs(cube, other)
    width = min(shape[2], other.loglikelihoods.shape[-1])
    found = np.full(shape, np.nan)
    rows = np.flatnonzero(places >= 0)
    for place, column in enumerate(_columns(cube, other, run_id)):
        if column >= 0:
            found[rows, place, :width] = other.loglikelihoods[places[rows], column, :width]
    return found


def _docs(cube: Cube, other: Cube) -> Integers:
    """Each doc's row in the other cube, -1 where that lacks it or offers other choices."""
    first = ~other.docs["doc_key"].duplicated().to_numpy()
    rows = pd.Series(np.flatnonzero(first), index=other.docs["doc_key"].to_numpy()[first])
    places = rows.reindex(cube.docs["doc_key"]).fillna(-1).to_numpy(np.int64).copy()
    width = max(cube.chars.shape[1], other.chars.shape[1])
    for mine, theirs in ((cube.chars, other.chars), (cube.sizes, other.sizes)):
        known = np.flatnonzero(places >= 0)
        left, right = _widened(mine, width)[known], _widened(theirs, width)[places[known]]
        places[known[(left != right).any(axis=1)]] = -1
    return places


def _widened(lengths: npt.NDArray[np.float64], width: int) -> npt.NDArray[np.float64]:
    """Lengths with -1 for no choice, as wide as asked."""
    wide = np.full((len(lengths), width), -1.0)
    wide[:, : lengths.shape[1]] = np.nan_to_num(lengths, nan=-1.0)
    return wide


def _columns(cube: Cube, other: Cube, run_id: str) -> list[int]:
    """Each checkpoint's column in the other cube, -1 where that has none."""
    if run_id:
        places = np.flatnonzero((other.checkpoints["run_id"] == run_id).to_numpy())
        return [int(places[0]) if len(places) else -1] * len(cube.checkpoints)
    there = {moment: place for place, moment in reversed(list(enumerate(_moments(other.checkpoints))))}
    return [there.get(moment, -1) for moment in _moments(cube.checkpoints)]


def _moments(checkpoints: pd.DataFrame) -> list[tuple[str, str]]:
    """Model and moment as the store tells moments apart: by step, which begins anew with each stage of training."""
    moments = []
    for model, name, step in zip(*(checkpoints[column] for column in ("model", "checkpoint", "step")), strict=True):
        stage = _STAGE.match(name)
        moments.append((model, name if pd.isna(step) else f"{stage[1] if stage else ''}{int(step)}"))
    return moments
