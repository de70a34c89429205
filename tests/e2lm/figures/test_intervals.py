"""A score on its scale: the bar spans the interval, grey ends at the noise line, words keep apart."""

from __future__ import annotations

import plotly.graph_objects as go
import pytest

from e2lm.figures.intervals import EDGE, WIDTH, Reading, interval_figure
from e2lm.figures.theme import DARK, LIGHT, Theme


def _share(paper: float) -> float:
    """A place in paper coordinates as a share of the scale."""
    return (paper * WIDTH - EDGE) / (WIDTH - 2 * EDGE)


def _made(reading: Reading, theme: Theme = LIGHT) -> go.Figure:
    return go.Figure(interval_figure(reading, "#6B4FBB", theme).to_dict())


def test_the_bar_spans_the_interval_and_the_dot_is_at_the_value() -> None:
    shapes = _made(Reading(0.6, (0.5, 0.75))).layout.shapes
    assert (_share(shapes[1].x0), _share(shapes[1].x1)) == pytest.approx((0.5, 0.75))
    assert _share(shapes[-1].xanchor) == pytest.approx(0.6)


def test_the_grey_ends_where_noise_does_and_only_where_it_is_known() -> None:
    shapes = _made(Reading(0.6, None, noise=0.4)).layout.shapes
    assert (_share(shapes[1].x0), _share(shapes[1].x1)) == pytest.approx((0.0, 0.4))
    assert len(_made(Reading(0.6, None)).layout.shapes) == 2


def test_a_scale_of_other_weights_ends_at_their_sum() -> None:
    figure = _made(Reading(0.5, None, top=2.0))
    assert _share(figure.layout.shapes[-1].xanchor) == pytest.approx(0.25)
    assert "2" in {text.text for text in figure.layout.annotations}


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("places", [(0.5, 0.51), (0.98, 0.99), (0.0, 0.01), (0.99, 0.5)])
def test_names_of_values_close_together_do_not_touch(theme: Theme, places: tuple[float, float]) -> None:
    others = (("all", places[0]), ("B", places[1]))
    notes = [text for text in _made(Reading(0.6, None, others=others), theme).layout.annotations if text.y > 0.8]
    assert abs(notes[0].x - notes[1].x) * WIDTH >= 15
