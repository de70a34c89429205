"""Small pictures are valid SVG, say what they show, and break their lines where a value is missing."""

from __future__ import annotations

import math
from base64 import b64decode
from xml.etree import ElementTree

import pytest

from e2lm.figures.small import HEIGHT, WIDTH, Small, as_image
from e2lm.figures.sparks import Spark, spark_figure, total_figure
from e2lm.figures.theme import LIGHT
from e2lm.scoring.total import Weights


def _marks(picture: Small, kind: str) -> list[dict[str, str]]:
    every = ElementTree.fromstring(str(picture))
    return [mark.attrib for mark in every if mark.tag.endswith(kind)]


def test_the_total_bar_holds_what_is_known_and_what_could_come() -> None:
    bars = _marks(total_figure((0.9, 0.5, None), Weights(), LIGHT), "rect")
    assert [float(bar["width"]) / WIDTH for bar in bars[1:4]] == pytest.approx([0.45, 0.05, 0.4], abs=1e-4)
    assert [bar["fill"] == "url(#hatch)" for bar in bars[1:4]] == [False, False, True]


def test_a_sparkline_shades_what_lies_after_the_cut() -> None:
    picture = spark_figure([Spark([0, 1, 2], [0.0, 1.0, 0.5], "#0072B2")], LIGHT, zero=True, shade_from=1)
    (shade,) = _marks(picture, "rect")
    assert float(shade["x"]) == pytest.approx(WIDTH / 2)
    zero, line = (mark["d"] for mark in _marks(picture, "path"))
    assert zero.startswith("M0.00")
    assert len(line.split("L")) == 3


def test_the_highest_value_is_at_the_top_and_lines_stay_inside() -> None:
    (line,) = _marks(spark_figure([Spark([5, 9], [0.2, 0.7], "#0072B2")], LIGHT), "path")
    (_, first), (_, last) = (part.strip("M").split(" ") for part in line["d"].split("L"))
    assert 0 < float(last) < float(first) < HEIGHT


def test_a_line_breaks_where_a_value_is_missing_and_no_lines_are_no_error() -> None:
    (line,) = _marks(spark_figure([Spark([0, 1, 2, 3, 4], [0.1, 0.2, math.nan, 0.3, 0.4], "#0072B2")], LIGHT), "path")
    assert line["d"].count("M") == 2
    assert "nan" not in line["d"]
    assert _marks(spark_figure([], LIGHT), "path") == []


def test_words_from_outside_stay_words() -> None:
    picture = Small()
    picture.text("<b>&", 0, 0, "#000")
    image = as_image(picture, '"x" <img>')
    source = b64decode(image.partition("base64,")[2].partition('"')[0]).decode()
    assert next(iter(ElementTree.fromstring(source))).text == "<b>&"
    assert "&quot;x&quot; &lt;img&gt;" in image
