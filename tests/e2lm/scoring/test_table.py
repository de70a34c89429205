from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from e2lm.scoring.settings import ScoreSettings, default_settings
from e2lm.scoring.signal import Window, signal_quality
from e2lm.scoring.table import MODEL_SCORE_COLUMNS, TASK_SCORE_COLUMNS, model_scores, task_scores
from tests.e2lm.tables import series, shared_table, table
from tests.paths import needs_shared_data

COMPETITION = "competition/plot-data-combined-all.json"
RISING = [0.1, 0.2, 0.15, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]
DEEP, WIDE, WEB = "demo-100k-deep", "demo-100k-wide", "demo-100k-deep-web"


def only_row(curves: pd.DataFrame, settings: ScoreSettings | None = None) -> pd.Series:
    (row,) = (row for _, row in task_scores(curves, settings or defaults(curves)).iterrows())
    return row


def defaults(curves: pd.DataFrame) -> ScoreSettings:
    return default_settings(curves["model"])


def without_nan(scores: pd.DataFrame) -> bool:
    return not any(isinstance(cell, float) and np.isnan(cell) for column in scores for cell in scores[column])


@needs_shared_data
def test_all_24_benchmarks_of_the_competition_have_a_row() -> None:
    curves = shared_table(COMPETITION)
    scores = task_scores(curves, defaults(curves))
    assert tuple(scores.columns) == TASK_SCORE_COLUMNS
    assert len(scores) == scores["task"].nunique() == 24
    assert scores["sq"].notna().all()
    assert (scores["points"] == 42).all()
    assert without_nan(scores)


@needs_shared_data
def test_the_row_of_mmluvar_holds_the_papers_figure() -> None:
    curves = shared_table(COMPETITION)
    row = task_scores(curves, defaults(curves)).set_index("task").loc["mmluvar"]
    assert row["sq"] == pytest.approx(0.9590, abs=5e-5)
    assert row["sq_models"] == ("dense-500m-arch1", "dense-1b-arch1", "dense-3b-arch1")
    assert row["window"] == "steps divisible by 4,000, up to 206B tokens"
    assert (row["rc"], row["rc_kept"], row["rc_later"]) == (pytest.approx(5 / 6), 5, 6)
    assert row["rc_kind"] == "reconstruction"
    assert row["cs"] is None
    assert row["cs_reason"] == "undefined, because no pair of a science and a web run is chosen"
    assert (row["total"], row["total_reason"]) == (None, "undefined, because CS is undefined")
    assert row["total_low"] == pytest.approx(0.563, abs=5e-4)
    assert row["total_high"] == pytest.approx(0.963, abs=5e-4)
    assert row["values_model"] == "dense-3b-arch1"


@needs_shared_data
def test_each_curve_of_the_competition_has_the_published_scores() -> None:
    curves = shared_table(COMPETITION)
    scores = model_scores(curves, defaults(curves))
    assert tuple(scores.columns) == MODEL_SCORE_COLUMNS
    assert len(scores) == 24 * 6
    row = scores.set_index(["task", "model"])
    assert row.loc[("mmluvar", "dense-1b-arch1"), "sq"] == pytest.approx(0.9814, abs=5e-5)
    assert row.loc[("arc_challenge", "dense-1b-arch1"), "monotonicity"] == pytest.approx(0.8198, abs=5e-5)
    assert row.loc[("arc_challenge", "dense-1b-arch1"), "monotonicity_min"] == pytest.approx(0.7890, abs=5e-5)
    assert row.loc[("hellaswag", "dense-1b-arch1"), "sq"] == pytest.approx(0.9964, abs=5e-5)
    assert without_nan(scores)


