"""Item lists on real logs: order, bands, missing checkpoints, the table of a window."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from e2lm.item_statistics.evidence import amounts_of
from e2lm.metrics import values_of
from e2lm.scoring.settings import ScoreSettings
from e2lm.scoring.signal import Window, signal_quality
from e2lm.views.item_list import (
    bands_of,
    chosen,
    item_list,
    missing_checkpoints,
    ordered_by,
)
from tests.e2lm.question_level import cube
from tests.e2lm.typed_cube import typed_cube
from tests.paths import needs_shared_data

pytestmark = needs_shared_data
NONE_MISSING = pd.DataFrame({"step": pd.array([], dtype="Int64"), "tokens": pd.array([], dtype="Int64")})


def test_every_doc_of_a_model_is_listed_with_its_checkpoints() -> None:
    listed = item_list(cube(), "web-s", ["sci-s", "web-s"], "acc", NONE_MISSING)
    assert len(listed.docs) == 252
    assert listed.checkpoints["checkpoint"].tolist() == ["step0", "step50", "step100", "step200", "step400", "step559"]
    assert listed.unit == "step"
    assert listed.amounts.tolist() == [0, 50, 100, 200, 400, 559]


def test_rightness_agrees_with_the_accuracy_that_lm_eval_wrote() -> None:
    listed = item_list(cube(), "sci-s", ["sci-s"], "acc")
    facts = (listed.docs["task"] == "global_facts").to_numpy()
    at_400 = listed.checkpoints["step"].tolist().index(400)
    assert listed.values["right / wrong"][facts, at_400].mean() == 0.24
    assert listed.values["right / wrong"][~facts, at_400].mean() == 30 / 152


def test_a_missing_checkpoint_is_a_column_without_values() -> None:
    missing = pd.DataFrame({"step": pd.array([300], dtype="Int64"), "tokens": pd.array([pd.NA], dtype="Int64")})
    listed = item_list(cube(), "sci-s", ["sci-s"], "acc", missing)
    assert listed.checkpoints["step"].tolist() == [0, 50, 100, 200, 300, 400, 800, 1075]
    assert np.isnan(listed.values["P(correct)"][:, 4]).all()
    assert not np.isnan(listed.values["P(correct)"][:, 5]).any()


def test_rows_sorted_by_learning_fall_into_bands_that_cover_them() -> None:
    listed = item_list(cube(), "sci-s", ["sci-s"], "acc")
    places = chosen(listed, "learned at")
    bands = bands_of(listed, places, "learned at")
    assert [name for name, _, _ in bands] == ["learned", "forgotten", "never"]
    assert [start for _, start, _ in bands[1:]] + [252] == [stop for _, _, stop in bands]
    learned = listed.docs["learned_at"].iloc[places[: bands[0][2]]].to_numpy(int)
    assert (np.diff(learned) >= 0).all()


def test_rows_can_be_narrowed_to_a_band_and_to_found_docs() -> None:
    listed = item_list(cube(), "sci-s", ["sci-s"], "acc")
    never = chosen(listed, "difficulty", "never")
    assert set(listed.docs["band"].iloc[never]) == {"never"}
    assert bands_of(listed, never, "difficulty") == [("docs", 0, len(never))]
    keys = listed.docs["doc_key"].tolist()[:3]
    assert sorted(chosen(listed, "learned at", keys=keys)) == [0, 1, 2]
    assert bands_of(listed, chosen(listed, "learned at", keys=[]), "difficulty") == []


def test_difficulty_counts_the_checkpoints_of_all_models_given() -> None:
    both, one = (item_list(cube(), "sci-s", models, "acc") for models in (["sci-s", "web-s"], ["sci-s"]))
    right = one.values["right / wrong"]
    assert np.allclose(one.docs["difficulty"].to_numpy(float), 1 - right.mean(axis=1))
    assert not np.allclose(one.docs["difficulty"].to_numpy(float), both.docs["difficulty"].to_numpy(float))


def test_amounts_are_tokens_then_steps_then_places() -> None:
    known = pd.DataFrame({"step": pd.array([1, 2], dtype="Int64"), "tokens": pd.array([10, 20], dtype="Int64")})
    assert amounts_of(known)[1] == "tokens"
    assert amounts_of(known.assign(tokens=pd.array([10, pd.NA], dtype="Int64")))[1] == "step"
    nothing = pd.DataFrame({"step": pd.array([pd.NA], dtype="Int64"), "tokens": pd.array([pd.NA], dtype="Int64")})
    assert amounts_of(nothing)[0].tolist() == [0.0]


def test_rows_stand_in_the_order_of_a_value_and_those_without_one_last() -> None:
    values = np.array([2.0, np.nan, 1.0, 2.0])
    assert ordered_by(values, highest_first=False).tolist() == [2, 0, 3, 1]
    assert ordered_by(values, highest_first=True).tolist() == [0, 3, 2, 1]
    listed = item_list(cube(), "sci-s", ["sci-s"], "acc")
    by_size = ordered_by(listed.docs["question"].map(len).to_numpy(float), highest_first=True)
    never = chosen(listed, by_size, "never")
    assert never.tolist() == [place for place in by_size if listed.docs["band"].iloc[place] == "never"]


def test_expected_checkpoints_that_gave_no_answers_are_missing() -> None:
    curve = {"task": "t", "tokens": pd.NA, "partial": False}
    curves = pd.DataFrame([{"model": "m", "step": step, **curve} for step in (1, 2, 3)])
    curves = curves.astype({"step": "Int64", "tokens": "Int64"})
    answered = pd.DataFrame({"model": ["m", "m"], "step": pd.array([1, 3], dtype="Int64")})
    assert missing_checkpoints(curves, answered)["step"].tolist() == [2]
    excluded = pd.DataFrame([("m", "t", 4, pd.NA, "stale")], columns=["model", "task", "step", "tokens", "reason"])
    assert missing_checkpoints(curves, answered, excluded)["step"].tolist() == [2, 4]


def test_sq_of_a_question_rests_on_the_checkpoints_that_scores_count() -> None:
    rng = np.random.default_rng(2)
    cube = typed_cube(rng.normal(-5, 1, (3, 16, 2)).tolist(), [[0]] * 3, models=["a"] * 16)
    p = values_of(cube, "p_correct")
    everywhere = item_list(cube, "a", ["a"], "acc").docs["sq"].tolist()
    assert everywhere == pytest.approx([signal_quality(row).sq for row in p])
    even = ScoreSettings(window=Window(step_multiple=2000))
    windowed = item_list(cube, "a", ["a"], "acc", settings=even).docs["sq"].tolist()
    assert windowed == pytest.approx([signal_quality(row[1::2]).sq for row in p])


def test_a_model_without_checkpoints_has_docs_without_answers() -> None:
    listed = item_list(typed_cube([[[-1.0, -2.0]]], [[0]], models=["a"]), "b", ["a"], "acc")
    assert listed.docs["band"].tolist() == ["missing"]
    assert listed.docs["sq"].isna().all()
