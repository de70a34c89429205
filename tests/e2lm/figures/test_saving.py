"""Figures saved as pages stand alone and run nothing of what they show; for pictures the ground is filled."""

from __future__ import annotations

import pytest

from e2lm.figures.saving import as_page, camera, on_ground
from e2lm.figures.theme import DARK, LIGHT, bare_figure, figure_of

EVIL = "</script><script>alert(1)</script>"


def test_a_page_needs_no_network_and_shows_texts_as_texts() -> None:
    figure = bare_figure(LIGHT, height=200).add_scatter(x=[1, 2], y=[3, 4], name=EVIL)
    page = as_page(figure, LIGHT, EVIL)
    assert EVIL not in page
    assert "<title>&lt;/script&gt;" in page
    assert 'src="http' not in page
    assert "Plotly.newPlot" in page
    assert len(page) > 1_000_000  # plotly itself


def test_a_picture_has_the_themes_ground_and_room_around_it_and_the_figure_stays_as_it_is() -> None:
    figure = figure_of(
        [{"type": "scatter", "x": [1], "y": [2]}], bare_figure(DARK, height=200, left=40).layout.to_plotly_json()
    )
    before = figure.to_dict()["layout"].copy()
    saved = on_ground(figure, DARK, 600)
    assert saved.layout.paper_bgcolor == DARK.ground
    assert (saved.layout.width, saved.layout.height) == (632, 232)
    assert saved.layout.margin.l - figure.layout.margin.l == 16
    assert saved.layout.width - saved.layout.margin.l - saved.layout.margin.r == 600 - 40
    assert figure.to_dict()["layout"] == before


@pytest.mark.parametrize(("picture", "scale", "saved"), [("PNG", 4, 4), ("SVG", 4, 1)])
def test_the_camera_is_the_only_button_and_saves_under_the_name(picture: str, scale: int, saved: int) -> None:
    config = camera("my curve", picture, scale)
    assert config["modeBarButtons"] == [["toImage"]]
    assert config["toImageButtonOptions"] == {"format": picture.lower(), "filename": "my curve", "scale": saved}