@needs_shared_data
def test_released_checkpoints_leave_13_points_and_a_proxy_for_rc() -> None:
    curves = shared_table(COMPETITION)
    released = curves[curves["step"] <= 54_000]
    row = task_scores(released, defaults(curves)).set_index("task").loc["mmluvar"]
    assert row["points"] == 39
    assert row["rc_kind"] == "proxy"
    assert row["rc_later"] == 3 * 6
    assert row["rc_note"] == (
        "proxy, because no checkpoint is known to lie after 206B tokens: "
        "checkpoints after step 28,000 against the order there"
    )
    chosen = task_scores(released, replace(defaults(curves), proxy_at=48_000)).set_index("task").loc["mmluvar"]
    assert chosen["rc_later"] == 3


@needs_shared_data
@pytest.mark.parametrize("folder", ["pythia", "cruise-pythia-70m", "bigscience", "olmo-ladder", "question-level"])
def test_every_family_has_scores_or_reasons(folder: str) -> None:
    curves = shared_table(folder)
    models, tasks = model_scores(curves, defaults(curves)), task_scores(curves, defaults(curves))
    assert without_nan(models)
    assert without_nan(tasks)
    undefined = models["sq"].isna()
    assert models.loc[undefined, "reason"].str.startswith("undefined, because").all()
    assert (models.loc[~undefined, "reason"] == "").all()
    for score in ("sq", "rc", "tau", "cs", "total"):
        missing = tasks[score].isna()
        assert tasks.loc[missing, f"{score}_reason"].str.startswith("undefined, because").all()


@needs_shared_data
def test_a_science_and_a_web_run_are_matched_at_the_same_steps() -> None:
    curves = shared_table("question-level")
    row = task_scores(curves, defaults(curves)).set_index(["task", "metric"]).iloc[0]
    assert row["cs_pairs"] == ("sci-s / web-s",)
    assert row["cs_points"] == 5


def test_all_scores_of_a_demo_by_hand() -> None:
    curves = table(
        *series(DEEP, RISING), *series(WIDE, [value - 0.05 for value in RISING]), *series(WEB, [0.1] * len(RISING))
    )
    row = only_row(curves)
    expected = signal_quality(RISING).sq or 0.0
    assert row["sq"] == pytest.approx(expected)
    assert (row["rc"], row["rc_kept"], row["rc_later"], row["rc_kind"]) == (1.0, 5, 5, "proxy")
    assert row["cs"] == pytest.approx((np.mean(RISING) - 0.1) / 0.8)
    assert row["total"] == pytest.approx(0.5 * expected + 0.1 + 0.4 * row["cs"])
    assert row["noise"] is not None
    assert row["values"] == tuple(RISING)


def test_a_metric_where_lower_is_better_is_turned_around_and_said() -> None:
    falling = [-value for value in RISING]
    rows = (*series(DEEP, falling), *series(WEB, [-0.1] * 10), *series(WIDE, [-0.05] * 10))
    lower = only_row(table(*({**row, "higher_is_better": False} for row in rows)))
    higher = only_row(table(*({**row, "value": -float(str(row["value"]))} for row in rows)))
    assert (lower["lower_is_better"], higher["lower_is_better"]) == (True, False)
    assert [lower[name] for name in ("sq", "rc", "cs")] == [higher[name] for name in ("sq", "rc", "cs")]
    assert lower["values"] == tuple(falling)


def test_tokens_order_a_curve_and_steps_where_there_are_none() -> None:
    rows = series("pythia-70m", RISING)
    shuffled = table(*(rows[place] for place in (3, 9, 0, 1, 7, 5, 6, 4, 8, 2)))
    assert only_row(shuffled)["sq"] == signal_quality(RISING).sq
    assert only_row(shuffled.assign(tokens=pd.array([pd.NA] * 10, dtype="Int64")))["sq"] == signal_quality(RISING).sq


def test_without_steps_and_tokens_the_order_is_unknown() -> None:
    curves = table(*({**row, "step": None, "tokens": None} for row in series("pythia-70m", RISING)))
    row = model_scores(curves, defaults(curves)).iloc[0]
    assert (row["sq"], row["points"]) == (None, 0)
    assert row["reason"] == (
        "undefined, because there is no usable point: 10 points of unknown order, without step and tokens"
    )


