"""A score on its scale: the bar spans the interval, grey ends at the noise line, words keep apart."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from e2lm.figures.intervals import EDGE, Reading, interval_figure
from e2lm.figures.small import WIDTH
from e2lm.figures.theme import DARK, LIGHT, Theme


def _share(pixels: float) -> float:
    """A place in pixels as a share of the scale."""
    return (pixels - EDGE) / (WIDTH - 2 * EDGE)


def _made(reading: Reading, theme: Theme = LIGHT) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(str(interval_figure(reading, "#6B4FBB", theme))))


def _bars(marks: list[ElementTree.Element]) -> list[tuple[float, float]]:
    """Where each bar begins and ends on the scale, from back to front."""
    bars = [mark.attrib for mark in marks if mark.tag.endswith("rect")]
    return [(_share(float(bar["x"])), _share(float(bar["x"]) + float(bar["width"]))) for bar in bars]


def _dot(marks: list[ElementTree.Element]) -> float:
    return _share(float(next(mark.attrib["cx"] for mark in marks if mark.tag.endswith("circle"))))


def test_the_bar_spans_the_interval_and_the_dot_is_at_the_value() -> None:
    marks = _made(Reading(0.6, (0.5, 0.75)))
    assert _bars(marks)[1] == pytest.approx((0.5, 0.75), abs=1e-4)
    assert _dot(marks) == pytest.approx(0.6, abs=1e-4)


def test_the_grey_ends_where_noise_does_and_only_where_it_is_known() -> None:
    assert _bars(_made(Reading(0.6, None, noise=0.4)))[1] == pytest.approx((0.0, 0.4), abs=1e-4)
    assert len(_bars(_made(Reading(0.6, None)))) == 1


def test_a_scale_of_other_weights_ends_at_their_sum() -> None:
    marks = _made(Reading(0.5, None, top=2.0))
    assert _dot(marks) == pytest.approx(0.25, abs=1e-4)
    assert "2" in {mark.text for mark in marks}


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("places", [(0.5, 0.51), (0.98, 0.99), (0.0, 0.01), (0.99, 0.5)])
def test_names_of_values_close_together_do_not_touch(theme: Theme, places: tuple[float, float]) -> None:
    others = (("all", places[0]), ("B", places[1]))
    marks = _made(Reading(0.6, None, others=others), theme)
    at = {mark.text: float(mark.attrib["x"]) for mark in marks if mark.text in ("all", "B")}
    assert abs(at["all"] - at["B"]) >= 15
