from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from e2lm.curves import CURVE_COLUMNS, EXCLUDED_COLUMNS, GAP_COLUMNS, UNKNOWN, chance, curves_of, gaps, segments, smooth
from tests.e2lm.tables import series, shared_table, table
from tests.paths import needs_shared_data

ARCH1 = "dense-500m-arch1"


def test_a_smoke_run_is_a_curve_of_its_own() -> None:
    curves = curves_of(
        table(
            *series("pythia-70m", [0.1, 0.2]),
            *series("pythia-70m", [0.1, 0.2], partial=True, n=50),
            *series("pythia-70m", [0.3], partial=True, n=100),
            *series("pythia-70m", [0.3], partial=True, n=None),
        )
    )
    assert curves["partial_n"].tolist() == [0, 0, 50, 50, 100, UNKNOWN]
    assert curves["curve"].tolist() == [0, 0, 1, 1, 2, 3]


def test_points_are_ordered_by_tokens_or_by_steps_and_unknown_ones_come_first() -> None:
    by_tokens = [{"model": "a", "step": None, "tokens": tokens, "value": 0.0} for tokens in (300, None, 100)]
    by_steps = [{"model": "b", "step": step, "tokens": tokens, "value": 0.0} for step, tokens in ((30, 7), (10, None))]
    curves = curves_of(table(*by_tokens, *by_steps))
    assert curves["place"].tolist() == [UNKNOWN, 100, 300, 10, 30]


def test_the_given_table_keeps_its_columns_and_its_values() -> None:
    before = table(*series("pythia-70m", [0.2, 0.1]))
    after = curves_of(before)
    assert tuple(before.columns) == CURVE_COLUMNS
    assert [*after.columns] == [*CURVE_COLUMNS, "partial_n", "curve", "place"]


@needs_shared_data
def test_the_checkpoints_that_the_competition_lacks_of_one_model_are_listed() -> None:
    missing = gaps(shared_table("competition/plot-data-combined-all.json"))
    assert set(missing["model"]) == {ARCH1}
    mmlu = missing[missing["task"] == "mmlu"]
    assert mmlu["step"].tolist() == list(range(2000, 64_000, 4000))
    assert mmlu["between"].tolist() == [False] + [True] * 15
    assert mmlu["tokens"].iloc[0] == 2_097_152_000
    assert set(mmlu["seen_in"]) == {"other models"}


def test_a_checkpoint_that_another_task_has_is_missing() -> None:
    quiz, exam = series("pythia-70m", [0.1, 0.2, 0.3]), series("pythia-70m", [0.1, 0.2, 0.3], task="exam")
    (gap,) = gaps(table(*quiz, exam[0], exam[2])).itertuples(index=False)
    assert tuple(gap) == ("pythia-70m", "exam", 2000, 2_000_000_000, True, "other tasks")


def test_models_with_another_schedule_or_family_expect_nothing_of_each_other() -> None:
    other_schedule = series("pythia-160m", [0.1, 0.2, 0.3], step=777)
    other_family = series("SmolLM2-135M", [0.1, 0.2, 0.3, 0.4])
    assert gaps(table(*series("pythia-70m", [0.1, 0.2, 0.3]), *other_schedule, *other_family)).empty


def test_a_model_may_have_been_trained_for_less_long_than_another() -> None:
    assert gaps(table(*series("pythia-70m", [0.1] * 4), *series("pythia-160m", [0.1] * 9))).empty


def test_smoke_runs_and_points_without_steps_make_no_gaps() -> None:
    smoke = series("pythia-70m", [0.1] * 9, partial=True, n=5)
    nowhere = {"model": "pythia-70m", "value": 0.1, "task": "exam"}
    missing = gaps(table(*series("pythia-70m", [0.1, 0.2]), *smoke, nowhere))
    assert missing.empty
    assert tuple(missing.columns) == GAP_COLUMNS


def test_an_excluded_checkpoint_is_a_gap_with_its_reason() -> None:
    """Step 2000 is excluded everywhere, so that nothing else expects it; step 4000 was the last one."""
    quiz = series("pythia-70m", [0.1, 0.2, 0.3])
    out = [("pythia-70m", "quiz", step, step * 10**6, "stale cache") for step in (2000, 4000)]
    missing = gaps(table(quiz[0], quiz[2]), pd.DataFrame(out, columns=list(EXCLUDED_COLUMNS)))
    assert [tuple(gap) for gap in missing.itertuples(index=False)] == [
        ("pythia-70m", "quiz", 2000, 2_000_000_000, True, "excluded: stale cache"),
        ("pythia-70m", "quiz", 4000, 4_000_000_000, False, "excluded: stale cache"),
    ]


def test_tokens_that_nothing_tells_stay_unknown() -> None:
    rows = [
        {**row, "tokens": None} for row in (*series("demo-1k-deep", [0.1] * 3)[::2], *series("demo-1k-wide", [0.1] * 3))
    ]
    assert len(gaps(table(*rows))) == 1
    assert gaps(table(*rows))["tokens"].isna().all()


def test_a_line_ends_where_checkpoints_are_missing() -> None:
    assert segments([1000, 2000, 5000, 6000], [3000, 4000]).tolist() == [0, 0, 2, 2]
    assert segments([1000, 2000], []).tolist() == [0, 0]


@given(st.sets(st.integers(0, 50), min_size=2), st.sets(st.integers(0, 50)))
def test_two_points_share_a_segment_exactly_where_nothing_between_them_is_missing(
    places: set[int], out: set[int]
) -> None:
    points, missing = sorted(places), sorted(out - places)
    numbers = segments(points, missing)
    for (left, one), (right, other) in zip(
        zip(points, numbers, strict=True), list(zip(points, numbers, strict=True))[1:], strict=False
    ):
        assert (one == other) == (not any(left < gap < right for gap in missing))


def test_smoothing_by_hand() -> None:
    assert smooth([0.0, 3.0, 6.0, 0.0], 3).tolist() == [1.5, 3.0, 3.0, 3.0]
    assert smooth([1.0, 2.0], 1).tolist() == [1.0, 2.0]


def test_a_point_without_a_value_is_not_filled_in() -> None:
    np.testing.assert_array_equal(smooth([0.0, np.nan, 4.0, 6.0], 3), [0.0, np.nan, 5.0, 5.0])


@pytest.mark.parametrize(
    ("task", "metric", "level"),
    [
        ("mmluvar", "score", 0.25),
        ("MMLU-Var", "score", 0.25),
        ("mmlu_pro", "acc", 0.1),
        ("hendrycksTest-astronomy", "acc_norm", 0.25),
        ("boolq", "acc", 0.5),
        ("truthfulqa_mc1", "acc", None),
        ("hellaswag", "bpb", None),
        ("gsm8k", "exact_match", None),
    ],
)
def test_what_guessing_gives(task: str, metric: str, level: float | None) -> None:
    assert chance(task, metric) == level


def test_an_empty_table_gives_empty_tables() -> None:
    assert curves_of(table()).empty
    assert gaps(table()).empty
    assert isinstance(gaps(table())["step"].dtype, pd.Int64Dtype)