def test_points_that_cannot_be_used_are_left_out_and_said() -> None:
    rows = series("pythia-70m", RISING)
    again = {**rows[9], "checkpoint": "main", "value": 0.95, "date": 5.0}
    blank = {**rows[4], "value": float("nan")}
    nowhere = {**rows[0], "checkpoint": "somewhere", "step": None, "tokens": None}
    row = model_scores(table(*rows[:4], blank, *rows[5:], again, nowhere), default_settings(["pythia-70m"])).iloc[0]
    assert row["points"] == 9
    assert row["sq"] == signal_quality([*RISING[:4], *RISING[5:9], 0.95]).sq
    assert row["left_out"] == (
        "1 point of unknown order, without step and tokens; 1 point without a value; "
        "1 point at the same place as a newer one"
    )


def test_an_empty_window_says_so() -> None:
    curves = table(*series("dense-1b-arch1", RISING, step=1001))
    row = only_row(curves)
    assert (row["sq"], row["points"]) == (None, 0)
    assert row["sq_reason"] == (
        "undefined, because none of 10 points is in the window (steps divisible by 4,000, up to 206B tokens)"
    )
    assert only_row(curves, replace(defaults(curves), window=Window()))["sq"] is not None


def test_a_model_without_a_curve_or_without_sq_is_named() -> None:
    curves = table(*series("pythia-70m", RISING), *series("pythia-160m", RISING[:3]))
    row = only_row(curves, default_settings(["pythia-70m", "pythia-160m", "pythia-410m"]))
    assert row["sq_models"] == ("pythia-70m",)
    assert row["sq_reason"] == (
        "mean of 1 of 3 models: pythia-410m is without a curve of it; "
        "pythia-160m is undefined, because 3 points are fewer than the 8 that one lag needs"
    )


def test_pairs_that_give_no_score_are_named() -> None:
    settings = default_settings([DEEP, WIDE, WEB]).choosing(
        rc_pairs=((DEEP, WIDE), (DEEP, DEEP)), cs_pairs=((DEEP, WEB), (WIDE, "elsewhere"))
    )
    row = only_row(table(*series(DEEP, RISING), *series(WIDE, [0.0] * 10), *series(WEB, [0.0] * 10)), settings)
    assert row["rc_pairs"] == (f"{DEEP} / {WIDE}",)
    assert row["rc_reason"] == (
        f"mean of 1 of 2 pairs: {DEEP} / {DEEP} is undefined, because the reference puts both models level"
    )
    assert row["cs_pairs"] == (f"{DEEP} / {WEB}",)
    assert row["cs_reason"] == (
        f"mean of 1 of 2 pairs: {WIDE} / elsewhere is undefined, because not both have a curve of it"
    )


def test_a_point_without_the_tokens_that_order_the_others_is_left_out() -> None:
    rows = series(DEEP, RISING)
    first, third = {**rows[0], "step": None}, {**rows[2], "tokens": None}
    row = model_scores(table(first, rows[1], third, *rows[3:]), default_settings([DEEP])).iloc[0]
    assert (row["points"], row["left_out"]) == (9, "1 point without what orders the others (tokens, or else steps)")


def test_families_never_mix_in_one_number() -> None:
    curves = table(*series("pythia-70m", RISING), *series("dense-1b-arch1", RISING[::-1], step=4000))
    row = only_row(curves)
    assert (row["family"], row["sq_models"]) == ("E2LM", ("dense-1b-arch1",))
    chosen = only_row(curves, defaults(curves).choosing(sq_models=("pythia-70m",)))
    assert chosen["sq_models"] == ("pythia-70m",)


