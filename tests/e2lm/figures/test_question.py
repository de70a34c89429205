"""The figures of the question page: choices, strips, probabilities through training."""

from __future__ import annotations

from xml.etree import ElementTree

import numpy as np
import plotly.graph_objects as go
import pytest

from e2lm.figures.models import models_figure
from e2lm.figures.question import Choice, choices_height, choices_html, letter, wrapped
from e2lm.figures.strips import strips_html
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
    """All words of a figure; each must stand at a point inside of the axes, or plotly leaves it out."""
    (x0, x1), (y0, y1) = figure.layout.xaxis.range, figure.layout.yaxis.range
    words = next(trace for trace in figure.data if trace.mode == "text")
    assert all(x0 <= x <= x1 and y0 <= y <= y1 for x, y in zip(words.x, words.y, strict=True))
    return " ".join(words.text)


def cells(html: str) -> list[list[str]]:
    """The words of each row of a table."""
    rows = ElementTree.fromstring(html).iter("tr")
    return [[" ".join(cell.itertext()) for cell in row] for row in rows]


def styles(html: str, tag: str) -> list[str]:
    """The styles of the elements of one kind, in order."""
    return [one.get("style", "") for one in ElementTree.fromstring(html).iter(tag)]


def test_the_key_is_ink_a_wrong_pick_red_the_rest_grey() -> None:
    choices = [
        Choice("A", "<b>no</b>", 0.1, False, False), Choice("B", "no", 0.6, False, True),
        Choice("C", "yes", 0.3, True, False),
    ]  # fmt: skip
    html = choices_html(choices, LIGHT)
    assert cells(html) == [
        ["A", "<b>no</b>", "", "", "0.100"], ["B", "no", "picked", "", "0.600"], ["C", "yes", "key", "", "0.300"],
    ]  # fmt: skip
    bars = [style for style in styles(html, "div") if "width" in style]
    assert [(LIGHT.faint in bars[0], LIGHT.wrong in bars[1], LIGHT.ink in bars[2])] == [(True, True, True)]
    assert ["width:10.00%" in bars[0], "width:60.00%" in bars[1], "width:30.00%" in bars[2]] == [True] * 3
    assert html.count("left:33.33%") == 3


def test_an_unknown_probability_is_a_dash() -> None:
    html = choices_html([Choice("A", "a", float("nan"), True, False)], LIGHT)
    assert cells(html) == [["A", "a", "key", "", "–"]]
    assert "width:0.00%" in html


def test_many_or_long_choices_are_cut_and_stay_whole_in_their_hover() -> None:
    few = [Choice(letter(place), "word " * 100, 0.1, False, False) for place in range(6)]
    assert choices_html(few, LIGHT).count("line-clamp:3") == 6
    assert choices_height(few) == 6 * (3 * 20 + 9) + 2
    many = [*few, Choice("G", 'a "quoted" & short one', 0.4, False, False)]
    html = choices_html(many, LIGHT)
    assert html.count("line-clamp:1") == 7
    assert choices_height(many) == 7 * (20 + 9) + 2
    titles = [one.get("title") for one in ElementTree.fromstring(html).iter("div") if one.get("title")]
    assert titles == [choice.text for choice in many]


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
    html = strips_html(
        [track(), track("dense-3b-arch1", missing=True)], "dense-1b-arch1", 3e10, "tokens", [("flips", "1")], LIGHT
    )
    squares = [(one.get("title"), one.get("style", "")) for one in ElementTree.fromstring(html).iter("i")]
    assert [str(title).split(", ")[1:] for title, _ in squares[:5]] == [
        [f"iter_{place}", f"{place + 1}0B"] for place in range(5)
    ]
    assert [LIGHT.ink in style for _, style in squares] == [False, False, True, True, True, False, True, True, True]
    lefts = [style.split("left:")[1].split(";")[0] for _, style in squares]
    assert lefts[5:] == [lefts[0], *lefts[2:5]]
    frame = next(style for style in styles(html, "b") if LIGHT.signal in style)
    assert "left:10.00%;width:5.00%" in frame  # the third of at least twenty
    assert "30B" in html
    assert "flips" in html


def test_training_ties_the_shown_checkpoint_and_names_the_wrong_pick() -> None:
    figure = training_figure(track(), [2], 2e10, "tokens", LIGHT)
    lines = [trace for trace in figure.data if trace.mode == "lines" and trace.hovertemplate]
    assert len(lines) == 4
    assert lines[-1].line.color == LIGHT.ink
    assert list(lines[-1].y) == [0.2, 0.2, 0.6, 0.6, 0.6]
    assert "</b> picked" in texts(figure)
    assert "learned at 30B" in texts(figure)
    assert any(list(trace.x) == [2e10, 2e10] for trace in figure.data)


def test_a_gap_is_hatched_and_no_line_crosses_it() -> None:
    broken = track(missing=True)
    assert gaps(broken) == [(1e10, 3e10)]
    figure = training_figure(broken, [2], 1e10, "tokens", LIGHT)
    assert [trace.type for trace in figure.data].count("bar") == 1
    assert np.isnan(np.asarray(figure.data[0].y, dtype=float)[1])


def test_every_model_has_a_panel_with_its_last_word() -> None:
    models = ["dense-500m-arch1", "dense-1b-arch1", "dense-3b-arch1", "dense-500m-arch2"]
    figure = models_figure([track(model) for model in models], [2], 3e10, LIGHT)
    keys = next(one for one in figure.data if one.line.color == LIGHT.ink)
    assert np.isnan(keys.y).sum() == 5  # before, between and after the lines of four models
    assert texts(figure).count("key 0.60") == 4
    assert 0 <= np.nanmin(keys.x) < np.nanmax(keys.x) <= 1
    wrong = models_figure([track()], [0], 3e10, LIGHT)
    assert "picks C, key 0.10" in texts(wrong)


def test_docs_without_a_known_key_are_drawn_all_the_same() -> None:
    assert training_figure(track(), [], 3e10, "step", LIGHT).data
    assert models_figure([track()], [], 3e10, LIGHT).data


@pytest.mark.parametrize("count", [1, 2, 3, 5, 6, 8, 13, 24])
def test_panels_fit_at_every_height(count: int) -> None:
    for height in (176, 200, 233, 251, 300, 337, 360):
        figure = models_figure([track(f"m{place}") for place in range(count)][:count], [2], 3e10, LIGHT, height)
        heights = np.concatenate([one.y for one in figure.data if one.mode == "lines"])
        assert -1e-9 < np.nanmin(heights) < np.nanmax(heights) < 1 + 1e-9
        assert texts(figure).count("key") == count
