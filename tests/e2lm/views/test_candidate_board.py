"""The board: values with intervals, undefined ones as such, and who is beaten; and its pictures."""

from __future__ import annotations

import numpy as np

from e2lm.candidates.candidate import Candidate
from e2lm.candidates.curriculum import curriculum, stages_of
from e2lm.candidates.saved import Saved
from e2lm.candidates.sizes import Cost
from e2lm.figures.board import board_figure
from e2lm.figures.stages import stages_figure
from e2lm.figures.theme import theme_of
from e2lm.scoring.settings import default_settings
from e2lm.subsets import Mask, Measured, subset_curves
from e2lm.views.candidate_board import BOARD_COLUMNS, Entry, board, front_in_words
from e2lm.views.explore_scores import sampled, scored
from tests.e2lm.toy_cube import toy_measured

MODELS = ("demo-100k-deep", "demo-100k-wide")
SETTINGS = default_settings(MODELS)


def measured() -> Measured:
    generator = np.random.default_rng(1)
    noise = generator.normal(size=(60, 40))
    noise[:30] += np.tile(np.linspace(0, 3, 20), 2)
    return toy_measured(noise, MODELS)


def entry(name: str, docs: Mask, added: float) -> Entry:
    values = measured()
    keys = tuple(values.docs.loc[docs, "doc_key"])
    found = scored(sampled(subset_curves(values, docs), values, docs), SETTINGS)
    return Entry(Saved.of(Candidate(name, "quiz", keys, "acc"), {}, added), found, Cost(1000.0, 400.0))


def test_each_candidate_has_its_scores_around_their_intervals() -> None:
    table = board([entry("signal", np.arange(60) < 30, 1.0), entry("noise", np.arange(60) >= 30, 2.0)])
    assert tuple(table.columns) == BOARD_COLUMNS
    assert table["name"].tolist() == ["noise", "signal"]
    assert table["questions"].tolist() == [30, 30]
    assert (table["sq_low"] <= table["sq"]).all()
    assert (table["sq"] <= table["sq_high"]).all()
    assert table["cs"].isna().all()
    assert table["total"].isna().all()
    assert bool(table.loc[1, "front"])


def test_a_candidate_without_full_runs_is_undefined_and_beats_none() -> None:
    nothing = Entry(entry("none", np.arange(60) < 5, 3.0).saved, None, Cost(float("nan"), float("nan")))
    table = board([nothing, entry("signal", np.arange(60) < 30, 1.0)])
    assert np.isnan(table["sq"].iloc[0])
    assert table["front"].all()
    assert "no score is defined for all" in front_in_words(table)
    assert "filled" in front_in_words(board([entry("signal", np.arange(60) < 30, 1.0)]))
    assert board([]).empty


def test_the_picture_shows_every_defined_score_once_and_says_where_none_is() -> None:
    table = board([entry("signal", np.arange(60) < 30, 1.0), entry("noise", np.arange(60) >= 30, 2.0)])
    figure = board_figure(table, theme_of(False)).to_dict()
    dots = [trace for trace in figure["data"] if trace["mode"] == "markers"]
    assert len(dots) == int(table[["sq", "rc", "cs"]].notna().sum().sum())
    assert any(words["text"] == "undefined" for words in figure["layout"]["annotations"])
    assert board_figure(board([]), theme_of(True)).to_dict()["data"] == []


def test_the_stages_are_drawn_over_their_stretches_and_undefined_ones_say_so() -> None:
    values = measured()
    hardness = np.linspace(0, 1, 60)
    two = curriculum(values, stages_of(hardness, 2), [1, 1], hardness, SETTINGS)
    figure = stages_figure(two.stages, two.unit, theme_of(False)).to_dict()
    assert [trace["x"] for trace in figure["data"]] == [[0.0, 10e9], [10e9, 20e9]] * 2
    four = curriculum(values, stages_of(hardness, 4), [1] * 4, hardness, SETTINGS)
    figure = stages_figure(four.stages, four.unit, theme_of(True)).to_dict()
    assert figure["data"] == []
    assert sum(words["text"] == "undefined" for words in figure["layout"]["annotations"]) == 4
