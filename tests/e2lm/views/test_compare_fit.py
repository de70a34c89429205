from __future__ import annotations

import pandas as pd
import pytest

from e2lm.views.compare_fit import counting, fitting, models_in, moments_of, usual_sides
from e2lm.views.compare_side import Side

DEEP, WIDE = "demo-100k-deep", "demo-100k-wide"


def runs(*rows: tuple[str, str, int, int | None, bool, str]) -> pd.DataFrame:
    """model, checkpoint, step, n_shot, partial, run_id of runs under the filter "none", each newer than the last."""
    table = pd.DataFrame(rows, columns=["model", "checkpoint", "step", "n_shot", "partial", "run_id"])
    table = table.assign(tokens=table["step"] * 10, filter="none", docs=4, date=range(len(table)))
    return table.assign(moment=table["step"].astype(str)).astype(
        {"n_shot": "Int64", "step": "Int64", "tokens": "Int64"}
    )


ANSWERED = runs(
    (DEEP, "step1", 1, 0, False, "r1"), (DEEP, "step2", 2, 0, False, "r2"), (WIDE, "s1", 1, 0, False, "r3"),
    (WIDE, "step2", 2, 0, False, "r4"), (WIDE, "step3", 3, 5, True, "r5"),
)  # fmt: skip


def test_a_side_whose_answers_are_stored_stays_as_it_is() -> None:
    side = Side(DEEP, "step1", "quiz", run="r1")
    assert fitting(side, ANSWERED) == side


def test_another_model_comes_at_the_same_moment_under_its_own_name() -> None:
    assert fitting(Side(WIDE, "step1", "quiz", run="r1"), ANSWERED) == Side(WIDE, "s1", "quiz")


def test_what_nobody_answered_so_becomes_what_most_did() -> None:
    fits = fitting(Side(WIDE, "step3", "quiz", filter="strict", n_shot=9), ANSWERED)
    assert fits == Side(WIDE, "step2", "quiz")


def test_a_limited_run_counts_only_where_it_is_asked_for_or_nothing_else_is_there() -> None:
    side = Side(WIDE, "step3", "quiz", n_shot=5, partial=True)
    assert fitting(side, ANSWERED) == side
    assert len(counting(ANSWERED, Side(WIDE, "step3", "quiz"))) == 4
    only = fitting(Side("", "", "quiz"), ANSWERED.iloc[[4]])
    assert only == Side(WIDE, "step3", "quiz", partial=True)


def test_the_usual_number_of_examples_is_that_of_most_full_runs() -> None:
    assert counting(ANSWERED, Side(DEEP, "step1", "quiz"))["run_id"].tolist() == ["r1", "r2", "r3", "r4"]
    assert counting(ANSWERED, Side(WIDE, "step3", "quiz", n_shot=5, partial=True))["run_id"].tolist() == ["r5"]
    unsaid = runs((DEEP, "step1", 1, None, False, "r1"), (DEEP, "step1", 1, 5, True, "r2"))
    assert counting(unsaid, Side(DEEP, "step1", "quiz"))["run_id"].tolist() == ["r1"]


def test_nobody_answered_anything() -> None:
    assert fitting(Side(DEEP, "step1", "quiz"), ANSWERED.iloc[:0]) is None
    assert usual_sides(ANSWERED.iloc[:0], "quiz") == []


def test_a_moment_has_the_name_of_its_newest_run() -> None:
    twice = runs((DEEP, "step1", 1, 0, False, "r1"), (DEEP, "iter_0000001", 1, 0, False, "r2"))
    assert moments_of(twice, DEEP)["checkpoint"].tolist() == ["iter_0000001"]


def test_at_first_two_models_stand_there_at_their_last_checkpoints() -> None:
    assert models_in(ANSWERED) == [DEEP, WIDE]
    assert usual_sides(ANSWERED, "quiz") == [Side(DEEP, "step2", "quiz"), Side(WIDE, "step2", "quiz")]


@pytest.mark.parametrize(("rows", "names"), [([0, 1], ["step1", "step2"]), ([0], ["step1"])])
def test_of_one_model_its_first_and_last_checkpoint(rows: list[int], names: list[str]) -> None:
    assert [side.at for side in usual_sides(ANSWERED.iloc[rows], "quiz")] == names
