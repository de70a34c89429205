"""Colours of models are told apart by every eye, and what is written can be read on its ground."""

from __future__ import annotations

import itertools

import pytest

from e2lm.figures import palette
from e2lm.figures.theme import DARK, LIGHT, Theme
from tests.e2lm.figures.colour_vision import EYES, apart, contrast, seen

TOLD_APART, READABLE, VISIBLE = 10, 4.5, 2.2


@pytest.mark.parametrize(
    ("one", "other", "published"),
    [
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 2.5, 0.0), (50.0, 0.0, -2.5), 4.3065),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((50.0, 2.49, -0.001), (50.0, -2.49, 0.0011), 7.2195),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_distances_are_those_of_the_published_pairs(
    one: tuple[float, float, float], other: tuple[float, float, float], published: float
) -> None:
    assert apart(one, other) == pytest.approx(published, abs=1e-4)


def test_red_and_green_that_deuteranopes_confuse_are_found() -> None:
    """The check can fail: one green and one brown of equal lightness are far apart for others, and one for them."""
    red, green = "#C04000", "#6F7600"
    assert apart(seen(red, "all cones"), seen(green, "all cones")) > 3 * apart(
        seen(red, "deuteranopia"), seen(green, "deuteranopia")
    )


@pytest.mark.parametrize("eye", EYES)
def test_any_two_colours_of_models_are_told_apart(eye: str) -> None:
    near = {
        (one, other): round(apart(seen(one, eye), seen(other, eye)), 1)
        for one, other in itertools.combinations(palette.OKABE_ITO, 2)
    }
    assert min(near.values()) >= TOLD_APART, min(near, key=lambda pair: near[pair])


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_lines_are_seen_on_both_grounds(theme: Theme) -> None:
    assert min(contrast(tone, theme.ground) for tone in palette.OKABE_ITO) >= VISIBLE


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_what_is_written_reads_on_ground_and_panel(theme: Theme) -> None:
    names = palette.DARK_TEXT if theme.dark else palette.LIGHT_TEXT
    tones = (*names, theme.ink, theme.grey, theme.signal, theme.primary, theme.wrong)
    for ground in (theme.ground, theme.panel):
        weak = {tone: contrast(tone, ground) for tone in tones if contrast(tone, ground) < READABLE}
        assert not weak


def test_models_beyond_the_eighth_share_a_colour_but_no_dash() -> None:
    models = [f"tr3{letter}-1B3-mix{letter}" for letter in "abcdefghijkl"]
    looks = {(palette.colour(model, models), palette.dash(model, models)) for model in models}
    assert len(looks) == len(models)


def test_sizes_beyond_the_eighth_share_a_colour_but_no_dash() -> None:
    models = [f"pythia-{size}" for size in ("14m", "31m", "70m", "160m", "410m", "1b", "1.4b", "2.8b", "6.9b", "12b")]
    looks = {(palette.colour(model, models), palette.dash(model, models)) for model in models}
    assert len(looks) == len(models)
