"""A sweep's cells in rows and columns: order, labels, states, and what is said of each."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from e2lm.harness.request import Target
from e2lm.harness.sources import PRESETS
from e2lm.harness.state import CellState, Stage
from e2lm.views.launch_matrix import CELL_COLUMNS, STATES, about, launch_matrix

E2LM = [target for preset in PRESETS[:6] for target in preset.targets()]
TASKS = ("mmlu_var", "sciq")


def cells(targets: Sequence[Target], tasks: Sequence[str] = TASKS) -> list[CellState]:
    return [CellState(one.model, one.checkpoint, task) for one in targets for task in tasks]


def test_rows_are_models_by_size_and_their_tasks_in_the_order_asked_for() -> None:
    matrix = launch_matrix(cells(E2LM[::-1], ("sciq", "mmlu_var")), E2LM)
    assert [matrix.models[model] for model, _ in matrix.rows[::2]] == [
        "0.5B arch1", "1B arch1", "3B arch1", "0.5B arch2", "1B arch2", "3B arch2",
    ]  # fmt: skip
    assert [task for _, task in matrix.rows] == ["sciq", "mmlu_var"] * 6


def test_columns_are_checkpoints_by_step_whatever_order_they_run_in() -> None:
    shuffled = E2LM[13:] + E2LM[:13]
    matrix = launch_matrix(cells(shuffled), E2LM)
    assert len(matrix.columns) == 27
    assert (matrix.unit, matrix.columns[0]) == ("tokens", "2.1B")
    steps = {(one.model, one.checkpoint): one.step for one in E2LM}
    first = matrix.cells[matrix.cells["row"] == 0].sort_values("column")
    shown = [steps[key] for key in zip(first["model"], first["checkpoint"], strict=True)]
    assert shown == [*range(2000, 54_001, 2000)]


def test_models_with_steps_of_their_own_share_columns_where_steps_are_the_same() -> None:
    targets = [
        Target("a", "toy-a", "step100", step=100), Target("a", "toy-a", "step300", step=300),
        Target("b", "toy-b", "step200", step=200), Target("b", "toy-b", "step300", step=300),
    ]  # fmt: skip
    matrix = launch_matrix(cells(targets, ("t",)), targets)
    assert (matrix.unit, matrix.columns) == ("step", ("100", "200", "300"))
    assert list(zip(matrix.cells["model"], matrix.cells["column"], strict=True)) == [
        ("toy-a", 0), ("toy-a", 2), ("toy-b", 1), ("toy-b", 2),
    ]  # fmt: skip


def test_two_checkpoints_of_one_step_stand_beside_each_other() -> None:
    targets = [Target("a", "toy", f"stage{stage}-step5", step=5) for stage in (1, 2)]
    assert launch_matrix(cells(targets, ("t",)), targets).cells["column"].tolist() == [0, 1]


def test_without_a_request_names_tell_the_steps_and_what_tells_none_comes_last() -> None:
    matrix = launch_matrix([CellState("toy", name, "t") for name in ("final", "step-20", "step-3")])
    assert (matrix.unit, matrix.columns) == ("step", ("3", "20", "final"))
    assert launch_matrix([CellState("toy", "final", "t")]).unit == "checkpoint"


def test_states_are_counted_and_cells_that_nobody_will_fill_are_missing() -> None:
    stages = (Stage.DONE, Stage.DONE, Stage.CANCELLED, Stage.MISSING, Stage.FAILED, Stage.STALE, Stage.QUEUED)
    matrix = launch_matrix([CellState("toy", f"step{at}", "t", stage) for at, stage in enumerate(stages)])
    assert matrix.counts == {"done": 2, "queued": 1, "missing": 2, "stale": 1, "failed": 1}


def test_a_running_cell_says_how_far_it_is_in_steps_of_a_twentieth() -> None:
    cell = CellState("toy", "step1", "sciq", Stage.RUNNING, "scoring", 187, 1000, 3.0)
    assert launch_matrix([cell]).cells["fraction"].tolist() == [0.15]
    assert about(cell, Target("a", "toy", "step1", tokens=2_000_000_000)) == (
        "toy step1, 2B tokens", "SciQ: running, scoring 15 %",
    )  # fmt: skip


def test_a_failed_cell_says_why_in_lines_that_fit_a_pointer() -> None:
    why = "the weights lack model.layers.3 and 2 more. Copy the whole checkpoint. " * 20
    lines = about(CellState("toy", "step1", "t", Stage.FAILED, message=why, note="scored as lm-eval does"))
    assert lines[1] == "t: failed"
    assert lines[2].startswith("the weights lack model.layers.3")
    assert lines[-2:] == ("…", "scored as lm-eval does")
    assert max(map(len, lines)) <= 70
    assert about(CellState("toy", "step1", "t", Stage.DONE, seconds=40))[1] == "t: done in 40 s"


names = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)


@given(st.lists(st.tuples(names, names, names, st.sampled_from(Stage)), max_size=30, unique_by=lambda one: one[:3]))
def test_every_cell_of_any_sweep_has_a_place_of_its_own(given_cells: list[tuple[str, str, str, Stage]]) -> None:
    matrix = launch_matrix([CellState(*one) for one in given_cells])
    assert tuple(matrix.cells.columns) == CELL_COLUMNS
    places = list(zip(matrix.cells["row"], matrix.cells["column"], strict=True))
    assert len(set(places)) == len(given_cells)
    assert all(matrix.rows[row] == (one[0], one[2]) for (row, _), one in zip(places, given_cells, strict=True))
    assert sum(matrix.counts.values()) == len(given_cells)
    assert set(matrix.counts) <= set(STATES)
