"""The tables of the explore page: ranked both ways, and the chosen questions with their keys and SQ."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from e2lm.doc_filter import chosen_docs, doc_facts
from e2lm.item_signal import doc_signals
from e2lm.reliability import Trait
from e2lm.scoring.settings import default_settings
from e2lm.subject_table import ALL, SUBJECT_COLUMNS
from e2lm.subsets import measured
from e2lm.views.explore_candidate import Candidate, keys_in
from e2lm.views.explore_docs import DOC_COLUMNS, doc_table
from e2lm.views.explore_table import EVERY, matrix, noise_of, ranked, short
from e2lm.views.explore_traits import trait_in_words, trait_value
from tests.e2lm.toy_cube import toy_cube

MODEL = "demo-100k-deep"
SQ = {
    ("acc", ALL): 0.6, ("acc", "quiz_a"): 0.9, ("acc", "quiz_b"): np.nan,
    ("margin", ALL): 0.8, ("margin", "quiz_a"): 0.2, ("margin", "quiz_b"): 0.7,
}  # fmt: skip


def _table() -> pd.DataFrame:
    rows = [
        (metric, group, 4 if group == ALL else 2, sq, 0.3, 12, (MODEL,), "", False, (0.1, 0.2), MODEL)
        for (metric, group), sq in SQ.items()
    ]
    table = pd.DataFrame(rows, columns=list(SUBJECT_COLUMNS))
    return table.sort_values("sq", ascending=False, kind="stable", na_position="last", ignore_index=True)


def test_metrics_are_ranked_by_all_questions_and_subjects_by_their_mean() -> None:
    wide = matrix(_table(), {"quiz_a": "a", "quiz_b": "b"})
    assert list(wide.columns) == ["subject", "docs", "margin", "acc"]
    assert wide["subject"].tolist() == [EVERY, "b", "a"]
    assert list(wide.index) == [ALL, "quiz_b", "quiz_a"]
    assert wide["docs"].tolist() == [4, 2, 2]
    assert wide.loc["quiz_a", "acc"] == 0.9
    assert wide["acc"].isna().tolist() == [False, True, False]


def test_without_subjects_the_metrics_stand_below_one_another() -> None:
    rows = ranked(_table())
    assert rows["metric"].tolist() == ["margin", "acc"]
    assert rows["sq"].tolist() == [0.8, 0.6]
    assert rows["curve"].tolist() == [[0.1, 0.2]] * 2


def test_the_noise_line_of_a_table_is_its_highest() -> None:
    assert noise_of(_table().assign(noise=[0.3, np.nan, 0.5, 0.1, 0.2, 0.3])) == 0.5
    assert np.isnan(noise_of(_table().assign(noise=np.nan)))


def test_long_names_are_short_where_room_is() -> None:
    assert short("norm_correct_prob_char") == "prob_char"
    assert short("acc") == "acc"


def test_the_chosen_questions_come_with_their_sq_and_can_be_chosen_again() -> None:
    cube = toy_cube(6, (MODEL,), 12)
    values = np.random.default_rng(1).random((6, 12))
    found, settings = measured(cube, values, "p_correct", True), default_settings([MODEL])
    chosen = np.array([True, False, True, False, True, False])
    table = doc_table(found, chosen, settings)
    assert list(table.columns) == [*DOC_COLUMNS, f"sq {MODEL}"]
    assert table["doc_key"].tolist() == ["key0", "key2", "key4"]
    assert table[f"sq {MODEL}"].to_numpy() == pytest.approx(doc_signals(values, cube.checkpoints, settings)[::2, 0])
    again = Candidate("quiz", "acc", docs=Candidate("quiz", "acc").docs)
    keys = keys_in(table.to_csv(index=False))
    assert keys is not None
    assert (chosen_docs(doc_facts(cube, values), again.among(keys)) == chosen).all()


def test_a_figure_on_reliability_says_what_it_is_or_why_there_is_none() -> None:
    known = Trait("above chance, last", "Distance.", 12.34, "2 models", by_model={"demo-100k-deep": 11.0})
    assert trait_value(known) == "**12.3** :small[:gray[stderr]]"
    assert trait_in_words(known).splitlines()[:2] == ["Distance.", "From 2 models."]
    assert "11.0" in trait_in_words(known)
    assert trait_value(Trait("decision accuracy", "Share.", 0.75)) == "**0.750**"
    lacking = Trait("signal to noise", "Ratio.", None, reason="undefined, because of one model")
    assert trait_value(lacking) == ":gray[undefined]"
    assert trait_in_words(lacking) == "Ratio.\nundefined, because of one model"