def test_smoke_runs_and_other_shots_have_rows_of_their_own() -> None:
    curves = table(
        *series("pythia-70m", RISING),
        *series("pythia-70m", RISING, partial=True, n=50),
        *series("pythia-70m", RISING, partial=True, n=20),
        *series("pythia-70m", RISING, n_shot=5),
        *series("pythia-70m", RISING, n_shot=None),
    )
    scores = task_scores(curves, defaults(curves))
    assert list(zip(scores["partial"], scores["partial_n"], scores["n_shot"], strict=True)) == [
        (False, 0, 0),
        (True, 50, 0),
        (True, 20, 0),
        (False, 0, 5),
        (False, 0, None),
    ]


def test_curves_that_know_only_steps_and_only_tokens_cannot_be_matched() -> None:
    deep = [{**row, "tokens": None} for row in series(DEEP, RISING)]
    wide = [{**row, "step": None} for row in series(WIDE, RISING)]
    row = only_row(table(*deep, *wide))
    assert row["rc"] is None
    assert row["rc_reason"].startswith("undefined, because some of the curves know only their steps")


def test_tokens_rounded_differently_are_the_same_checkpoint() -> None:
    web = [{**row, "tokens": int(str(row["tokens"])) + 3, "model": WEB} for row in series(DEEP, [0.1] * 10)]
    assert only_row(table(*series(DEEP, RISING), *web))["cs_points"] == 10


def test_a_chosen_reference_checkpoint_makes_rc_a_proxy() -> None:
    curves = table(*series(DEEP, RISING), *series(WIDE, [0.5] * 10))
    settings = replace(defaults(curves), reference="checkpoint k", proxy_at=7000)
    row = only_row(curves, settings)
    assert (row["rc"], row["rc_later"], row["rc_kind"]) == (1.0, 3, "proxy")
    assert row["rc_note"] == "proxy: checkpoints after step 7,000 against the order there"


@needs_shared_data
def test_a_picture_without_steps_has_curves_but_nothing_in_the_official_window() -> None:
    curves = shared_table("competition/plot_final.json")
    row = task_scores(curves, defaults(curves)).set_index("task").loc["MMLU-Var"]
    assert row["sq_reason"].startswith("undefined, because none of 9 points is in the window")
    assert row["rc_reason"] == "undefined, because there is no checkpoint whose step is divisible by 4,000"
    everything = replace(defaults(curves), window=Window(), proxy_at=10)
    row = task_scores(curves, everything).set_index("task").loc["MMLU-Var"]
    assert row["points"] == 27
    assert row["rc_note"].endswith("checkpoints after 100B tokens against the order there")


def test_an_empty_table_has_the_columns_and_no_row() -> None:
    assert tuple(model_scores(table(), default_settings([])).columns) == MODEL_SCORE_COLUMNS
    assert tuple(task_scores(table(), default_settings([])).columns) == TASK_SCORE_COLUMNS


def test_models_without_settings_still_have_a_row() -> None:
    row = only_row(table(*series("pythia-70m", RISING)), ScoreSettings())
    assert row["sq_reason"] == "undefined, because no model is chosen for SQ"


def test_the_table_given_stays_as_it_was() -> None:
    curves = table(*series("pythia-70m", RISING))
    before = curves.copy(deep=True)
    task_scores(curves, defaults(curves))
    pd.testing.assert_frame_equal(curves, before)


VALUES = st.lists(st.one_of(st.integers(0, 4).map(lambda n: n / 4), st.just(float("nan"))), min_size=1, max_size=12)


@given(VALUES, VALUES, VALUES)
def test_no_input_makes_a_nan_and_every_gap_has_a_reason(
    deep: list[float], wide: list[float], web: list[float]
) -> None:
    curves = table(*series(DEEP, deep), *series(WIDE, wide), *series(WEB, web))
    row = only_row(curves)
    assert without_nan(pd.DataFrame([row]))
    for score in ("sq", "rc", "tau", "cs", "total"):
        assert (row[score] is None) == str(row[f"{score}_reason"]).startswith("undefined, because")
    assert 0 <= row["total_low"] <= row["total_high"] <= 1 + 1e-12
