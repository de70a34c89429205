"""The figures of curves: gaps stay open, partial runs are hollow, chance is in view, plotly accepts every part."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest

from e2lm.curves import gaps
from e2lm.figures.curves import Look, curves_figure
from e2lm.figures.overview import LARGE, boxes, overview_figure
from e2lm.figures.panels import panels_of
from e2lm.figures.theme import DARK, LIGHT, Theme
from e2lm.scoring.settings import default_settings
from e2lm.scoring.table import task_scores
from e2lm.views.points import drawn_points
from tests.e2lm.tables import series, table

RISING = [0.1 * step for step in range(1, 10)]


def _points(curves: pd.DataFrame, window: int = 1) -> pd.DataFrame:
    return drawn_points(curves, gaps(curves), "tokens", window)


def _holed() -> pd.DataFrame:
    """Two models of one family; the first lacks its fourth checkpoint."""
    rows = series("quiz-1b-deep", RISING) + series("quiz-2b-deep", RISING)
    return table(*(row for place, row in enumerate(rows) if place != 3))


def _checked(figure: go.Figure) -> dict[str, Any]:
    """The figure once more with plotly's full check, which figures skip for speed; as plain JSON values."""
    made: dict[str, Any] = go.Figure(figure.to_dict()).to_plotly_json()
    return made


def test_a_missing_checkpoint_breaks_the_line() -> None:
    curves = _holed()
    figure = _checked(curves_figure(_points(curves), ["quiz-1b-deep", "quiz-2b-deep"], LIGHT, Look()))
    first = figure["data"][0]
    assert None in list(first["y"])
    assert not first["connectgaps"]
    assert None not in list(figure["data"][1]["y"])


def test_a_point_between_gaps_is_a_dot() -> None:
    rows = series("quiz-1b-deep", RISING)[::2] + series("quiz-2b-deep", RISING)
    figure = _checked(curves_figure(_points(table(*rows)), ["quiz-1b-deep", "quiz-2b-deep"], LIGHT, Look()))
    sizes = [size for size, y in zip(figure["data"][0]["marker"]["size"], figure["data"][0]["y"], strict=True) if y]
    assert min(sizes) > 0


def test_only_lone_and_partial_points_keep_markers_where_nothing_is_picked() -> None:
    models, look = ["quiz-1b-deep", "quiz-2b-deep"], Look(pickable=False)
    picked, whole = (_checked(curves_figure(_points(_holed()), models, LIGHT, one)) for one in (Look(), look))
    assert {trace["mode"] for trace in picked["data"]} == {"lines+markers"}
    assert {trace["mode"] for trace in whole["data"]} == {"lines"}
    lone = table(*series("quiz-1b-deep", RISING)[::2], *series("quiz-2b-deep", RISING))
    drawn = _checked(curves_figure(_points(lone), models, LIGHT, look))
    assert [trace["mode"] for trace in drawn["data"]] == ["lines+markers", "lines"]


def test_figures_have_a_revision_so_that_equal_copies_are_not_drawn_anew() -> None:
    first, other = (
        curves_figure(_points(table(*series("m", RISING))), ["m"], theme, Look()).to_dict() for theme in (LIGHT, DARK)
    )
    assert first["layout"]["datarevision"] == other["layout"]["datarevision"] is not None


def test_partial_runs_are_a_hollow_curve_of_their_own() -> None:
    rows = series("quiz-1b-deep", RISING) + series("quiz-1b-deep", RISING, n=10, n_original=100, partial=True)
    figure = _checked(curves_figure(_points(table(*rows)), ["quiz-1b-deep"], LIGHT, Look()))
    assert sorted(trace["marker"]["symbol"] for trace in figure["data"]) == ["circle", "circle-open"]


