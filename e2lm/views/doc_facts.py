"""What is said in a line about one doc: how hard it is, how well it tells models apart, how steadily it was learned."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from e2lm import items
from e2lm.item_signal import columns_in_window
from e2lm.scoring.settings import ScoreSettings
from e2lm.scoring.signal import signal_quality_rows
from e2lm.views.doc_sheet import Sheet
from e2lm.views.tracks import Track

Integers = npt.NDArray[np.int64]


def windows_of(sheet: Sheet, settings: ScoreSettings) -> dict[str, Integers]:
    """The places in each model's track that scores rest on."""
    columns = columns_in_window(sheet.cube.checkpoints, settings)
    return {lane.model: np.flatnonzero(np.isin(lane.places, columns[lane.model])) for lane in sheet.lanes}


def doc_facts(sheet: Sheet, row: int, shown: Track, golds: tuple[int, ...], window: Integers) -> list[tuple[str, str]]:
    """(name, value) pairs for a doc of a sheet; what is undefined is left out.

    Difficulty and discrimination are over every model of the sheet, against its other docs. SQ is of the shown model's
    P(correct) at the places of its track that are in the `window` of scores; flips are of that model, too.
    """
    right = sheet.right[row : row + 1]
    chances = shown.probabilities[window][:, list(golds)].sum(axis=1)
    steady = signal_quality_rows(chances[None, ~np.isnan(chances)])
    named = (
        ("difficulty", items.difficulty(right), ".2f"),
        ("discrimination", items.discrimination(right, sheet.sums), ".2f"),
        ("SQ of item", steady, ".3f"),
    )
    facts = [(name, f"{values[0]:{form}}") for name, values, form in named if np.isfinite(values[0])]
    return [*facts, ("flips", str(int(items.flips(shown.right[None, :])[0])))]
