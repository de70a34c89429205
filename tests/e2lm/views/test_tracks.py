"""Tracks: a doc's answers through training, computed by hand."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from e2lm.views.tracks import answer_table, tracks_of

NONE_MISSING = pd.DataFrame({"model": [], "step": pd.array([], dtype="Int64"), "tokens": pd.array([], dtype="Int64")})


def answers(*rows: tuple[str, int, list[float]]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["model", "step", "loglikelihoods"])
    table["checkpoint"] = "step" + table["step"].astype(str)
    table["step"] = table["step"].astype("Int64")
    table["tokens"] = table["step"] * 1000
    return table


def test_probabilities_are_the_softmax_over_the_choices() -> None:
    (track,), unit = tracks_of(answers(("m", 1, [math.log(2), math.log(6)])), [" a", " b"], [1], "acc", NONE_MISSING)
    assert unit == "tokens"
    assert track.amounts.tolist() == [1000.0]
    assert np.allclose(track.probabilities, [[0.25, 0.75]])
    assert track.picks.tolist() == [1]
    assert track.right.tolist() == [1.0]


def test_the_metric_decides_what_is_picked() -> None:
    """-3 over 1 character against -4 over 4 characters: acc picks the first, acc_norm the second."""
    table = answers(("m", 1, [-3.0, -4.0]))
    assert tracks_of(table, [" a", " long"], [0], "acc", NONE_MISSING)[0][0].right.tolist() == [1.0]
    assert tracks_of(table, [" a", " long"], [0], "acc_norm", NONE_MISSING)[0][0].right.tolist() == [0.0]
    # "é" is one character of two bytes: -1 / 1 against -1.5 / 1, and -1 / 2 against -1.5 / 1.
    other = answers(("m", 1, [-1.5, -1.6]))
    assert tracks_of(other, [" a", " é"], [1], "acc_norm", NONE_MISSING)[0][0].right.tolist() == [0.0]
    assert tracks_of(other, [" a", " é"], [1], "acc_bytes", NONE_MISSING)[0][0].right.tolist() == [1.0]


def test_a_missing_checkpoint_is_a_gap() -> None:
    table = answers(("m", 1, [-1.0, -2.0]), ("m", 3, [-1.0, -2.0]))
    missing = pd.DataFrame(
        {"model": ["m"], "step": pd.array([2], dtype="Int64"), "tokens": pd.array([2000], dtype="Int64")}
    )
    (track,), _ = tracks_of(table, [" a", " b"], [0], "acc", missing)
    assert track.amounts.tolist() == [1000.0, 2000.0, 3000.0]
    assert track.picks.tolist() == [0, -1, 0]
    assert np.isnan(track.right[1])
    assert track.nearest(2400) == 2
    assert track.evaluated.tolist() == [0, 2]


def test_learned_is_where_the_last_right_period_begins() -> None:
    rows = [("m", step, [-1.0, -2.0] if step >= 3 else [-2.0, -1.0]) for step in range(1, 7)]
    (track,), _ = tracks_of(answers(*rows), [" a", " b"], [0], "acc", NONE_MISSING)
    assert track.learned == 2
    assert tracks_of(answers(*rows[:2]), [" a", " b"], [0], "acc", NONE_MISSING)[0][0].learned is None


def test_what_is_forgotten_is_not_learned() -> None:
    rows = [("m", step, [-1.0, -2.0] if step <= 3 else [-2.0, -1.0]) for step in range(1, 7)]
    (track,), _ = tracks_of(answers(*rows), [" a", " b"], [0], "acc", NONE_MISSING)
    assert (track.learned, track.band) == (None, "forgotten")


def test_each_model_has_its_track_in_the_usual_order() -> None:
    table = answers(("b", 1, [-1.0, -2.0]), ("a", 1, [-2.0, -1.0]))
    tracks, _ = tracks_of(table, [" a", " b"], [0], "acc", NONE_MISSING)
    assert [track.model for track in tracks] == ["a", "b"]


def test_generated_answers_stand_beside_their_metrics() -> None:
    table = answers(("m", 1, []))
    table["answers"] = pd.Series([["42", "43"]], dtype=object)
    table["metrics"] = pd.Series([{"exact_match": 1.0}], dtype=object)
    shown = answer_table(table)
    assert shown["answer"].tolist() == ["42\n43"]
    assert shown["exact_match"].tolist() == [1.0]
