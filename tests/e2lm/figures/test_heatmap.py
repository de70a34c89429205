"""The heatmap: one trace per band, hatched gaps, a framed window, blocks where docs outnumber lines."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from e2lm.figures.apart import apart
from e2lm.figures.heatmap import heatmap_figure, tick_places
from e2lm.figures.rows import Band, Rows, block_means, block_size, column_names, heights, limits, rows_of
from e2lm.figures.theme import theme_of
from e2lm.views.item_list import chosen, item_list
from tests.e2lm.question_level import cube
from tests.paths import needs_shared_data

LIGHT = theme_of(False)


def traces(figure: go.Figure, kind: str) -> list[go.Figure]:
    return [trace for trace in figure.data if trace.type == kind]


def toy(docs: int, measure: str = "P(correct)") -> Rows:
    values = np.tile(np.linspace(0, 1, 5), (docs, 1))
    values[:, 2] = np.nan
    bands = [Band("learned", 0, docs // 2), Band("never", docs // 2, docs)]
    return Rows(
        values, [1e9, 2e9, 3e9, 4e9, 5e9], "tokens", bands, measure, np.zeros(docs), "SQ of item", ["<b>q</b>"] * docs
    )


@needs_shared_data
@pytest.mark.parametrize("measure", ["P(correct)", "right / wrong", "margin"])
def test_real_docs_fill_one_heatmap_per_band(measure: str) -> None:
    listed = item_list(cube(), "sci-s", ["sci-s", "web-s"], "acc")
    figure = heatmap_figure(rows_of(listed, chosen(listed, "learned at"), measure, "learned at"), (0, 40), LIGHT)
    shapes = [np.asarray(trace.z).shape for trace in traces(figure, "heatmap")]
    assert sum(rows for rows, _ in shapes) == 252
    assert {columns for _, columns in shapes} == {7}
    texts = " ".join(str(note.text) for note in figure.layout.annotations)
    assert "learned" in texts
    assert "never" in texts


@needs_shared_data
def test_the_strip_falls_back_to_difficulty_where_sq_is_undefined() -> None:
    listed = item_list(cube(), "sci-s", ["sci-s"], "acc", None)
    assert rows_of(listed, chosen(listed, "difficulty"), "margin", "difficulty").strip_title == "difficulty"


def test_checkpoints_that_were_not_evaluated_are_hatched() -> None:
    figure = heatmap_figure(toy(10), (0, 5), LIGHT)
    bars = traces(figure, "bar")
    assert [list(bar.x) for bar in bars] == [["3B"], ["3B"]]
    assert bars[0].marker.pattern.shape == "/"


def test_the_window_is_framed_and_its_markers_stand_out() -> None:
    figure = heatmap_figure(toy(10), (2, 5), LIGHT)
    strip = traces(figure, "scatter")[0]
    assert [place for place, tone in enumerate(strip.marker.color) if tone == LIGHT.signal] == [2, 3, 4]
    frames = [shape for shape in figure.layout.shapes if shape.type == "rect"]
    assert {(frame.y0, frame.y1) for frame in frames} == {(2.0, 5.0)}


def test_text_from_files_cannot_become_markup() -> None:
    assert traces(heatmap_figure(toy(4), (0, 2), LIGHT), "scatter")[0].text[0] == "&lt;b&gt;q&lt;/b&gt;"


def test_blocks_are_means_that_pass_over_gaps() -> None:
    values = np.array([[0.0, np.nan], [1.0, np.nan], [0.5, 0.25]])
    assert np.allclose(block_means(values, 2), [[0.5, np.nan], [0.5, 0.25]], equal_nan=True)
    assert block_size(1000) == 1
    assert block_size(14_042) == 15


def test_14042_docs_are_drawn_in_a_small_figure() -> None:
    docs = 14_042
    values = np.random.default_rng(0).random((docs, 27))
    bands = [Band("learned", 0, 9000), Band("never", 9000, docs)]
    rows = Rows(
        values, [1e9 * place for place in range(27)], "tokens", bands, "P(correct)", values[:, 0], "SQ", ["q"] * docs
    )
    text = heatmap_figure(rows, (0, 60), LIGHT).to_json()
    assert len(text) < 300_000


def test_margins_are_symmetric_around_zero() -> None:
    assert limits(np.array([[-2.0, 1.0]]), "margin") == pytest.approx((-1.95, 1.95))
    assert limits(np.array([[np.nan]]), "margin") == (-1.0, 1.0)
    assert limits(np.array([[3.0]]), "P(correct)") == (0.0, 1.0)


def test_bands_leave_room_between_them() -> None:
    edges = heights([Band("learned", 0, 2), Band("never", 2, 3)], 3)
    assert edges.tolist() == pytest.approx([0, 1, 2.3])


def test_column_names_differ_even_where_labels_do_not() -> None:
    names = column_names([50e9, 50.1e9])
    assert len(set(names)) == 2
    assert {name.strip("\u200b") for name in names} == {"50B"}


def test_labels_move_apart_by_as_little_as_needed() -> None:
    assert apart([0, 10, 30], 8) == [0, 10, 30]
    assert apart([5, 5], 2) == [4, 6]
    assert apart([0, 0], 4, 0, 100) == [0, 4]
    assert apart([], 4) == []
    assert apart([0, 0, 100], 10, 0, 100) == [0, 10, 100]
    assert apart([100, 100, 0], 10, 0, 100) == [90, 100, 0]


def test_a_single_doc_is_a_picture() -> None:
    one = Rows(
        np.array([[0.4]]), [0.0], "step", [Band("docs", 0, 1)], "P(correct)", np.array([0.5]), "difficulty", ["q"]
    )
    assert heatmap_figure(one, (0, 1), theme_of(True)).data[0].type == "heatmap"
    assert pd.notna(one.strip[0])


def test_ticks_are_evenly_spaced() -> None:
    assert tick_places(8) == [0, 2, 4, 6]
    assert tick_places(27) == [0, 7, 14, 21, 26]
    assert tick_places(1) == [0]
