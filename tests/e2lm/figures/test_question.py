"""The figures of the question page: choices, strips, probabilities through training."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
import pytest

from e2lm.figures.models import models_figure
from e2lm.figures.question import Choice, choices_figure, choices_in_words, letter, wrapped
from e2lm.figures.strips import strips_figure
from e2lm.figures.theme import theme_of
from e2lm.figures.training import gaps, training_figure
from e2lm.views.tracks import Track

LIGHT = theme_of(False)


def track(model: str = "dense-1b-arch1", missing: bool = False) -> Track:
    """Picks B at first and the key, C, from the third of five checkpoints on."""
    p = np.array([[0.1, 0.6, 0.2, 0.1]] * 2 + [[0.1, 0.2, 0.6, 0.1]] * 3)
    picks = p.argmax(axis=1)
    if missing:
        p[1], picks[1] = np.nan, -1
    right = np.where(picks < 0, np.nan, (picks == 2).astype(float))
    names = tuple(f"iter_{place}" for place in range(5))
    return Track(model, names, np.array([1e10, 2e10, 3e10, 4e10, 5e10]), p, picks, right, learned=2)


def texts(figure: go.Figure) -> str:
    return " ".join(str(note.text) for note in figure.layout.annotations)


def test_the_key_is_ink_a_wrong_pick_red_the_rest_grey() -> None:
    choices = [
        Choice("A", "<b>no</b>", 0.1, False, False), Choice("B", "no", 0.6, False, True),
        Choice("C", "yes", 0.3, True, False),
    ]  # fmt: skip
    figure = choices_figure(choices, LIGHT)
    assert list(figure.data[1].marker.color) == [LIGHT.faint, LIGHT.wrong, LIGHT.ink]
    assert list(figure.data[1].x) == [0.1, 0.6, 0.3]
    assert "&lt;b&gt;no&lt;/b&gt;" in texts(figure)
    assert "0.600" in texts(figure)
    assert [note.text for note in figure.layout.annotations if note.text in ("key", "picked")] == ["picked", "key"]
    assert figure.layout.shapes[0].x0 == 1 / 3


def test_choices_are_said_in_words_for_who_does_not_see_them() -> None:
    choices = [Choice("A", "water", 0.12, True, False), Choice("B", "fire", float("nan"), False, True)]
    assert choices_in_words(choices) == "A water, 0.120, key; B fire, –, picked"


def test_an_unknown_probability_is_a_dash() -> None:
    assert "–" in texts(choices_figure([Choice("A", "a", float("nan"), True, False)], LIGHT))


def test_long_choices_wrap_and_end_in_an_ellipsis() -> None:
    lines = wrapped("word " * 100, 40, 3)
    assert len(lines) == 3
    assert all(len(line) <= 40 for line in lines)
    assert lines[-1].endswith("…")
    assert wrapped("", 40, 3) == [""]
    assert max(len(line) for line in wrapped("数" * 100, 40, 3)) <= 20


def test_letters_go_on_as_numbers() -> None:
    assert [letter(0), letter(25), letter(26)] == ["A", "Z", "27"]


def test_strips_show_right_wrong_and_nothing_where_not_evaluated() -> None:
    figure = strips_figure(
        [track(), track("dense-3b-arch1", missing=True)], "dense-1b-arch1", 3e10, "tokens", [("flips", "1")], LIGHT
    )
    assert [len(row.x) for row in figure.data] == [5, 4]
    assert list(figure.data[0].marker.color) == [LIGHT.track] * 2 + [LIGHT.ink] * 3
    frame = figure.layout.shapes[0]
    assert (frame.x0 + frame.x1) / 2 == 2
    assert "30B" in texts(figure)
    assert "flips" in texts(figure)


def test_training_ties_the_shown_checkpoint_and_names_the_wrong_pick() -> None:
    figure = training_figure(track(), [2], 2e10, "tokens", LIGHT)
    lines = [trace for trace in figure.data if trace.mode == "lines"]
    assert len(lines) == 4
    assert lines[-1].line.color == LIGHT.ink
    assert list(lines[-1].y) == [0.2, 0.2, 0.6, 0.6, 0.6]
    assert "</b> picked" in texts(figure)
    assert "learned at 30B" in texts(figure)
    assert any(shape.x0 == 2e10 and shape.x1 == 2e10 for shape in figure.layout.shapes)


def test_a_gap_is_hatched_and_no_line_crosses_it() -> None:
    broken = track(missing=True)
    assert gaps(broken) == [(1e10, 3e10)]
    figure = training_figure(broken, [2], 1e10, "tokens", LIGHT)
    assert [trace.type for trace in figure.data].count("bar") == 1
    assert np.isnan(np.asarray(figure.data[0].y, dtype=float)[1])


def test_every_model_has_a_panel_with_its_last_word() -> None:
    models = ["dense-500m-arch1", "dense-1b-arch1", "dense-3b-arch1", "dense-500m-arch2"]
    figure = models_figure([track(model) for model in models], [2], 3e10, "tokens", LIGHT)
    assert len(figure.data) == 16
    assert texts(figure).count("key 0.60") == 4
    assert figure.layout.xaxis4.domain[1] <= 1
    wrong = models_figure([track()], [0], 3e10, "tokens", LIGHT)
    assert "picks C, key 0.10" in texts(wrong)


def test_docs_without_a_known_key_are_drawn_all_the_same() -> None:
    assert training_figure(track(), [], 3e10, "step", LIGHT).data
    assert models_figure([track()], [], 3e10, "step", LIGHT).data


@pytest.mark.parametrize("count", [1, 2, 3, 5, 6, 8, 13, 24])
def test_panels_fit_at_every_height(count: int) -> None:
    for height in (176, 200, 233, 251, 300, 337, 360):
        figure = models_figure(
            [track(f"m{place}") for place in range(count)][:count], [2], 3e10, "tokens", LIGHT, height
        )
        assert figure.layout.yaxis.domain[0] >= 0
