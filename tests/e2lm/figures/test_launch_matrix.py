"""The picture of a sweep: a bar per cell in its place, its state's look, what is picked framed, names that fit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go
import pytest

from e2lm.figures.launch_matrix import cells_in, looks, matrix_figure
from e2lm.figures.theme import DARK, LIGHT, Theme
from e2lm.harness.sources import PRESETS
from e2lm.harness.state import CellState, Stage
from e2lm.views.launch_matrix import STATES, launch_matrix

E2LM = [target for preset in PRESETS[:6] for target in preset.targets()]
STAGES = {
    "done": Stage.DONE, "running": Stage.RUNNING, "queued": Stage.QUEUED, "missing": Stage.MISSING,
    "stale": Stage.STALE, "failed": Stage.FAILED,
}  # fmt: skip


def cell(step: int, stage: Stage = Stage.DONE, task: str = "t", model: str = "toy", done: int = 0) -> CellState:
    return CellState(model, f"step{step}", task, stage, "scoring", done, 100, message="<b>why</b>")


def drawn(cells: Sequence[CellState], picked: Sequence[Any] = (), theme: Theme = LIGHT) -> dict[str, Any]:
    made = matrix_figure(launch_matrix(cells), picked, theme).to_dict()
    go.Figure(made)  # plotly's own check of every property
    return made


def bars(figure: dict[str, Any]) -> dict[tuple[str, ...], dict[str, Any]]:
    """The trace of every cell that can be picked."""
    return {tuple(key): trace for trace in figure["data"] for key in trace.get("customdata", ())}


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_every_state_has_a_look_of_its_own(theme: Theme) -> None:
    figure = drawn([cell(at, stage) for at, stage in enumerate(STAGES.values())], theme=theme)
    markers = [trace["marker"] for trace in bars(figure).values()]
    assert len({(one["color"], one["line"]["color"][0], one["pattern"]["shape"]) for one in markers}) == len(STATES)
    assert {state for state, look in looks(theme).items() if look.pattern} == {"stale", "failed"}


def test_cells_lie_at_their_checkpoint_and_row_and_do_not_touch() -> None:
    figure = drawn([cell(step, task=task) for step in (1, 2, 3) for task in ("a", "b")])
    trace = bars(figure)["toy", "step3", "b"]
    at = trace["customdata"].index(["toy", "step3", "b"])
    assert (trace["x"][at], trace["base"][at] + trace["y"][at] / 2) == (2, 1)
    assert 0 < trace["y"][at] < 1
    assert 0 < trace["width"] < 1


def test_a_running_cell_is_filled_from_the_left_as_far_as_it_is() -> None:
    figure = drawn([cell(1), cell(2, Stage.RUNNING, done=50)])
    whole, filled = bars(figure)["toy", "step2", "t"], figure["data"][-1]
    assert filled["width"] == [pytest.approx(whole["width"] / 2)]
    assert filled["x"][0] - filled["width"][0] / 2 == pytest.approx(1 - whole["width"] / 2)
    assert filled["hoverinfo"] == "skip"


def test_picked_cells_are_framed_in_ink_and_nothing_fades() -> None:
    trace = bars(drawn([cell(1), cell(2)], [("toy", "step2", "t")]))["toy", "step2", "t"]
    assert [tone == LIGHT.ink for tone in trace["marker"]["line"]["color"]] == [False, True]
    assert trace["unselected"]["marker"]["opacity"] == 1


def test_what_stands_under_the_pointer_is_text_and_never_markup() -> None:
    trace = bars(drawn([cell(1, Stage.FAILED)]))["toy", "step1", "t"]
    assert trace["text"] == ["toy step1<br>t: failed<br>&lt;b&gt;why&lt;/b&gt;"]


def test_all_of_the_competition_fits_a_screen_with_every_row_named() -> None:
    tasks = ("mmlu_var", "hellaswag", "arc_easy", "sciq", "piqa")
    cells = [CellState(one.model, one.checkpoint, task) for one in E2LM for task in tasks]
    figure = matrix_figure(launch_matrix(cells, E2LM), (), LIGHT).to_dict()
    assert sum(len(trace.get("customdata", ())) for trace in figure["data"]) == 810
    assert figure["layout"]["height"] <= 460
    texts = [note["text"] for note in figure["layout"]["annotations"]]
    assert texts.count("SciQ") == 6
    assert {"0.5B arch1", "3B arch2", "tokens seen"} <= set(texts)
    assert any("<b>810</b> queued" in text for text in texts)


def test_hundreds_of_rows_keep_their_models_names_and_drop_the_tasks() -> None:
    cells = [CellState(one.model, one.checkpoint, f"subject_{at}") for one in E2LM[::27] for at in range(57)]
    figure = matrix_figure(launch_matrix(cells, E2LM), (), LIGHT).to_dict()
    texts = [note["text"] for note in figure["layout"]["annotations"]]
    assert len(texts) == 6 + 2
    assert figure["layout"]["height"] < 2000


def test_a_box_or_a_click_picks() -> None:
    modes = [matrix_figure(launch_matrix([cell(1)]), (), LIGHT, boxes=boxes).layout.dragmode for boxes in (False, True)]
    assert modes == ["pan", "select"]


def test_a_box_picks_every_cell_that_it_touches_and_no_other() -> None:
    matrix = launch_matrix([cell(step, task=task, model=model) for model in "ab" for step in (1, 2) for task in "tu"])
    assert cells_in(matrix, (0.6, 0.7), (0.4, 0.6)) == (("a", "step2", "t"), ("a", "step2", "u"))
    second = min(bars(matrix_figure(matrix, (), LIGHT).to_dict())["b", "step1", "t"]["base"][4:])
    assert cells_in(matrix, (-9, 9), (second, 99))[0] == ("b", "step1", "t")
    assert len(cells_in(matrix, (-0.2, 1.2), (-0.2, 99))) == 8
    assert cells_in(matrix, (5, 6), (0, 9)) == ()
