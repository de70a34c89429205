"""The competition's front page as data (plot_final.json): points read off a figure, whose series are colour and dash.

Colour is the model's size (blue 0.5B, orange 1B, green 3B), dash its architecture (solid arch1, dashed arch2).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from e2lm.counting import count
from e2lm.errors import SourceError
from e2lm.harness.outputs.metrics import number
from e2lm.reading.identity import content_hash
from e2lm.records import Checkpoint, Problem, Reading, Run, Value

_SIZES = {"blue": "500m", "orange": "1b", "green": "3b"}
_ARCHITECTURES = {"solid": "arch1", "dashed": "arch2"}
_BILLION = 10**9
_REMEDY = "Give the site's file as it was published; the other points were read"


def read_picture(document: Mapping[str, Any], content: bytes, path: Path) -> Iterator[Reading | Problem]:
    """One reading per model and place on the token axis, with the value of every panel there.

    Errors: SourceError where the file holds no panels.
    """
    points: dict[tuple[str, int], list[Value]] = {}
    panels = document["plotData"]
    for panel, contents in panels.items():
        series = contents.get("series") if isinstance(contents, Mapping) else None
        if not isinstance(series, list):
            yield Problem(str(path), "the panel has no series", _REMEDY, field=f"plotData.{panel}.series")
            continue
        for entry in series:
            yield from _read_series(entry, panel, points, path)
    if not points:
        remedy = "Give the site's file as it was published"
        raise SourceError("the figure has no points", remedy=remedy, file=str(path), field="plotData")
    note = _note(document)
    for (model, tokens), values in points.items():
        name = f"{tokens / _BILLION:.4g}BT"
        known = model.startswith("dense-")
        provisional = "" if known else "the figure names only a colour and a dash; confirm the model"
        checkpoint = Checkpoint(model, name, None, tokens, "the figure's token axis", provisional)
        run = Run(content_hash(content, model, name), str(path), "picture", checkpoint, note=note)
        yield Reading(run, tuple(values))


def _read_series(
    entry: object, panel: str, points: dict[tuple[str, int], list[Value]], path: Path
) -> Iterator[Problem]:
    """Adds one series' points to `points`, by model and tokens."""
    field = f"plotData.{panel}.series"
    name = entry.get("name") if isinstance(entry, Mapping) else None
    data = entry.get("data") if isinstance(entry, Mapping) else None
    if not isinstance(name, str) or not isinstance(data, list):
        yield Problem(str(path), "the series has no name or no data", _REMEDY, field=field)
        return
    for point in data:
        pair = isinstance(point, list) and len(point) == 2 and all(_is_number(part) for part in point)
        tokens = count(point[0] * _BILLION) if pair else None
        if tokens is None:
            yield Problem(str(path), f"{point!r} is no point", _REMEDY, field=f"{field}.{name}")
            continue
        value = Value(task=panel, metric="score", filter="none", value=float(point[1]))
        points.setdefault((_model(name), tokens), []).append(value)


def _model(series: str) -> str:
    """ "blue-dashed" is dense-500m-arch2; a series of another name keeps it."""
    colour, _, dash = series.partition("-")
    if colour in _SIZES and dash in _ARCHITECTURES:
        return f"dense-{_SIZES[colour]}-{_ARCHITECTURES[dash]}"
    return series


def _note(document: Mapping[str, Any]) -> str:
    metadata = document.get("metadata")
    note = metadata.get("note") if isinstance(metadata, Mapping) else None
    return f"read off a published figure{f': {note}' if isinstance(note, str) and note else ''}"


def _is_number(value: object) -> bool:
    return not isinstance(value, bool) and number(value) is not None
