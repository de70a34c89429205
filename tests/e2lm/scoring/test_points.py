"""Which points lie in a window: the one rule that scores and their pictures share."""

from __future__ import annotations

import pandas as pd

from e2lm.curves import whole
from e2lm.figures.card_sparks import _windowed
from e2lm.scoring.points import in_window
from e2lm.scoring.settings import default_settings
from e2lm.scoring.signal import OFFICIAL

MODEL = "dense-1b-arch1"
CURVE = pd.DataFrame(
    {"step": [0, 4000, 6000, 8000, None, 60000], "tokens": [0, 4_194_304_000, 6 * 10**9, None, 9 * 10**9, 222 * 10**9]}
).astype("Int64")


def test_the_start_of_training_and_what_is_unknown_lie_in_no_official_window() -> None:
    inside = in_window(OFFICIAL, whole(CURVE["step"]), whole(CURVE["tokens"]))
    assert inside.tolist() == [False, True, False, False, False, False]


def test_a_cards_picture_shows_the_points_that_its_score_rests_on() -> None:
    assert _windowed(CURVE, default_settings([MODEL]), MODEL)["step"].tolist() == [4000]
