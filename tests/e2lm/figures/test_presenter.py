"""The presenter's picture: no text below 24 pixels, sizes named at the lines, gaps kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from e2lm.figures.presenter import TYPE, presenter_figure
from e2lm.figures.theme import DARK, LIGHT
from tests.e2lm.reviews.toy_evidence import TOY, toy_curve


def _sizes(node: Any) -> Iterator[float]:  # noqa: ANN401 - any part of a figure's JSON
    """Font sizes of all text that is drawn."""
    if isinstance(node, dict):
        for name, value in node.items():
            if name in ("font", "tickfont") and isinstance(value, dict) and "size" in value:
                yield value["size"]
            yield from _sizes(value)
    elif isinstance(node, list | tuple):
        for one in node:
            yield from _sizes(one)


def test_no_text_is_smaller_than_a_room_can_read() -> None:
    layout = presenter_figure(TOY, DARK, 540).to_dict()["layout"]
    drawn = {name: part for name, part in layout.items() if name not in ("font", "template")}
    assert TYPE >= 24
    assert min(_sizes(drawn)) >= 24


def test_sizes_are_named_once_where_size_is_colour() -> None:
    both = replace(TOY, curves=(*TOY.curves, toy_curve("dense-1b-arch2", 0.25, 0.018)))
    words = [one["text"] for one in presenter_figure(both, LIGHT, 540).to_dict()["layout"]["annotations"]]
    assert words == ["0.5B", "1B", "3B", "chance"]


def test_a_missing_checkpoint_breaks_the_line() -> None:
    lines = [one for one in presenter_figure(TOY, LIGHT, 540).to_dict()["data"] if one.get("line", {}).get("width")]
    large = next(one for one in lines if "3b" in one["name"])
    assert [value is None for value in large["y"]].count(True) == 1


def test_evidence_without_a_curve_is_an_empty_figure() -> None:
    assert not presenter_figure(replace(TOY, curves=()), LIGHT, 540).data
