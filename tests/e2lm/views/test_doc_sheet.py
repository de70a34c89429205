"""The sheet of a task: what is looked up there is what the page read from the answers of one question before."""

from __future__ import annotations

import numpy as np
import pandas as pd

from e2lm.items import discrimination
from e2lm.scoring.settings import Lineup, ScoreSettings
from e2lm.scoring.signal import Window
from e2lm.views.doc_facts import doc_facts, windows_of
from e2lm.views.doc_sheet import NOWHERE, Sheet, sheet_of
from e2lm.views.tracks import tracks_of
from tests.e2lm.typed_cube import typed_cube

NONE_MISSING = pd.DataFrame({"model": [], "step": pd.array([], dtype="Int64"), "tokens": pd.array([], dtype="Int64")})
GOOD, BAD, NOTHING = [-1.0, -2.0], [-2.0, -1.0], [np.nan, np.nan]
SETTINGS = ScoreSettings((Lineup("toy", ("a", "b"), ("a", "b")),))
# Model a at three checkpoints, then b at two; the first choice is right.
ANSWERS = [
    [BAD, GOOD, GOOD, BAD, GOOD],
    [GOOD, GOOD, BAD, GOOD, NOTHING],
    [BAD, BAD, BAD, BAD, BAD],
    [NOTHING, NOTHING, NOTHING, GOOD, BAD],
]


def sheet(missing: pd.DataFrame = NONE_MISSING) -> Sheet:
    return sheet_of(typed_cube(ANSWERS, [[0]] * 4, models=["a", "a", "a", "b", "b"]), missing)


def test_a_doc_has_the_tracks_that_its_own_answers_give() -> None:
    missing = pd.DataFrame(
        {"model": ["b"], "step": pd.array([1500], dtype="Int64"), "tokens": pd.array([1_500_000_000], dtype="Int64")}
    )
    one = sheet(missing)
    answers = one.cube.checkpoints.assign(loglikelihoods=pd.Series(ANSWERS[0], dtype=object))
    expected, unit = tracks_of(answers, [" x", " y"], [0], "acc", missing)
    found = one.tracks(0, [" x", " y"], [0])
    assert one.unit == unit == "tokens"
    for ours, theirs in zip(found, expected, strict=True):
        assert (ours.model, ours.checkpoints, ours.learned, ours.band) == (
            theirs.model, theirs.checkpoints, theirs.learned, theirs.band,
        )  # fmt: skip
        for name in ("amounts", "probabilities", "picks", "right"):
            assert np.array_equal(getattr(ours, name), getattr(theirs, name), equal_nan=True), name
    assert found[1].picks.tolist() == [1, -1, 0]


def test_models_that_were_not_asked_have_no_track() -> None:
    assert [track.model for track in sheet().tracks(3, [" x", " y"], [0])] == ["b"]


def test_models_differ_where_their_last_answers_do() -> None:
    """Of the second doc b's last answer is its first, and right, while a forgot it."""
    assert sheet().differs.tolist() == [False, True, False, False]


def test_docs_are_found_by_key_and_unknown_ones_are_nowhere() -> None:
    assert sheet().rows_of(["d2", "d0", "absent"]).tolist() == [2, 0, NOWHERE]


def test_a_doc_that_two_tasks_ask_stands_at_its_first_row() -> None:
    cube = typed_cube([[GOOD], [BAD], [GOOD]], [[0]] * 3)
    cube.docs["doc_key"] = ["d1", "d0", "d1"]
    assert sheet_of(cube, NONE_MISSING).rows == {"d1": 0, "d0": 1}


def test_facts_of_one_doc_are_those_of_the_whole_matrix() -> None:
    one = sheet()
    track = one.tracks(1, [" x", " y"], [0])[0]
    facts = dict(doc_facts(one, 1, track, (0,), windows_of(one, SETTINGS)["a"]))
    assert facts == {"difficulty": "0.25", "discrimination": f"{discrimination(one.right)[1]:.2f}", "flips": "1"}


def test_sq_rests_on_the_points_in_the_window() -> None:
    """P of the right choice rises at ten checkpoints and falls at the last two, which the window leaves out."""
    chances = [0.1, 0.12, 0.2, 0.25, 0.4, 0.5, 0.55, 0.7, 0.8, 0.9, 0.2, 0.1]
    cube = typed_cube([[[np.log(p), np.log(1 - p)] for p in chances]], [[0]])
    whole = sheet_of(cube, NONE_MISSING)
    track = whole.tracks(0, [" x", " y"], [0])[0]

    def quality(window: Window) -> float:
        settings = ScoreSettings((Lineup("toy", ("toy",), ("toy",)),), window=window)
        return float(dict(doc_facts(whole, 0, track, (0,), windows_of(whole, settings)["toy"]))["SQ of item"])

    assert quality(Window(max_tokens=10**10)) > 0.9 > quality(Window())