def test_intervals_are_bands_and_unknown_errors_are_said() -> None:
    known = table(*series("quiz-1b-deep", RISING, stderr=0.02))
    figure = _checked(curves_figure(_points(known), ["quiz-1b-deep"], LIGHT, Look()))
    ribbon = next(trace for trace in figure["data"] if trace.get("fill") == "toself")
    assert max(ribbon["y"]) == pytest.approx(0.9 + 1.96 * 0.02)
    unknown = _checked(curves_figure(_points(table(*series("m", RISING))), ["m"], LIGHT, Look()))
    assert "stderr N/A" in unknown["data"][0]["customdata"][0][3]


def test_chance_is_drawn_and_in_view() -> None:
    points = _points(table(*series("m", [0.5, 0.6, 0.7])))
    figure = _checked(curves_figure(points, ["m"], LIGHT, Look(), chance=0.25))
    assert figure["layout"]["yaxis"]["range"][0] < 0.25
    assert any("chance" in note["text"] for note in figure["layout"]["annotations"])


def test_names_from_files_are_shown_letter_for_letter() -> None:
    points = _points(table(*series("<b>m</b>", [0.5, 0.6])))
    figure = _checked(curves_figure(points, ["<b>m</b>"], LIGHT, Look()))
    words = [note["text"] for note in figure["layout"]["annotations"]]
    assert any("&lt;b&gt;m&lt;/b&gt;" in word for word in words)


def test_negative_values_and_nothing_at_all_draw() -> None:
    _checked(curves_figure(_points(table(*series("m", [-120.0, -110.5]))), ["m"], DARK, Look(log=True, cut=1.5e9)))
    _checked(curves_figure(_points(table(*series("m", [float("nan")] * 3))), ["m"], LIGHT, Look()))


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("tasks", [1, 3, 4, 5, 11, 12, 30])
def test_an_overview_of_any_number_of_panels_is_accepted_by_plotly(tasks: int, theme: Theme) -> None:
    rows = [row for task in range(tasks) for row in series("quiz-1b-deep", RISING, task=f"task{task}x")]
    curves = table(*rows)
    panels = panels_of(curves, gaps(curves), task_scores(curves, default_settings(["quiz-1b-deep"])), "tokens")
    figure = _checked(overview_figure(panels, ["quiz-1b-deep"], theme, "tokens"))
    assert len({trace["xaxis"] for trace in figure["data"]}) == tasks


def test_four_large_panels_then_seven_a_row() -> None:
    placed = boxes(24)
    assert [box.large for box in placed].count(True) == LARGE
    assert len({box.top for box in placed}) == 1 + 3
    assert boxes(0) == []


def test_more_curves_than_labels_fit_have_a_legend() -> None:
    rows = [row for place in range(30) for row in series(f"m{place}", [0.1, 0.2])]
    models = [f"m{place}" for place in range(30)]
    figure = _checked(curves_figure(_points(table(*rows)), models, LIGHT, Look(height=400)))
    assert figure["layout"]["showlegend"]


def test_a_resampled_interval_replaces_the_one_of_stderr() -> None:
    points = _points(table(*series("quiz-1b-deep", RISING))).assign(stderr=0.5)
    points = points.assign(low=points["value"] - 0.01, high=points["value"] + 0.03)
    figure = _checked(curves_figure(points, ["quiz-1b-deep"], LIGHT, Look()))
    ribbon = next(trace for trace in figure["data"] if trace.get("fill") == "toself")
    assert max(ribbon["y"]) == pytest.approx(RISING[-1] + 0.03)
    assert min(ribbon["y"]) == pytest.approx(RISING[0] - 0.01)
    line = next(trace for trace in figure["data"] if trace["mode"] == "lines+markers")
    assert line["customdata"][0][3] == "0.100 (0.090 to 0.130)"


def test_curves_to_compare_with_stand_behind_and_are_in_view() -> None:
    shown, behind = (_points(table(*series("quiz-1b-deep", values))) for values in (RISING, [2.0] * 9))
    figure = _checked(curves_figure(shown, ["quiz-1b-deep"], DARK, Look(), behind=behind))
    assert figure["data"][0]["hoverinfo"] == "skip"
    assert list(figure["data"][0]["y"]) == [2.0] * 9
    assert figure["layout"]["yaxis"]["range"][1] > 2.0
